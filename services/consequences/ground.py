"""What the boards in force give ground for: grey lists in a row, and the evidence beside them (R37-R40, A11, A12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from models.boards import CANCELLED, FINAL, PUBLIC, Board, BoardRow
from models.bonus_claims import BonusClaim
from models.consequences import Consequence
from models.objections import Objection
from models.organization_changes import takeovers
from rules.cases import BONUS_CLAIM, OBJECTION
from rules.periods import Quarter
from rules.policy import Policy
from rules.streaks import Outcome, Proposal, propose
from services.boards.history import history
from services.orders.issuing import open_orders
from services.schemes.versions import scheme_for

# An organisation, the quarter that completed the streak, and the kind of consequence: each is proposed once.
Key = tuple[str, Quarter | None, str]


@dataclass(frozen=True)
class Grounds:
    """Every proposal the boards in force give ground for, those boards, and the outcomes by organisation.

    `inherited` as in History.
    """

    proposals: Mapping[Key, Proposal]
    boards: Mapping[Quarter, Board]
    outcomes: Mapping[str, Mapping[Quarter, Outcome]]
    inherited: Mapping[str, Mapping[Quarter, str]]

    def are_final(self, proposal: Proposal) -> bool:
        """Whether the publicity of the board that completed the streak is over: only then it leads to a proposal."""
        return self.boards[proposal.quarter].state == FINAL


def key_of(consequence: Consequence) -> Key:
    """Name what a consequence was proposed for."""
    return consequence.organization_id, consequence.quarter, consequence.kind


def grounds(session: Session) -> Grounds:
    """Read from the boards in force what they give ground for; each streak goes by the rule of its quarter (R5)."""
    newest = session.scalar(select(func.max(Board.quarter)).where(Board.state.in_(PUBLIC)))
    if newest is None:
        return Grounds({}, {}, {}, {})
    past = history(session, newest.next, _ever_grey(session))
    policies = {quarter: scheme_for(session, quarter).policy for quarter in past.boards}
    found: dict[Key, Proposal] = {
        (organization_id, one.quarter, one.consequence): one
        for organization_id, of_one in past.outcomes.items()
        for one in _proposals(of_one, policies)
        # For what a predecessor did, the predecessor was proposed.
        if one.quarter not in past.inherited.get(organization_id, {})
    }
    return Grounds(found, past.boards, past.outcomes, past.inherited)


def _ever_grey(session: Session) -> list[str]:
    query = select(BoardRow.organization_id).join(Board).where(Board.state.in_(PUBLIC), BoardRow.list == "grey")
    grey = session.scalars(query.distinct().order_by(BoardRow.organization_id)).all()
    return [*dict.fromkeys([*grey, *(successor for _, successor, _ in takeovers(session))])]


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
    boards = [found.boards[one] for one in quarters]
    return {
        "streak": proposal.streak,
        "boards": _standings(session, boards, organization_id, found.inherited.get(organization_id, {})),
        "open_cases": [
            *_open_objections(session, organization_id, quarters),
            *({"kind": "claim", "name": str(one)} for one in _open_claims(session, organization_id)),
            *({"kind": "order", "name": one.number} for one in open_orders(session, organization_id)),
            *({"kind": "amendment", "name": str(one)} for one in _amended(session, boards)),
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


def _standings(
    session: Session, boards: Sequence[Board], organization_id: str, inherited: Mapping[Quarter, str]
) -> list[dict[str, Any]]:
    """Say how an organisation stands on each of some boards, or the one whose place there it has taken over."""
    of_boards = BoardRow.board_id.in_([one.id for one in boards])
    query = select(BoardRow).where(of_boards, BoardRow.organization_id.in_([organization_id, *inherited.values()]))
    rows = {(row.board_id, row.organization_id): row for row in session.scalars(query)}
    return [_standing(one, rows.get((one.id, inherited.get(one.quarter, organization_id)))) for one in boards]


def _standing(board: Board, row: BoardRow | None) -> dict[str, Any]:
    named = {"board": board.id, "quarter": str(board.quarter), "version": board.version, "state": board.state}
    if row is None:
        return {**named, "list": "unranked"}
    return {**named, "list": row.list, "rank": row.rank, "total": str(row.total), "tied": row.tied}


def _amended(session: Session, boards: Sequence[Board]) -> list[Quarter]:
    """List the quarters of some boards of which a newer version is on its way."""
    newer = or_(*((Board.quarter == one.quarter) & (Board.version > one.version) for one in boards))
    query = select(Board.quarter).where(newer, Board.state != CANCELLED)
    return list(session.scalars(query.distinct().order_by(Board.quarter)))


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
