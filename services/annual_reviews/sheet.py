"""One organisation's year with every part explained, and the formula with its numbers put in (R44, A17)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from bot.errors import NotFound
from bot.wording import points_text
from models.annual_reviews import PUBLISHED, AnnualReview, AnnualReviewRow
from models.organizations import Organization
from models.people import Person
from models.schemes import Township, township
from rules.annual import weighing
from rules.periods import Month
from rules.policy import Policy
from rules.scoring import ZERO, round_points
from services.annual_reviews.code import printed_year
from services.annual_reviews.parts import QuarterPart, YearParts, months_of
from services.annual_reviews.rights import review_for
from services.annual_reviews.rows import policy_of, still_lacking, year_score
from services.annual_reviews.self_checks import MonthPart
from services.annual_reviews.too_few import Decided, decisions, is_too_few
from services.boards.code import Codes

# With how many decimals a mean is shown at most, so that the numbers shown give the score shown.
MOST_DECIMALS: Final = 6


@dataclass(frozen=True)
class AnnualSheet:
    """What an organisation may read of its year. `is_provisional` until nothing is missing any more (A17).

    It is `too_few` when it was ranked in so few quarters that a person decides whether the year counts; `decided` is
    what was decided. The formula of one that is not decided is that of the score it would have.

    `quarter_sum`, `month_sum` and `formula` are sums written out; empty where a part is missing. `codes` are what a
    published year can be checked by.
    """

    town: Township | None
    review: AnnualReview
    row: AnnualReviewRow
    policy: Policy
    parts: YearParts
    is_provisional: bool
    too_few: bool
    decided: Decided | None
    quarter_sum: str
    month_sum: str
    formula: str
    codes: Codes | None

    @property
    def is_published(self) -> bool:
        """Whether the year is out; no rank is told before."""
        return self.review.state == PUBLISHED

    @property
    def months_left_out(self) -> list[Month]:
        """The months without a slip that was received and due."""
        counted = {one.month for one in self.parts.months}
        return [month for month in months_of(self.review.year) if month not in counted]

    @property
    def bonus_counts(self) -> bool:
        """Whether bonus is inside the averaged totals (A15)."""
        return self.policy.bonus_annual_mode == "averaged"


def annual_sheet(session: Session, year: int, organization: Organization, by: Person, now: datetime) -> AnnualSheet:
    """Explain one organisation's year to somebody who may see it: office and leaders, officers of its own later on.

    Raises Refused for everybody else, before there is a review to be seen, and for an organisation that is not in it.
    """
    review = review_for(session, year, organization, by, now)
    row = review.row_of(organization.id)
    if row is None:
        raise NotFound("annual_not_in_review", year=year, organization=organization)
    return sheet_of(session, review, row, now)


def sheet_of(session: Session, review: AnnualReview, row: AnnualReviewRow, now: datetime) -> AnnualSheet:
    """Explain one row of a review."""
    policy = policy_of(review.scheme_version)
    parts = parts_of(row)
    too_few = is_too_few(len(parts.quarters), policy)
    return AnnualSheet(
        town=township(session),
        review=review,
        row=row,
        policy=policy,
        parts=parts,
        is_provisional=still_lacking(session, review, now) is not None,
        too_few=too_few,
        decided=decisions(session, review.year).get(row.organization_id) if too_few else None,
        quarter_sum=_mean_text([_counted(one, policy) for one in parts.quarters]),
        month_sum=_mean_text([one.points for one in parts.months]),
        formula=formula_of(year_score(parts, policy).total if too_few else row.total, parts, policy),
        codes=printed_year(session, review) if review.published_at else None,
    )


def parts_of(row: AnnualReviewRow) -> YearParts:
    """Read the parts a row keeps."""
    return YearParts(
        [QuarterPart.from_dict(one) for one in row.quarters],
        [MonthPart.from_dict(one) for one in row.months],
        row.democratic_score,
        row.democratic_origin,
    )


def _counted(part: QuarterPart, policy: Policy) -> Decimal:
    """Tell what of a quarter is averaged."""
    return round_points(part.base + (part.bonus if policy.bonus_annual_mode == "averaged" else ZERO))


def _mean_text(values: Sequence[Decimal]) -> str:
    if not values:
        return ""
    mean = round_points(sum(values, ZERO) / len(values))
    return f"({' + '.join(map(points_text, values))}) ÷ {len(values)} = {points_text(mean)}"


def formula_of(total: Decimal | None, parts: YearParts, policy: Policy) -> str:
    """Put the numbers into the formula: 0.70 × 93.13 + 0.10 × 96 + 0.20 × 90 = 92.79.

    Means are shown with two decimals, or with as many as it takes to come to the same result; where none do, since the
    sum lies on the edge of rounding, as quotients: 0.70 × 6.13 ÷ 3.
    """
    score = year_score(parts, policy)
    values = {
        "quarter_mean": score.quarter_mean,
        "self_check": score.self_check_mean,
        "democratic_review": score.democratic,
    }
    known = [(weight, value) for name, weight in weighing(policy).items() if (value := values[name]) is not None]
    if total is None or len(known) < len(weighing(policy)):
        return ""
    added = _added(parts, policy)
    for decimals in range(2, MOST_DECIMALS + 1):
        shown = [(weight, round_points(value, decimals)) for weight, value in known]
        if round_points(sum((weight * value for weight, value in shown), added)) == total:
            texts = [points_text(value) for _, value in shown]
            break
    else:
        texts = [_quotient_text(*averaged) for averaged in _averaged(parts, policy)]
    terms = [f"{_weight_text(weight)} × {text}" for (weight, _), text in zip(known, texts, strict=True)]
    return f"{' + '.join([*terms, *([points_text(added)] if added else [])])} = {points_text(total)}"


def _averaged(parts: YearParts, policy: Policy) -> Iterator[tuple[Decimal, int]]:
    """Give the sum and the number of what makes up each mean, in the order of the weights."""
    values = {
        "quarter_mean": [_counted(one, policy) for one in parts.quarters],
        "self_check": [one.points for one in parts.months],
        "democratic_review": [parts.democratic or ZERO],
    }
    yield from ((sum(values[name], ZERO), len(values[name])) for name in weighing(policy))


def _quotient_text(total: Decimal, number: int) -> str:
    return points_text(total) if number == 1 else f"{points_text(total)} ÷ {number}"


def _added(parts: YearParts, policy: Policy) -> Decimal:
    """Tell what the rule adds to the year as a whole: bonus once, or something for each red board (A15, A20)."""
    bonus = sum((one.bonus for one in parts.quarters), ZERO) if policy.bonus_annual_mode == "added_once" else ZERO
    return bonus + policy.annual_red_bonus_per_board * sum(one.outcome == "red" for one in parts.quarters)


def _weight_text(weight: Decimal) -> str:
    """Write a weight with two decimals, or more where it has them."""
    return f"{weight:.2f}" if weight == round_points(weight) else f"{weight:f}"
