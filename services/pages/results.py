"""What the page of an organisation's result shows: the five categories, every entry, and the last eight quarters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from models.organizations import Organization
from rules.periods import Quarter
from rules.scoring import ZERO
from services.boards.ties import ties_of
from services.pages.visitors import Visitor
from services.scores.own_score import OwnScore, own_score
from services.scores.scores import Line
from services.trends.quarters import QuarterMark, quarter_marks


@dataclass(frozen=True)
class Bar:
    """One category: its points of its full points, and whether it is the weakest one."""

    code: str
    title: str
    points: Decimal
    full: Decimal
    weakest: bool


@dataclass(frozen=True)
class ResultPage:
    """An organisation's result. `until` is the last day for objections, None when it has passed.

    `deductions` hold what cost points or would have; `own` tells whether the visitor may object for it,
    `ties` what decided between it and its neighbours of equal total.
    """

    score: OwnScore
    bars: tuple[Bar, ...]
    history: tuple[QuarterMark, ...]
    until: date | None
    own: bool
    ties: list[str]

    @property
    def deductions(self) -> tuple[Line, ...]:
        """The failures, counted or not."""
        return tuple(line for line in self.score.explained.lines if line.entry.points is None)

    @property
    def bonuses(self) -> tuple[Line, ...]:
        """What was earned, counted or not."""
        return tuple(line for line in self.score.explained.lines if line.entry.points is not None)


def result_page(
    session: Session, organization: Organization, quarter: Quarter, visitor: Visitor, now: datetime
) -> ResultPage:
    """Gather an organisation's result of a quarter as a visitor may see it: to whom and from when on says `own_score`.

    Raises Refused like it.
    """
    score = own_score(session, organization, quarter, visitor.person, now)
    until = score.objections_until
    return ResultPage(
        score=score,
        bars=category_bars(score),
        history=quarter_marks(session, organization.id, quarter),
        until=until if until and until >= visitor.today else None,
        own=organization.id in visitor.own,
        ties=ties_of(session, score.board, score.row) if score.is_published else [],
    )


def category_bars(score: OwnScore) -> tuple[Bar, ...]:
    """Lay out the categories; the weakest is the one with the smallest share, none where all are equal."""
    categories = score.explained.scheme.categories
    shares = [_share(score.category(one.code), one.points) for one in categories]
    lowest = min(shares) if len(set(shares)) > 1 else None
    return tuple(
        Bar(one.code, one.title, score.category(one.code), one.points, weakest=share == lowest)
        for one, share in zip(categories, shares, strict=True)
    )


def _share(points: Decimal, full: Decimal) -> Decimal:
    return min(max(points / full, ZERO), Decimal(1)) if full else ZERO
