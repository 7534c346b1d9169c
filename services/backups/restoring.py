"""Puts a copy back: beside what is there until it is whole, and held until somebody releases it."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import event, func, insert, inspect, select
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DBAPIError

from bot.arrivals import ENDING as ARRIVALS_ENDING
from bot.arrivals import Arrivals, arrivals_file
from bot.db import Database
from bot.errors import BadInput, DatabaseError, NotNow, driver_says
from bot.schema import newest_revision
from models.inbox import InboxMessage
from models.log import LogHead
from models.restorations import Restoration
from rules.periods import BEIJING
from services.backups.dumping import Source, Tallies, differences, lines_of
from services.backups.lines import read_lines
from services.backups.loading import Loaded, Target, load
from services.backups.making import settle
from services.log.covering import cover_all

FILLING: Final = ".restoring"
# SQLite's own files beside a database, and ours.
BESIDE: Final = ("", "-wal", "-shm", ARRIVALS_ENDING, f"{ARRIVALS_ENDING}-wal", f"{ARRIVALS_ENDING}-shm")


@dataclass(frozen=True)
class CopyFile:
    """A copy, and the key it may need."""

    path: Path
    key: str | None

    def made_at(self) -> datetime:
        """Read when it was made. Raises BadInput for what is no copy."""
        with closing(self.lines()) as lines:
            return datetime.fromisoformat(next(lines)["made_at"])

    def lines(self) -> Generator[Any]:
        """Read what its lines say."""
        with self.path.open("rb") as file:
            yield from read_lines(file, self.path.name, self.key)


def restore(copy: CopyFile, url: str, now: datetime) -> Loaded:
    """Fill the database at an address from a copy; an SQLite file that stands there is set aside before.

    Raises NotNow where it is in use, or is one of PostgreSQL and not empty; BadInput for a copy that is not whole.
    Whatever is raised, what was there is there as it was.
    """
    if make_url(url).get_backend_name() != "sqlite":
        return fill(copy, url, now)
    file = Path(str(make_url(url).database))
    filling = file.with_name(f"{file.name}{FILLING}")
    with kept_to_oneself(url):
        _remove(filling)
        try:
            # Names and words stand in it: nobody else on the machine reads it.
            filling.touch(mode=0o600)
            loaded = fill(copy, f"sqlite:///{filling}", now)
            set_aside(file, now)
            _put_in_place(filling, file)
        except OSError as error:
            raise NotNow("backup_not_written", folder=file.parent, why=error.strerror) from None
        finally:
            _remove(filling)
    return loaded


def fill(copy: CopyFile, url: str, now: datetime) -> Loaded:
    """Fill an empty database, hold it, read all of it again and compare. Raises NotNow, BadInput like `restore`."""
    arrivals = arrivals_file(url)
    with ExitStack() as opened:
        opened.callback(arrivals.let_go)
        db = opened.enter_context(_opened(url))
        if db.is_sqlite:
            # They are looked through once all is there.
            event.listen(db.engine, "connect", lambda made, _record: made.execute("PRAGMA foreign_keys=OFF").close())
        loaded = _loaded(copy, db, arrivals, now)
        if loaded.revision == newest_revision():
            _check_same(Source(db, arrivals), loaded, copy.path.name)
        else:
            with db.begin(quiet=True) as session:
                cover_all(session)
    return loaded


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    """Open a database that is to take a copy. Raises DatabaseError where it does not."""
    db = Database(url)
    try:
        yield db
    except DBAPIError as error:
        raise DatabaseError(f"The database does not take the copy ({driver_says(error)})") from None
    finally:
        db.engine.dispose()


def check_empty(url: str) -> None:
    """Check that one of PostgreSQL is empty: only a file can be set aside. Raises NotNow, DatabaseError."""
    if make_url(url).get_backend_name() != "sqlite":
        with _opened(url) as db, db.begin_bare() as connection:
            _check_empty(connection)


def _check_empty(connection: Connection) -> None:
    if inspect(connection).get_table_names():
        raise NotNow("restore_not_empty")


def _loaded(copy: CopyFile, db: Database, arrivals: Arrivals, now: datetime) -> Loaded:
    with ExitStack() as opened, closing(copy.lines()) as lines:
        waiting = opened.enter_context(arrivals.filling()) if db.is_sqlite else None
        connection = opened.enter_context(db.begin_bare())
        _check_empty(connection)
        loaded = load(Target(connection, waiting or connection), lines, copy.path.name)
        connection.execute(insert(Restoration).values(copied_at=loaded.made_at, restored_at=now, released=""))
    return loaded


def _put_in_place(filling: Path, file: Path) -> None:
    """Give a whole database its name; the callbacks first: where it is missing beside them, the start says so."""
    for ending in reversed(BESIDE):
        if (made := Path(f"{filling}{ending}")).exists():
            made.rename(f"{file}{ending}")
    settle(file.parent)


def last_stirring(url: str) -> datetime | None:
    """Tell when something happened last in the database at an address; None where there is none that can be read."""
    if make_url(url).get_backend_name() == "sqlite" and not Path(str(make_url(url).database)).exists():
        return None
    with suppress(DatabaseError), _opened(url) as db, db.read() as session:
        moments = [session.scalar(select(LogHead.at)), session.scalar(select(func.max(InboxMessage.received_at)))]
        return max((one for one in moments if one), default=None)
    return None


def set_aside(file: Path, now: datetime) -> None:
    """Give an SQLite database and what is beside it another name; nothing is deleted."""
    for ending in BESIDE:
        if (old := Path(f"{file}{ending}")).exists():
            old.rename(f"{name_aside(str(file), now)}{ending}")


def name_aside(file: str, now: datetime) -> str:
    """Name a database that makes room for a restored one."""
    return f"{file}.before-{now.astimezone(BEIJING):%Y%m%d-%H%M%S}"


def _check_same(source: Source, loaded: Loaded, name: str) -> None:
    """Hold what is in the database now against what the copy said."""
    found = Tallies()
    for _line in lines_of(source, loaded.made_at, found):
        pass
    if other := differences(loaded.tallies, found.said):
        raise BadInput("restore_differs", name=name, tables=other)


@contextmanager
def kept_to_oneself(url: str) -> Iterator[None]:
    """Keep everybody out of an SQLite database. Raises NotNow while a process that delivers uses it.

    Who else uses a PostgreSQL, nobody can tell.
    """
    if make_url(url).get_backend_name() != "sqlite":
        yield
        return
    file = Path(str(make_url(url).database))
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(f"{file}.working", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise NotNow("restore_in_use", file=file) from None
    finally:
        os.close(lock)


def _remove(filling: Path) -> None:
    """Remove a database that was filled half."""
    for left in filling.parent.glob(f"{filling.name}*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
