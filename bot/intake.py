"""Takes callbacks in: verified, kept, answered; worked off elsewhere (bot/working_off.py).

Nobody waits longer than 1.2 s, whatever hangs. On SQLite the one way is the file of arrivals. On PostgreSQL it is the
table; when that does not take a callback in time, all go into the file until everything in it has been moved over, so
that no member's message overtakes an earlier one that was answered 200.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

import structlog

from bot.arrivals import Arrivals, Arrived
from bot.callback import Callback
from bot.clock import Clock
from bot.group_commit import GroupCommit

log = structlog.get_logger()

# WeCom hangs up after 5 seconds; both together are what a caller may wait.
TABLE_SECONDS: Final = 0.7
FILE_SECONDS: Final = 0.5
MOVED_AT_ONCE: Final = 200
RETRY_SECONDS: Final = 1.0
SIGNED: Final = ("msg_signature", "timestamp", "nonce")


class IntakeParts(Protocol):
    """What the intake needs of the application."""

    @property
    def clock(self) -> Clock: ...

    @property
    def callback(self) -> Callback: ...

    @property
    def arrivals(self) -> Arrivals:
        """What waits to be worked off; asked again while the database cannot be used."""

    @property
    def arrivals_file(self) -> Arrivals:
        """The file beside the database, the same as `arrivals` on SQLite."""

    @property
    def has_table(self) -> bool:
        """Tell whether arrivals have a table, and the file is only for when that fails."""

    def ring(self) -> None:
        """Wake whoever works off on this machine."""


class Intake:
    """The way of every callback to where it is safe. Safe for any number of threads."""

    def __init__(self, parts: IntakeParts) -> None:
        self._parts = parts
        self._table = GroupCommit[Arrived](self._write_table)
        self._file = GroupCommit[Arrived](self._write_file)
        self._file_is_empty, self._woken, self._stopping = threading.Event(), threading.Event(), threading.Event()
        self._mover: threading.Thread | None = None

    def take(self, args: Mapping[str, str], body: bytes) -> None:
        """Keep a callback. Raises BadCallback; OSError when it could be kept nowhere in time."""
        now = self._parts.clock.now()
        incoming = self._parts.callback.read(args, body, now)
        arrived = Arrived(incoming.key, incoming.who, {name: args[name] for name in SIGNED}, body, now)
        if not (self._parts.has_table and self._is_kept_in_table(arrived)) and not self._is_kept_in_file(arrived):
            raise OSError(f"neither database nor disk took callback {incoming.key} in time")

    def start(self) -> None:
        """Begin to move over what waits in the file, where arrivals have a table."""
        if self._parts.has_table and (self._mover is None or not self._mover.is_alive()):
            self._mover = threading.Thread(target=self._keep_moving, name="mover", daemon=True)
            self._mover.start()
        self._woken.set()

    def stop(self) -> None:
        """Ask the thread that moves to end."""
        self._stopping.set()
        self._woken.set()

    def _is_kept_in_table(self, arrived: Arrived) -> bool:
        return self._file_is_empty.is_set() and self._table.keep(arrived, TABLE_SECONDS)

    def _is_kept_in_file(self, arrived: Arrived) -> bool:
        seconds = FILE_SECONDS if self._parts.has_table else TABLE_SECONDS + FILE_SECONDS
        kept = self._file.keep(arrived, seconds)
        if kept and self._parts.has_table:
            self._begin_moving()
        return kept

    def _write_file(self, arrived: Sequence[Arrived]) -> None:
        self._parts.arrivals_file.add(arrived)
        self._parts.ring()

    def _write_table(self, arrived: Sequence[Arrived]) -> None:
        """Write into the table, or into the file where another process has begun to do so."""
        if self._parts.arrivals_file.are_empty():
            self._parts.arrivals.add(arrived)
            self._parts.ring()
        else:
            self._write_file(arrived)
            self._begin_moving()

    def _begin_moving(self) -> None:
        """Let all go into the file until the mover has emptied it; told before, it might just have found it empty."""
        log.warning("callbacks_kept_in_file")
        self._file_is_empty.clear()
        self.start()

    def _keep_moving(self) -> None:
        while not self._stopping.is_set():
            try:
                self._move_over()
            except Exception:
                log.exception("arrivals_not_moved")
                self._stopping.wait(RETRY_SECONDS)
            else:
                self._woken.wait()
            self._woken.clear()

    def _move_over(self) -> None:
        """Move all from the file into the table; one that is moved twice is worked off once."""
        file = self._parts.arrivals_file
        while waiting := file.oldest(MOVED_AT_ONCE):
            self._parts.arrivals.add(waiting)
            file.remove(waiting)
            log.info("arrivals_moved", number=len(waiting))
        self._file_is_empty.set()
