"""The spool: what WeCom sent while the database did not answer, safe on disk until it does.

One file per member, one line per callback, in order of arrival; the body stays encrypted. Any number of processes may
append and replay: changes of the folder queue on one lock, and whoever replays a file holds a lock on that file.
A replay that dies starts the file again: whoever handles the lines must take a repeated one as done.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

import structlog
from sqlalchemy.engine import make_url

from bot.errors import SettingsError

log = structlog.get_logger()

LINES: Final = ".jsonl"
NEWLINE: Final = b"\n"


@dataclass(frozen=True)
class Held:
    """A callback as it came: its key, the signed arguments of the address, the encrypted body, when it was received."""

    key: str
    args: Mapping[str, str]
    body: bytes
    received_at: datetime


def spool_folder(database_url: str) -> Path:
    """Name the folder: beside the database's file, or under var/ of the working directory for a database elsewhere."""
    url = make_url(database_url)
    is_file = url.get_backend_name() == "sqlite" and url.database
    return (Path(str(url.database)).parent if is_file else Path("var")) / "spool"


class Spool:
    """A folder of waiting callbacks. Raises SettingsError where it cannot be written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        try:
            with self._locked():
                pass
        except OSError as error:
            raise SettingsError(f"Cannot write to {folder} ({error.strerror}); correct the folder's rights") from None

    def holds(self, who: str) -> bool:
        """Tell whether something of this member is waiting."""
        return self._path(who).exists()

    def keep(self, who: str, held: Held) -> None:
        """Append a callback, safe against power loss on return; one that waits already is not kept again."""
        path = self._path(who)
        with self._locked():
            is_new = not path.exists()
            _append(path, _written(held), unless=_end_of_line(held.key))
            if is_new:
                _sync(self._folder)

    def replay(self, handle: Callable[[Held], None], passing: tuple[type[Exception], ...]) -> None:
        """Hand on what waits, each member's in order of arrival, leaving out files another replay has in hand.

        `handle` raising one of `passing` ends the replay with it, and the line waits on. A line that raises anything
        else could never be handled: it is set aside in the folder `aside`, and the log says why.
        """
        for path in self._oldest_first():
            with self._claimed(path) as lines:
                while lines and (line := self._next(lines, path)):
                    self._hand_on(line, path, handle, passing)

    def _hand_on(
        self, line: bytes, path: Path, handle: Callable[[Held], None], passing: tuple[type[Exception], ...]
    ) -> None:
        try:
            handle(_read(line))
        except passing:
            os.utime(path)  # The next replay begins with somebody else's.
            raise
        except Exception:
            log.exception("spooled_callback_set_aside", file=path.name)
            self._set_aside(line, path)

    def _set_aside(self, line: bytes, path: Path) -> None:
        aside = self._folder / "aside"
        aside.mkdir(mode=0o700, exist_ok=True)
        with self._locked():
            _append(aside / path.name, line.rstrip(NEWLINE) + NEWLINE, unless=line)
            _sync(aside)

    def _oldest_first(self) -> list[Path]:
        with self._locked():
            return sorted(self._folder.glob(f"*{LINES}"), key=lambda path: path.stat().st_mtime_ns)

    @contextmanager
    def _claimed(self, path: Path) -> Iterator[BinaryIO | None]:
        try:
            lines = path.open("rb")
        except FileNotFoundError:
            yield None
            return
        with lines:
            yield lines if self._won(lines, path) else None

    def _won(self, lines: BinaryIO, path: Path) -> bool:
        """Lock a file just opened; another replay may have it, or have finished it before the lock was ours."""
        try:
            fcntl.flock(lines, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        with self._locked():
            return path.exists() and os.path.samestat(path.stat(), os.fstat(lines.fileno()))

    def _next(self, lines: BinaryIO, path: Path) -> bytes:
        """Read a line; after the last one the file goes, unless somebody appends first."""
        with self._locked():
            line = lines.readline()
            if not line:
                path.unlink()
            return line

    def _path(self, who: str) -> Path:
        return self._folder / f"{hashlib.sha256(who.encode()).hexdigest()[:32]}{LINES}"

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self._folder / ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _append(path: Path, line: bytes, *, unless: bytes) -> None:
    """Append a line and wait for the disk; a torn line before it (full disk, power cut) stays a line of its own."""
    with path.open("ab+") as file:
        file.seek(0)
        before = file.read()
        if unless in before:
            return
        torn = bool(before) and not before.endswith(NEWLINE)
        file.write(NEWLINE + line if torn else line)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Wait until the names in a folder are on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _written(held: Held) -> bytes:
    fields = {"received_at": held.received_at.isoformat(), "args": dict(held.args), "body": held.body.decode()}
    return json.dumps({**fields, "key": held.key}).encode() + NEWLINE


def _end_of_line(key: str) -> bytes:
    """The key comes last, so that a line torn in the middle does not pass for one that waits."""
    return f'"key": {json.dumps(key)}}}\n'.encode()


def _read(line: bytes) -> Held:
    fields = json.loads(line)
    received_at = datetime.fromisoformat(fields["received_at"])
    return Held(fields["key"], fields["args"], fields["body"].encode(), received_at)
