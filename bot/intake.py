"""Takes callbacks in: at once when the database answers in time, by way of the spool when it does not.

Promised to one member: what arrives after an earlier message has been answered 200 is handled after it, whether either
went through the spool or not. Two that are on their way together are handled one after another, in whichever order
they reach the member's row.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Protocol

import structlog
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.callback import Callback, Incoming
from bot.clock import Clock, lease_seconds
from bot.db import Database
from bot.deadline import Deadline
from bot.errors import DatabaseError, SettingsError
from bot.log import masked
from bot.router import Route, note_failure, receive
from bot.settings import Settings
from bot.spool import Held, Spool
from rules.workdays import Calendar

log = structlog.get_logger()

# WeCom hangs up after 5 seconds.
DEADLINE_SECONDS: Final = 1.5
AT_ONCE: Final = 32
BREAK_SECONDS: Final = 5.0
# One member's stuck message holds up one of them.
REPLAYS: Final = 4
IDLE_SECONDS: Final = 1.0
SIGNED: Final = ("msg_signature", "timestamp", "nonce")
LONGEST_ERROR: Final = 500
# These pass without anybody touching the message; everything else is a mistake of ours about it.
DATABASE_TROUBLE: Final = (
    OperationalError,
    InternalError,
    InterfaceError,
    PoolTimeout,
    DatabaseError,
    SettingsError,
)


class Parts(Protocol):
    """What the intake needs of the application."""

    @property
    def settings(self) -> Settings: ...

    @property
    def db(self) -> Database: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def calendar(self) -> Calendar: ...

    @property
    def callback(self) -> Callback: ...

    @property
    def spool(self) -> Spool: ...


class Breaker:
    """After a failure it lets nobody through for some seconds, then one, who finds out for everybody."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._lock = seconds, threading.Lock()
        self._broken_until = 0.0

    def lets_through(self) -> bool:
        """Tell whether to try."""
        with self._lock:
            now = lease_seconds()
            # A machine clock set back must not keep it broken for hours.
            if 0 < self._broken_until - now <= self._seconds:
                return False
            if self._broken_until:
                self._broken_until = now + DEADLINE_SECONDS
            return True

    def tell(self, *, went_well: bool) -> None:
        """Say what a try came to."""
        with self._lock:
            self._broken_until = 0.0 if went_well else lease_seconds() + self._seconds


class Intake:
    """The way of every callback into the inbox. Safe for any number of threads and processes."""

    def __init__(self, parts: Parts, routes: Sequence[Route]) -> None:
        self._parts, self._routes = parts, routes
        self._deadline = Deadline(DEADLINE_SECONDS, AT_ONCE)
        self._breaker = Breaker(BREAK_SECONDS)
        self._starting, self._woken, self._stopping = threading.Lock(), threading.Event(), threading.Event()
        self._replays: list[threading.Thread] = []

    def take(self, args: Mapping[str, str], body: bytes) -> None:
        """Handle a callback or keep it on disk. Raises BadCallback; OSError when it could be kept nowhere."""
        now = self._parts.clock.now()
        incoming = self._parts.callback.read(args, body, now)
        if not self._taken_at_once(incoming, now):
            log.warning("callback_spooled", key=incoming.key)
            self._parts.spool.keep(incoming.who, Held(incoming.key, {name: args[name] for name in SIGNED}, body, now))
            self.start_replay()

    def start_replay(self) -> None:
        """Hand on what waits in the spool, now and whenever something waits, from threads of this process."""
        with self._starting:
            # After a fork the threads are the parent's.
            if not any(thread.is_alive() for thread in self._replays):
                self._replays = [
                    threading.Thread(target=self._keep_replaying, name="replay", daemon=True) for _ in range(REPLAYS)
                ]
                for thread in self._replays:
                    thread.start()
        self._woken.set()

    def stop_replay(self) -> None:
        """Ask the threads to end after the message in hand."""
        self._stopping.set()
        self._woken.set()

    def _taken_at_once(self, incoming: Incoming, now: datetime) -> bool:
        if self._parts.spool.holds(incoming.who) or not self._breaker.lets_through():
            return False
        taken = self._deadline.run(lambda: self._attempt(incoming, now)) is True
        self._breaker.tell(went_well=taken)
        return taken

    def _attempt(self, incoming: Incoming, now: datetime) -> bool:
        try:
            self._handle(incoming, now)
        except Exception:
            log.exception("callback_not_handled", key=incoming.key)
            return False
        return True

    def _handle(self, incoming: Incoming, now: datetime) -> None:
        """Answer a message in one transaction; if that breaks, keep the message as failed and apologise."""
        db = self._parts.db
        try:
            with db.begin() as session:
                receive(session, incoming, self._routes, self._parts.calendar, now)
        except DATABASE_TROUBLE:
            raise
        except Exception as error:
            log.exception("callback_failed", key=incoming.key)
            with db.begin() as session:
                note_failure(session, incoming, self._described(error), now)

    def _described(self, error: Exception) -> str:
        # SQLAlchemy's own text ends with all values of the statement.
        said = error.orig if isinstance(error, DBAPIError) else error
        return masked(f"{type(error).__name__}: {said}", self._parts.settings)[:LONGEST_ERROR]

    def _keep_replaying(self) -> None:
        while not self._stopping.is_set():
            self._woken.wait(IDLE_SECONDS)
            self._woken.clear()
            try:
                self._parts.spool.replay(self._replay, (*DATABASE_TROUBLE, OSError))
            except Exception:
                log.exception("replay_interrupted")
                self._stopping.wait(IDLE_SECONDS)

    def _replay(self, held: Held) -> None:
        """Handle a spooled callback as of the moment it was received; one handled before changes nothing."""
        self._handle(self._parts.callback.read(held.args, held.body, held.received_at), held.received_at)
        self._breaker.tell(went_well=True)
        log.info("callback_replayed", key=held.key)
