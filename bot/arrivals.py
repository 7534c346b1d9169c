"""What has arrived and is not worked off yet: kept by whoever takes callbacks in, taken up by whoever answers them.

On SQLite it lies in a file of its own, so that no long transaction about the town holds up a callback; on PostgreSQL
it is a table, and the same kind of file while the database is away. A callback that is worked off and still there,
because somebody died in between, does no harm: the inbox knows its key.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, Table, bindparam, delete, func, literal, select, update
from sqlalchemy.orm import Session

from bot.at_once import AtOnce
from bot.beside import file_beside
from bot.db import Database
from bot.errors import SettingsError
from models.arrivals import Arrival
from rules.periods import BEIJING

ENDING: Final = ".arrivals"
# Whoever works off on PostgreSQL listens to this channel.
CHANNEL: Final = "arrivals"
TABLE: Final[Table] = Arrival.__table__  # type: ignore[assignment]

_READ: Final = (TABLE.c.seq, TABLE.c.key, TABLE.c.who, TABLE.c.args, TABLE.c.body, TABLE.c.received_at)
# Where few members have much waiting and somebody has all of them in hand, no more than this is looked through in vain.
_MOST_LOOKED_AT: Final = 512
_LOOKED_AT: Final = (
    select(TABLE.c.seq, TABLE.c.who)
    .where(TABLE.c.error.is_(None), TABLE.c.who.not_in(bindparam("resting", expanding=True)))
    .order_by(TABLE.c.seq)
    .limit(literal(_MOST_LOOKED_AT, literal_execute=True))
    .subquery()
)
# Of each member only the first: the next one is taken up when that is done, by whichever process.
_FIRST_OF_EACH: Final = (
    select(*_READ)
    .where(TABLE.c.seq.in_(select(func.min(_LOOKED_AT.c.seq)).group_by(_LOOKED_AT.c.who)))
    .order_by(TABLE.c.seq)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_OLDEST: Final = select(*_READ).where(TABLE.c.error.is_(None)).order_by(TABLE.c.seq).limit(bindparam("most"))
_IS_KEPT = TABLE.c.error.is_(None)
_COUNTED: Final = select(
    func.count().filter(_IS_KEPT), func.min(TABLE.c.received_at).filter(_IS_KEPT), func.count().filter(~_IS_KEPT)
)
_ANY: Final = "SELECT 1 FROM arrivals WHERE error IS NULL LIMIT 1"
# All that a callback waits for: one statement, which is a transaction by itself, with one value, the callbacks as JSON.
_KEEP_IN_FILE: Final = """
    INSERT INTO arrivals (key, who, args, body, received_at)
    SELECT value ->> 'key', value ->> 'who', value ->> 'args', value ->> 'body', value ->> 'received_at'
    FROM json_each(?) WHERE true ON CONFLICT DO NOTHING
"""
_KEEP_IN_TABLE: Final = """
    INSERT INTO arrivals (key, who, args, body, received_at)
    SELECT key, who, args, body, received_at AT TIME ZONE 'UTC'
    FROM pg_notify(%s, ''),
        json_to_recordset(%s) AS one (key text, who text, args text, body text, received_at timestamp)
    ON CONFLICT DO NOTHING
"""
_IN_FILE: Final = """
    SELECT seq, key, who, args, body, received_at FROM arrivals
    WHERE error IS NULL AND who NOT IN (SELECT value FROM json_each(?)) ORDER BY seq LIMIT ?
