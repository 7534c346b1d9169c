"""What the boards in force give ground for: grey lists in a row, and the evidence beside them (R37-R40, A11, A12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.boards import FINAL, PUBLIC, Board, BoardRow, latest_board, newest_published, published_before
from models.bonus_claims import BonusClaim
from models.consequences import Consequence
from models.objections import Objection
from rules.cases import BONUS_CLAIM, OBJECTION
from rules.periods import Quarter
from rules.policy import Policy
from rules.streaks import Outcome, Proposal, propose
from services.board_history import history
from services.orders import open_orders
from services.schemes import scheme_for

# An organisation, the quarter that completed the streak, and the kind of consequence: each is proposed once.
Key = tuple[str, Quarter | None, str]


@dataclass(frozen=True)
class Grounds:
    """Every proposal the boards in force give ground for, and the outcomes they come from, by organisation.

    `final` are the quarters whose publicity is over: only these lead to proposals.
    """

    proposals: Mapping[Key, Proposal]
    outcomes: Mapping[str, Mapping[Quarter, Outcome]]
    final: frozenset[Quarter]


def key_of(consequence: Consequence) -> Key:
    """Name what a consequence was proposed for."""
    return consequence.organization_id, consequence.quarter, consequence.kind


def grounds(session: Session) -> Grounds:
    """Read from the boards in force what they give ground for; each streak goes by the rule of its quarter (R5)."""
    newest = newest_published(session)
    if newest is None:
        return Grounds({}, {}, frozenset())
    after = newest.quarter.next
    boards = published_before(session, after)
    policies = {board.quarter: scheme_for(session, board.quarter).policy for board in boards}
    outcomes = history(session, after, _ever_grey(session)).outcomes
    found: dict[Key, Proposal] = {
        (organization_id, one.quarter, one.consequence): one
        for organization_id, of_one in outcomes.items()
        for one in _proposals(of_one, policies)
    }
    return Grounds(found, outcomes, frozenset(board.quarter for board in boards if board.state == FINAL))


def _ever_grey(session: Session) -> list[str]:
    query = select(BoardRow.organization_id).join(Board).where(Board.state.in_(PUBLIC), BoardRow.list == "grey")
    return list(session.scalars(query.distinct().order_by(BoardRow.organization_id)))


def _proposals(outcomes: Mapping[Quarter, Outcome], policies: Mapping[Quarter, Policy]) -> Iterator[Proposal]:
    """Propose quarter by quarter, from what stood then: a later rule proposes nothing for earlier quarters."""
    for quarter in (one for one, outcome in outcomes.items() if outcome == "grey"):
        until = {one: outcome for one, outcome in outcomes.items() if one <= quarter}
        yield from (one for one in propose(until, policies[quarter]) if one.quarter == quarter)


def evidence(session: Session, organization_id: str, proposal: Proposal, found: Grounds) -> dict[str, Any]:
    """Gather what a proposal rests on: the boards of the streak with version, rank, list and ties; open cases.

    A quarter that paused the streak is among the boards without a rank.
    """
    quarters = _quarters_of(proposal, found.outcomes[organization_id])
    boards = {one.quarter: one for one in published_before(session, proposal.quarter.next)}
    return {
        "streak": proposal.streak,
        "boards": [_board(session, boards[one], organization_id) for one in quarters],
        "open_cases": [
            *_open_objections(session, organization_id, quarters),
            *({"kind": "claim", "name": str(one)} for one in _open_claims(session, organization_id)),
            *({"kind": "order", "name": one.number} for one in open_orders(session, organization_id)),
            *({"kind": "amendment", "name": str(one)} for one in quarters if latest_board(session, one) != boards[one]),
        ],
    }


def _quarters_of(proposal: Proposal, outcomes: Mapping[Quarter, Outcome]) -> list[Quarter]:
    """List the quarters of a streak, oldest first, with those that paused it."""
    found: list[Quarter] = []
    greys = 0
    for quarter in sorted((one for one in outcomes if one <= proposal.quarter), reverse=True):
        if greys == proposal.streak:
            break
        found.append(quarter)
        greys += outcomes[quarter] == "grey"
    return found[::-1]


def _board(session: Session, board: Board, organization_id: str) -> dict[str, Any]:
    row = session.scalar(
        select(BoardRow).where(BoardRow.board_id == board.id, BoardRow.organization_id == organization_id)
    )
    named = {"board": board.id, "quarter": str(board.quarter), "version": board.version, "state": board.state}
    if row is None:
        return {**named, "list": "unranked"}
    return {**named, "list": row.list, "rank": row.rank, "total": str(row.total), "tied": row.tied}


def _open_objections(session: Session, organization_id: str, quarters: list[Quarter]) -> list[dict[str, str]]:
    query = select(Objection.id).where(
        Objection.organization_id == organization_id,
        Objection.quarter.in_(quarters),
        Objection.state.in_(OBJECTION.open_states),
    )
    return [{"kind": "objection", "name": str(one)} for one in session.scalars(query.order_by(Objection.id))]


def _open_claims(session: Session, organization_id: str) -> list[int]:
    query = select(BonusClaim.id).where(
        BonusClaim.organization_id == organization_id, BonusClaim.state.in_(BONUS_CLAIM.open_states)
    )
    return list(session.scalars(query.order_by(BonusClaim.id)))
