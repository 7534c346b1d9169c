"""The database: one way to open a transaction, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import Table, create_engine, event
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from bot.ahead import KNOWN, MOST_TRIES, NotWorkedOut
from bot.errors import DatabaseError, SettingsError
from bot.private import close_to_others
from bot.savepoints import set_in_plain_words
from bot.terms import LAST, LastSpoken, spoken_in
from models.looks import COUNTED

BUSY_TIMEOUT_MS = 5000
POOL_TIMEOUT_SECONDS = 2
DEAD_PEER_MS = 10_000
# How many things for one organisation each a transaction does at most, so that nobody waits half a second for it.
SLICE: Final = 100
# How many keys a statement names at most where it only looks them up.
NAMED: Final = 1000
Thing = TypeVar("Thing")
Done = TypeVar("Done")
# A host that vanished answers nothing: without these a connection to it hangs for minutes, and the server keeps the
# locks of a client that vanished for hours.
ALIVE: Final[Mapping[str, Any]] = {
    "connect_timeout": POOL_TIMEOUT_SECONDS,
    "tcp_user_timeout": DEAD_PEER_MS,
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "options": "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3",
}
DRIVERS = ("sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg")


# These pass without anybody touching what was to be done; every other error is a mistake of ours about it.
TROUBLE: Final = (OperationalError, InternalError, InterfaceError, PoolTimeout, DatabaseError, SettingsError)


_PUBLIC_URL: Final = "public_url"


def page_address(session: Session, path: str) -> str:
    """Give the address of one of our pages as phones reach it; "" where they cannot."""
    public_url = session.info.get(_PUBLIC_URL)
    return f"{public_url}{path}" if public_url else ""


class Database:
    """Opens transactions. `begin()` writes; `read()` only looks. Whoever enters owns the commit; services never do.

    `public_url` is how phones reach our pages, with a slash at its end; what is said in a transaction may name it.
    `last_spoken` keeps the town's terms for what is said outside of one.
    """

    def __init__(self, url: str, public_url: str | None = None, last_spoken: LastSpoken | None = None) -> None:
        told: dict[str, Any] = {_PUBLIC_URL: public_url, LAST: last_spoken or LastSpoken()}
        self._info = {True: told, False: told | {COUNTED: {}}}  # Who writes counts for itself.
        self.url = _checked(url)
        self._file: tuple[int, int] | None = None
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._lock = Path(f"{self.url.database}.lock")
        self.engine = self._engine()
        set_in_plain_words(self.engine)
        self._opened = {writes: self.engine.execution_options(writes=writes) for writes in (True, False)}
        self.after_commit: list[Callable[[], None]] = []

    def _engine(self) -> Engine:
        if not self.is_sqlite:
            return create_engine(
                self.url,
                pool_size=10,
                max_overflow=40,
                pool_timeout=POOL_TIMEOUT_SECONDS,
                pool_pre_ping=True,
                connect_args=dict(ALIVE),
                hide_parameters=True,
            )
        file = Path(self.url.database or "")
        _make_folder(file.parent)
        close_to_others(file, *(file.with_name(f"{file.name}{ending}") for ending in ("-wal", "-shm")))
        # What a statement was to store never stands in an error, and so in no log.
        engine = create_engine(
            self.url, pool_size=10, max_overflow=40, pool_timeout=POOL_TIMEOUT_SECONDS, hide_parameters=True
        )
        event.listen(engine, "connect", _tune_sqlite)
        event.listen(engine, "connect", self._note_file)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    def _note_file(self, _connection: Any, _record: Any) -> None:
        self._file = self._file or _identity(self.url)

    def is_in_place(self) -> bool:
        """Tell whether the file at the address is still the one that is open; what goes into another one is lost."""
        return not self.is_sqlite or self._file is None or self._file == _identity(self.url)

    @contextmanager
    def begin(self, *, quiet: bool = False, known: Mapping[Hashable, Any] | None = None) -> Iterator[Session]:
        """Open a write transaction: leaving it commits, an exception undoes it. Listeners hear of it unless `quiet`.

        With `known`, be it nothing, whoever needs something long that is not in it raises NotWorkedOut.
        """
        with self.write_lock(), self._session(writes=True) as session:
            session.info[KNOWN] = known
            yield session
            session.commit()
        for listener in () if quiet else self.after_commit:
            listener()

    def do(self, act: Callable[[Session], Done]) -> Done:
        """Do something in a write transaction; what takes long and only reads is worked out before, without the lock.

        `act` is begun anew for that, so it must change nothing but the session. It says itself whether what was worked
        out still holds (`services/log/ahead.py`); where others write all the time, they wait for it at last.
        """
        known: dict[Hashable, Any] = {}
        for _ in range(MOST_TRIES):
            try:
                with self.begin(known=known) as session:
                    return act(session)
            except NotWorkedOut as wanted:
                with self.read() as looking:
                    known[wanted.key] = wanted.work(looking)
        with self.begin() as session:
            return act(session)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a transaction that only looks; whatever was changed in it is undone."""
        with self._session(writes=False) as session:
            yield session

    @contextmanager
    def writer(self) -> Iterator[Connection]:
        """Open a bare connection that may write; the caller commits. For migrations."""
        with self.write_lock(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def joined(self, when_alone: Callable[[], None]) -> Iterator[None]:
        """Be one of the processes that deliver. The first of all on an SQLite file does what only it may, before others

        join: whoever was here before is dead. On PostgreSQL, with its many machines, nobody can tell.
        """
        if not self.is_sqlite:
            yield
            return
        with Path(f"{self.url.database}.working").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                when_alone()
            except BlockingIOError:
                pass
            fcntl.flock(file, fcntl.LOCK_SH)
            yield

    @contextmanager
    def _session(self, *, writes: bool) -> Iterator[Session]:
        with (
            self._opened[writes].connect() as connection,
            Session(connection, expire_on_commit=False, info=dict(self._info[writes])) as session,
            spoken_in(session),
        ):
            yield session

    @contextmanager
    def begin_bare(self) -> Iterator[Connection]:
        """Open a write transaction without a session, for what comes by the thousand: leaving it commits, as ever."""
        with self.write_lock(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Look at everything as it is at one moment, for however long it takes; nobody waits for it."""
        with self.engine.connect() as connection:
            if not self.is_sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield connection.execution_options(writes=False)

    def one_at_a_time(self, what: str) -> AbstractContextManager[Any]:
        """Let the processes of a machine do something long one after the other: who comes second may find it done.

        Only on SQLite: on PostgreSQL nobody waits for another machine, which may stand still.
        """
        return _file_lock(Path(f"{self.url.database}.{what}")) if self.is_sqlite else nullcontext()

    def write_lock(self) -> AbstractContextManager[Any]:
        """On SQLite writers queue on a file: without it the slowest of two processes waits five times as long."""
        return _file_lock(self._lock) if self.is_sqlite else nullcontext()


def _identity(url: URL) -> tuple[int, int] | None:
    """Tell which file stands at an SQLite address."""
    try:
        found = Path(str(url.database)).stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def insert_new(session: Session, model: type[Any], **values: Any) -> bool:
    """Insert a row and return True; False when its key is taken, were it by a transaction that has not ended yet.

    The session would learn nothing from it, and take as long again.
    """
    connection = session.connection()
    return connection.execute(_insert_new(model.__table__, connection.dialect.name), values).rowcount == 1


def in_slices(things: Sequence[Thing], size: int = SLICE) -> Iterator[Sequence[Thing]]:
    """Give many things a slice at a time: a statement can name only so many."""
    return (things[start : start + size] for start in range(0, len(things), size))


def insert_all_new(session: Session, model: type[Any], rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert rows with one statement; those whose key is taken are left out. Returns how many were not."""
    if not rows:
        return 0
    connection = session.connection()
    return connection.execute(_insert_new(model.__table__, connection.dialect.name), [*rows]).rowcount


@cache
def _insert_new(table: Table, dialect_name: str) -> Any:
    """Put together once for each table: with every message anew, it took a good part of what a message takes.

    Nobody asks for the number the row gets, only whether there is one. The other database's dialect is not loaded.
    """
    insert = import_module(f"sqlalchemy.dialects.{dialect_name}").insert(table).on_conflict_do_nothing().inline()
    return insert.execution_options(preserve_rowcount=True)


def _checked(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        parsed = None
    if parsed is None or parsed.drivername not in DRIVERS:
        raise SettingsError(
            "DATABASE_URL is not a database address; write sqlite:///var/honghui.db or postgresql+psycopg://user@host/name"
        )
    if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise SettingsError("DATABASE_URL needs a file: sqlite:///var/honghui.db; a database in memory is lost at exit")
    return parsed


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"DATABASE_URL: cannot make the folder {folder} ({error.strerror})") from None


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    with path.open("ab", buffering=0) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _tune_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # We say BEGIN ourselves: the driver's deferred one fails at once when two write.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN DEFERRED")
