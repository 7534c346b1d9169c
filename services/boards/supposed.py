"""What a board would have looked like by another version of the rule: calculation only, nothing is changed (R5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy.orm import Session

from models.boards import Board, BoardRow
from models.objections import STRUCK
from rules.applicability import applicable_codes
from rules.periods import Quarter
from rules.ranking import ListName, ListRule, Standing, rank
from rules.scheme import Scheme
from rules.scoring import ZERO, round_points, score
from services.boards.rows import standing_of
from services.scores.entries import Entry, entries_of
from services.scores.scores import register_of


@dataclass(frozen=True)
class Supposed:
    """A published board counted by another rule: whose total would be another one, and who would change lists."""

    board: Board
    totals: Sequence[tuple[BoardRow, Decimal]]
    moved: Sequence[tuple[BoardRow, ListName]]


def supposed(session: Session, board: Board, scheme: Scheme) -> Supposed:
    """Count the entries of a board by another version of the rule; what that has no indicator for costs nothing."""
    entries = entries_of(session, board.quarter, scheme, board.drafted_at)
    standings = {
        row.organization_id: _standing(row, entries.get(row.organization_id, []), scheme, board.quarter)
        for row in board.rows
    }
    policy = scheme.policy
    ranking = rank([*standings.values()], policy.red_size, policy.grey_size, ListRule.of_policy(policy))
    lists = {one.organization: one.list for one in ranking.placings}
    totals = [(row, standings[row.organization_id].total) for row in board.rows]
    return Supposed(
        board,
        [(row, total) for row, total in totals if total != row.total],
        [(row, lists[row.organization_id]) for row in board.rows if lists[row.organization_id] != row.list],
    )


def _standing(row: BoardRow, entries: Sequence[Entry], scheme: Scheme, quarter: Quarter) -> Standing:
    counting = [one for one in entries if one.corrected != STRUCK]
    failures = [one.failure for one in counting if one.points is None and one.code in scheme.indicators]
    bonus = sum((one.points for one in counting if one.points is not None), ZERO)
    fits = row.register or register_of(row.organization)
    applicable = applicable_codes(scheme, fits["sector"], has_committee=fits["has_committee"])
    found = score(scheme, failures, applicable, quarter, bonus)
    policy = scheme.policy
    return replace(
        standing_of(row, policy),
        base=round_points(found.base, policy.score_decimals),
        bonus=round_points(found.bonus, policy.score_decimals),
        total=found.total,
        tie_category=round_points(found.categories.get(policy.tie_category or "", ZERO), policy.score_decimals),
    )
