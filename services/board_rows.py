"""The rows of a quarter's board: everybody scored, ranked and put on a list, as the entries stood at a moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final

from sqlalchemy.orm import Session

from models.boards import BoardRow
from models.organizations import Organization
from rules.periods import Quarter
from rules.ranking import ListRule, Standing, rank
from rules.scheme import Scheme
from rules.scoring import Score, round_points
from services.answers_in_time import ALL_ON_TIME, on_time_rates
from services.schemes import scheme_for
from services.scores import Register, quarter_scores, register_of

# 聚焦基本制度: what 办法 四.4 calls 基本制度, the last of the tie-breaks (A9).
TIE_CATEGORY: Final = "ZD"
# Rectification orders are not kept yet; until then nobody has an open one (A9).
NO_OPEN_ORDERS: Final = 0


def board_rows(
    session: Session, quarter: Quarter, as_of: datetime, register: Mapping[str, Register] | None = None
) -> list[BoardRow]:
    """Rank the organisations by what will be shown of them, and list them best first (R22, R23, A9, A10).

    `register` as in quarter_scores: who is on a board that is computed again, and what its rows keep of the register.
    """
    scheme, rates = scheme_for(session, quarter), on_time_rates(session, quarter, as_of)
    scores = quarter_scores(session, quarter, as_of, register)
    rows = {one.id: _unranked_row(one, found, rates.get(one.id, ALL_ON_TIME), scheme) for one, found in scores}
    policy = scheme.policy
    standings = [standing_of(row) for row in rows.values()]
    ranking = rank(standings, policy.red_size, policy.grey_size, ListRule.of_policy(policy))
    for placing in ranking.placings:
        row = rows[placing.organization]
        row.rank, row.list, row.tied = placing.rank, placing.list, placing.tied
    return [rows[placing.organization] for placing in ranking.placings]


def _unranked_row(organization: Organization, found: Score, on_time: Fraction, scheme: Scheme) -> BoardRow:
    decimals = scheme.policy.score_decimals
    return BoardRow(
        organization_id=organization.id,
        organization=organization,
        base=round_points(found.base, decimals),
        bonus=round_points(found.bonus, decimals),
        total=found.total,
        by_category={code: str(round_points(points, decimals)) for code, points in found.categories.items()},
        open_orders=NO_OPEN_ORDERS,
        on_time_rate=str(on_time),
        register=dict(register_of(organization)),
    )


def standing_of(row: BoardRow) -> Standing:
    """Take from a board's row what it is ranked by."""
    return Standing(
        organization=row.organization_id,
        base=row.base,
        bonus=row.bonus,
        total=row.total,
        open_orders=row.open_orders,
        on_time_rate=Fraction(row.on_time_rate),
        tie_category=Decimal(row.by_category[TIE_CATEGORY]),
    )
