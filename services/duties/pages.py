"""On which pages of the phone steps that wait can be taken, for who may open them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from models.people import Person
from rules.cases import BOARD
from services.board_displays.facts import approval_address
from services.duties.duties import Duty
from services.rights.asking import may
from services.rights.table import Right

# What the leaders' page of decisions takes (ANSWERS of services/leaders/decisions.py, which is above us).
ON_ONE_PAGE: Final = frozenset(
    {
        *("consequence_decide", "objection_decide", "claim_approve", "takeover_decide"),
        *("year_review", "year_approve"),
    }
)


def pages_of(
    session: Session, person: Person, duties: Sequence[Duty], now: datetime, public_url: str | None
) -> list[str]:
    """List the pages on which the person may take these steps; none where phones cannot reach us."""
    found = _pages(session, person, duties, now, public_url) if public_url else ()
    return list(dict.fromkeys(found))


def _pages(session: Session, person: Person, duties: Sequence[Duty], now: datetime, public_url: str) -> Iterator[str]:
    sees_drafts, follows = may(session, person, Right.SEE_DRAFT, now), may(session, person, Right.FOLLOW_TOWN, now)
    for one in duties:
        if one.machine == BOARD.name and sees_drafts:
            yield approval_address(one.case, public_url)
        elif one.kind in ON_ONE_PAGE and follows:
            yield f"{public_url}m/decisions"
