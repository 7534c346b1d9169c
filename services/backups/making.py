"""Makes a copy: written under another name, settled on the disk, then renamed; no half one is ever left."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.errors import NotNow
from services.backups.copies import PART, name_at, remove_surplus
from services.backups.dumping import Source, Tallies, lines_of
from services.backups.lines import write_lines

LOCK = ".lock"


@dataclass(frozen=True)
class Shelf:
    """Where copies are kept, how many of them, and the key they are sealed with, if there is one."""

    folder: Path
    keep: int
    key: str | None


@dataclass(frozen=True)
class Made:
    """A copy that was made: how many bytes, how many rows of how many tables; and how many old ones went."""

    path: Path
    size: int
    rows: int
    tables: int
    removed: int


def make(source: Source, shelf: Shelf, now: datetime) -> Made:
    """Write a copy of everything into the folder, and let the oldest go. Raises NotNow where that is not possible."""
    with only_one(shelf.folder):
        path, tallies = shelf.folder / name_at(now), Tallies()
        write_copy(source, path, shelf.key, now, tallies)
        removed = remove_surplus(shelf.folder, shelf.keep)
        rows = sum(one.rows for one in tallies.tables.values())
        return Made(path, path.stat().st_size, rows, len(tallies.tables), len(removed))


def write_copy(source: Source, path: Path, key: str | None, now: datetime, tallies: Tallies) -> None:
    """Write a copy into a file that is there whole or not at all. Raises NotNow where the disk does not take it."""
    half = path.with_name(f".{path.name}{PART}")
    half.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            write_lines(file, lines_of(source, now, tallies), key)
            file.flush()
            os.fsync(file.fileno())
        half.rename(path)
        settle(path.parent)
    except OSError as error:
        raise NotNow("backup_not_written", folder=path.parent, why=error.strerror) from None
    finally:
        half.unlink(missing_ok=True)


def settle(folder: Path) -> None:
    """Let a new name in a folder outlive a power cut."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Be the only one who writes into the folder of copies. Raises NotNow while somebody else does."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(folder / LOCK, os.O_CREAT | os.O_WRONLY, 0o600)
    except OSError as error:
        raise NotNow("backup_not_written", folder=folder, why=error.strerror) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise NotNow("backup_under_way") from None
    finally:
        os.close(lock)
