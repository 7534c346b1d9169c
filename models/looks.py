"""What a page asks several times is looked up once: a page is one look at the town, kept with its session alone.

What is counted of a whole town is kept for the next page, too, as long as nothing it hangs on was written.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial
from typing import Final, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.log import LogEntry

Result = TypeVar("Result")
# What was looked up already, kept with the session of a page; other sessions keep nothing.
LOOKED_UP: Final = "looked_up"
# What pages have counted, kept with the database; and how much of it at most.
COUNTED: Final = "counted"
MOST_COUNTED: Final = 200


def look_anew(session: Session) -> None:
    """Begin a look at the town as it is now; what was looked up before is forgotten."""
    session.expire_all()
    session.info[LOOKED_UP] = {}


def once(session: Session, work: Callable[..., Result], *of: Hashable) -> Result:
    """Give `work(session, *of)`, which changes nothing and gives nothing that others change."""
    known = session.info.get(LOOKED_UP)
    if known is None:
        return work(session, *of)
    if (work, of) not in known:
        known[work, of] = work(session, *of)
    return known[work, of]  # type: ignore[no-any-return]


def counted(session: Session, tables: tuple[str, ...], work: Callable[..., Result], *of: Hashable) -> Result:
    """Give `work(session, *of)`, which hangs on some logged tables alone, and whose result on no session.

    It is worked out anew once anything is written to one of these tables: the log's last entry about each is compared,
    in the transaction that looks. Only a page keeps it; whoever writes counts for itself.
    """
    return kept(session, partial(last_entries, session, *tables), work, *of)


def kept(session: Session, stands: Callable[[], Hashable], work: Callable[..., Result], *of: Hashable) -> Result:
    """Give `work(session, *of)`, kept as `counted` does, until `stands()` gives something else."""
    known = session.info.get(COUNTED)
    if known is None or LOOKED_UP not in session.info:
        return work(session, *of)
    now, key = stands(), (work, of)
    found = known.get(key)
    if found is None or found[0] != now:
        if len(known) >= MOST_COUNTED:
            known.clear()
        found = known[key] = now, work(session, *of)
    return found[1]  # type: ignore[no-any-return]


def last_entries(session: Session, *tables: str) -> tuple[str | None, ...]:
    """Read the digest of the last entry about each of some tables: it stands for all that was ever written before."""
    return once(session, _last_entries, tables)


def _last_entries(session: Session, tables: tuple[str, ...]) -> tuple[str | None, ...]:
    newest = select(LogEntry.digest).order_by(LogEntry.id.desc()).limit(1)
    ends = (newest.where(LogEntry.kind == table).scalar_subquery() for table in tables)
    return tuple(session.execute(select(*ends)).one())
