"""Working something out before the write lock is taken: what holds as long as the log has not grown.

A score, a board's ranking, the texts of a thousand rows rest on what the log covers and on nothing else, and counting
them takes long. So a service asks for them here. Where whoever writes does so by `Database.do`, they are worked out in
a transaction that only looks, and in the write transaction only the end of the log is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ahead import KNOWN, NotWorkedOut
from models.log import LogHead
from services.log.writing import has_notes

Result = TypeVar("Result")


def ahead(session: Session, work: Callable[..., Result], *of: Hashable) -> Result:
    """Give `work(session, *of)`, which only reads what the log covers and gives nothing that hangs on its session.

    It is worked out here and now where the transaction has changed something before, or may not be begun anew.
    """
    known = session.info.get(KNOWN)
    if known is None:
        return work(session, *of)
    key: Hashable = (work, of)
    stands, found = known.get(key, (None, None))
    if stands is not None and has_notes(session):
        return work(session, *of)
    if stands is None or stands != _end_of_log(session):
        raise NotWorkedOut(key, lambda looking: (_end_of_log(looking), work(looking, *of)))
    return found  # type: ignore[no-any-return]


def _end_of_log(session: Session) -> tuple[Any, ...]:
    end = session.execute(select(LogHead.entries, LogHead.digest)).first()
    return tuple(end or (0, ""))
