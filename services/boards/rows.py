"""The rows of a quarter's board: everybody scored, ranked and put on a list, as the entries stood at a moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from models.boards import Board, BoardRow
from models.organizations import Organization
from rules.periods import Quarter
from rules.policy import Policy
from rules.ranking import ListRule, Standing, rank
from rules.scheme import Scheme
from rules.scoring import Score, round_points
from services.log.writing import note
from services.orders.issuing import open_orders_of
from services.schemes.versions import scheme_for
from services.scores.scores import Register, quarter_scores, register_of
from services.self_checks.in_time import ALL_ON_TIME, on_time_rates

_TABLE: Final = BoardRow.__table__
_WRITTEN: Final = [one.key for one in _TABLE.columns if one.key not in ("id", "board_id")]
_INSERT: Final = insert(BoardRow).returning(BoardRow.organization_id, BoardRow.id)


def board_rows(
    session: Session, quarter: Quarter, as_of: datetime, register: Mapping[str, Register] | None = None
) -> list[BoardRow]:
    """Rank the organisations by what will be shown of them, and list them best first (R22, R23, A9, A10).

    `register` as in quarter_scores: who is on a board that is computed again or replaced, and what its rows keep of the
    register; the new rows keep the same.
    """
    scheme, rates = scheme_for(session, quarter), on_time_rates(session, quarter, as_of)
    scores = quarter_scores(session, quarter, as_of, register)
    rows = {one.id: _unranked_row(one, found, scheme, (register or {}).get(one.id)) for one, found in scores}
    orders = open_orders_of(session, list(rows), as_of)
    for organization_id, row in rows.items():
        row.open_orders, row.on_time_rate = orders[organization_id], str(rates.get(organization_id, ALL_ON_TIME))
    policy = scheme.policy
    standings = [standing_of(row, policy) for row in rows.values()]
    ranking = rank(standings, policy.red_size, policy.grey_size, ListRule.of_policy(policy))
    for placing in ranking.placings:
        row = rows[placing.organization]
        row.rank, row.list, row.tied = placing.rank, placing.list, placing.tied
    return [rows[placing.organization] for placing in ranking.placings]


def write_rows(session: Session, board: Board, rows: Sequence[BoardRow]) -> None:
    """Put rows on a board, and into the log, with one statement; the objects themselves do not become the session's."""
    said = [{name: getattr(row, name) for name in _WRITTEN} | {"board_id": board.id} for row in rows]
    ids = dict(session.connection().execute(_INSERT, said).all())
    for row in rows:
        row.id, row.board_id = ids[row.organization_id], board.id
    note(session, rows)


def _unranked_row(organization: Organization, found: Score, scheme: Scheme, register: Register | None) -> BoardRow:
    decimals = scheme.policy.score_decimals
    return BoardRow(
        organization_id=organization.id,
        base=round_points(found.base, decimals),
        bonus=round_points(found.bonus, decimals),
        total=found.total,
        by_category={code: str(round_points(points, decimals)) for code, points in found.categories.items()},
        register=dict(register or register_of(organization)),
    )


def standing_of(row: BoardRow, policy: Policy) -> Standing:
    """Take from a board's row what it is ranked by (A9)."""
    code = policy.tie_category
    return Standing(
        organization=row.organization_id,
        base=row.base,
        bonus=row.bonus,
        total=row.total,
        open_orders=row.open_orders,
        on_time_rate=Fraction(row.on_time_rate),
        tie_category=Decimal(row.by_category.get(code, 0)) if code else Decimal(0),
    )
