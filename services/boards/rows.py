"""The rows of a quarter's board: everybody scored, ranked and put on a list, as the entries stood at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from models.boards import Board, BoardRow
from models.organizations import Organization
from rules.periods import Quarter
from rules.policy import Policy
from rules.ranking import ListRule, Standing, rank
from rules.scheme import Scheme
from rules.scoring import Score, round_points
from services.boards.code import code_over
from services.log.bulk import Values, remove_listed, write_listed
from services.log.tables import columns_of, content_of_values, name_of
from services.log.writing import note_said
from services.orders.issuing import open_orders_of
from services.schemes.versions import scheme_for
from services.scores.scores import Register, quarter_scores, register_of
from services.self_checks.in_time import ALL_ON_TIME, on_time_rates

_TABLE: Final = BoardRow.__table__
_WRITTEN: Final = [one.key for one in _TABLE.columns if one.key not in ("id", "board_id")]


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


def values_of(rows: Iterable[BoardRow]) -> list[Values]:
    """Take out of rows, which are on no board yet, what is to be written of them."""
    return [{name: getattr(row, name) for name in _WRITTEN} for row in rows]


def write_rows(session: Session, board: Board, rows: Sequence[Values]) -> None:
    """Put everybody on a board, in place of whoever was on it before."""
    remove_listed(session, BoardRow, BoardRow.board_id == board.id)
    write_listed(session, BoardRow, [{**row, "board_id": board.id} for row in rows])
    session.expire(board, ["rows"])


def published_rows(session: Session, board_id: int) -> tuple[str, dict[str, str]]:
    """Give a board's code, and what each row says once it has the name it is published under: for `name_rows`."""
    board = session.get_one(Board, board_id)
    columns = [getattr(BoardRow, name) for name in ("id", *columns_of(BoardRow))]
    named = select(*columns, Organization.short_name).join(BoardRow.organization).where(BoardRow.board_id == board_id)
    rows = session.execute(named).all()
    said = {
        name_of(BoardRow, row): content_of_values(BoardRow, {**row._mapping, "published_name": row.short_name})
        for row in rows
    }
    return code_over(board, rows), said


def name_rows(session: Session, board: Board, said: Mapping[str, str]) -> None:
    """Put down what everybody on a board is called as it comes out; `said` is what the rows say then."""
    called = select(Organization.short_name).where(Organization.id == BoardRow.organization_id).scalar_subquery()
    session.flush()
    naming = update(BoardRow).where(BoardRow.board_id == board.id).values(published_name=called)
    session.connection().execute(naming)
    for row in _read_before(session, board):
        set_committed_value(row, "published_name", row.organization.short_name)
    note_said(session, said)


def _read_before(session: Session, board: Board) -> list[BoardRow]:
    """List the rows of a board that the session holds: mostly none."""
    held = [one for one in session.identity_map.values() if isinstance(one, BoardRow)]
    return [one for one in held if one.board_id == board.id]


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
    return standing_by(row, row.by_category.get(policy.tie_category or ""))


def standing_by(row: Any, tie: str | None) -> Standing:
    """Take it from a row, or from what was read of its columns; `tie` are its points in what breaks ties, if any."""
    return Standing(
        organization=row.organization_id,
        base=row.base,
        bonus=row.bonus,
        total=row.total,
        open_orders=row.open_orders,
        on_time_rate=_share(row.on_time_rate),
        tie_category=Decimal(tie or 0),
    )


@cache
def _share(said: str) -> Fraction:
    """Read a share like 2/3, of which a whole town has few."""
    return Fraction(said)
