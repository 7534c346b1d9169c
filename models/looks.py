"""What a page asks several times is looked up once: a page is one look at the town, kept with its session alone."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Final, TypeVar

from sqlalchemy.orm import Session

Result = TypeVar("Result")
# What was looked up already, kept with the session of a page; other sessions keep nothing.
LOOKED_UP: Final = "looked_up"


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
