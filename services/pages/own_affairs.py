"""What waits for whoever speaks for a branch or inspects some, for the first page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.boards import PUBLIC, Board, BoardRow
from models.bonus_claims import BonusClaim
from models.objections import Objection, objections_of
from models.orders import REPORTED, RectificationOrder, orders
from models.organizations import Organization
from models.self_checks import slips_that_wait
from models.slips import ANSWERED, CLOSED, Slip, slips_led
from rules.cases import BONUS_CLAIM, OBJECTION, ORDER
from rules.periods import Quarter
from services.bonus_claims.claims import claims_of
from services.duties.duties import Duty, duties_of
from services.pages.boards import newest_quarter
from services.pages.visitors import Visitor
from services.rights.asking import may
from services.rights.table import Right


@dataclass(frozen=True)
class OwnAffairs:
    """The own branches of somebody and what waits for them: slips to answer, orders to report on, claims sent back.

    `handed_in` are the newest slips of which nothing is awaited; `claims` and `objections` are with those who
    decide. `results` pairs each branch with its newest published row. `duties` are the steps that wait for the visitor
    beside the own branches: a board to be checked, a report to be looked at.
    """

    branches: tuple[Organization, ...]
    slips: tuple[Slip, ...]
    orders: tuple[RectificationOrder, ...]
    handed_in: tuple[Slip, ...]
    claims: tuple[BonusClaim, ...]
    objections: tuple[Objection, ...]
    results: tuple[tuple[Quarter, BoardRow], ...]
    inspects: bool
    duties: tuple[Duty, ...]

    @property
    def waiting(self) -> int:
        """How much waits for the visitor."""
        return len(self.slips) + sum(one.state != REPORTED for one in self.orders) + len(self.duties)

    @property
    def boards(self) -> list[Duty]:
        """The duties that are done on a board's page."""
        return [one for one in self.duties if one.kind.startswith("board_")]


def own_affairs(session: Session, visitor: Visitor, now: datetime) -> OwnAffairs:
    """Gather what waits for a visitor and what was handed in."""
    own = list(visitor.own)
    waiting = slips_that_wait(session, own) if own else []
    newest = {slip.organization_id: slip for slip in reversed(slips_led(session, own))} if own else {}
    return OwnAffairs(
        branches=tuple(session.get_one(Organization, one) for one in own),
        slips=tuple(sorted(waiting, key=lambda slip: (slip.month, slip.serial), reverse=True)),
        orders=tuple(orders(session, RectificationOrder.organization_id.in_(own), states=ORDER.open_states)),
        handed_in=tuple(one for one in newest.values() if one not in waiting and one.state in (ANSWERED, CLOSED)),
        claims=tuple(one for one in claims_of(session, own) if one.state in BONUS_CLAIM.open_states),
        objections=tuple(one for one in objections_of(session, own) if one.state in OBJECTION.open_states),
        results=_results(session, own),
        inspects=may(session, visitor.person, Right.INSPECT, now),
        duties=tuple(duties_of(session, visitor.person, now)),
    )


def _results(session: Session, own: Sequence[str]) -> tuple[tuple[Quarter, BoardRow], ...]:
    quarter = newest_quarter(session)
    if quarter is None:
        return ()
    query = select(BoardRow).join(Board).where(Board.quarter == quarter, Board.state.in_(PUBLIC))
    found = session.scalars(query.where(BoardRow.organization_id.in_(own)).order_by(BoardRow.rank))
    return tuple((quarter, row) for row in found)