"""
_REMOVE_FROM_FILE: Final = "DELETE FROM arrivals WHERE seq IN (SELECT value FROM json_each(?))"
_REMOVE: Final = delete(TABLE).where(TABLE.c.seq.in_(bindparam("done", expanding=True)))
_SET_ASIDE: Final = update(TABLE).where(TABLE.c.seq == bindparam("number")).values(error=bindparam("why"))


@dataclass(frozen=True)
class Arrived:
    """A callback as it came: its key, whose it is, the signed arguments, the encrypted body, when it was received."""

    key: str
    who: str
    args: Mapping[str, str]
    body: bytes
    received_at: datetime
    seq: int = 0


@dataclass
class Handful:
    """Some callbacks in hand, in order: those done go, those set aside stay with a reason, the rest wait."""

    waiting: Sequence[Arrived]
    done: list[int] = field(default_factory=list)
    set_aside: dict[int, str] = field(default_factory=dict)


class Arrivals:
    """The callbacks that wait in one database. Safe for any number of threads and processes."""

    def __init__(self, db: Database) -> None:
        self._db, self._at_once, self._lightly = db, AtOnce(db), AtOnce(db, wait_for_disk=False)

    def add(self, arrived: Sequence[Arrived]) -> None:
        """Keep callbacks in one commit; one that waits already is not kept again."""
        written = json.dumps([_written(one) for one in arrived])
        keep = (_KEEP_IN_FILE, written) if self._db.is_sqlite else (_KEEP_IN_TABLE, CHANNEL, written)
        with self._db.write_lock():
            self._at_once.run(*keep)

    def are_empty(self) -> bool:
        """Tell whether nothing waits."""
        return not self._at_once.run(_ANY)

    def oldest(self, most: int) -> list[Arrived]:
        """Look at the oldest callbacks of all members."""
        with self._db.read() as session:
            return [_read(*row) for row in session.execute(_OLDEST, {"most": most})]

    def counted(self) -> tuple[int, datetime | None, int]:
        """Count what waits, since when the oldest of it, and what was set aside."""
        with self._db.read() as session:
            waiting, since, aside = session.execute(_COUNTED).one()
        return waiting, since, aside

    def remove(self, arrived: Sequence[Arrived]) -> None:
        """Forget callbacks of the file that are kept elsewhere."""
        self._forget([one.seq for one in arrived])

    def snapshot(self) -> AbstractContextManager[Connection]:
        """Look at all that waits as it is at one moment."""
        return self._db.snapshot()

    def filling(self) -> AbstractContextManager[Connection]:
        """Open a bare connection that fills it; leaving it commits."""
        return self._db.begin_bare()

    def are_in_place(self) -> bool:
        """Tell whether the file they lie in is still the one that was opened."""
        return self._db.is_in_place()

    def let_go(self) -> None:
        """Close all connections: what is forked from here opens its own."""
        self._at_once.close()
        self._lightly.close()
        self._db.engine.dispose()

    @contextmanager
    def handful(self, most: int, resting: Sequence[str] = ()) -> Iterator[Handful]:
        """Take up callbacks in the order of arrival, but none of those who rest.

        On PostgreSQL the first of each member, and nobody else takes those up meanwhile. On SQLite the file must take
        callbacks in meanwhile, so two processes may do the same work, of which the second changes nothing.
        """
        if self._db.is_sqlite:
            found = Handful([_read(*row) for row in self._lightly.run(_IN_FILE, json.dumps(resting), most)])
            yield found
            self._forget(found.done)
            if found.set_aside:
                with self._db.begin(quiet=True) as session:
                    _set_aside(session, found)
            return
        with self._db.begin(quiet=True) as session:
            wanted = {"most": most, "resting": list(resting)}
            found = Handful([_read(*row) for row in session.execute(_FIRST_OF_EACH, wanted)])
            yield found
            if found.done:
                session.execute(_REMOVE, {"done": found.done})
            _set_aside(session, found)

    def _forget(self, done: Sequence[int]) -> None:
        """Forget in the file what is done or kept elsewhere: what a power cut brings back is known by its key."""
        if done:
            with self._db.write_lock():
                self._lightly.run(_REMOVE_FROM_FILE, json.dumps(done))


def arrivals_file(database_url: str) -> Arrivals:
    """Open the file of arrivals beside the database. Raises SettingsError where it cannot be written."""
    path = file_beside(database_url, ENDING).absolute()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        raise SettingsError(f"Cannot write to {path} ({error.strerror}); correct the folder's rights") from None
    db = Database(f"sqlite:///{path}")
    with db.begin_bare() as connection:
        TABLE.create(connection, checkfirst=True)
    return Arrivals(db)


def _set_aside(session: Session, handful: Handful) -> None:
    for number, why in handful.set_aside.items():
        session.execute(_SET_ASIDE, {"number": number, "why": why})


def _written(one: Arrived) -> dict[str, str]:
    return {
        "key": one.key,
        "who": one.who,
        "args": json.dumps(dict(one.args)),
        "body": one.body.decode(),
        "received_at": f"{one.received_at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}",
    }


def _read(seq: int, key: str, who: str, args: str, body: str, at: datetime | str) -> Arrived:
    received_at = at if isinstance(at, datetime) else datetime.fromisoformat(f"{at}+00:00").astimezone(BEIJING)
    return Arrived(key, who, json.loads(args), body.encode(), received_at, seq)
