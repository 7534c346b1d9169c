"""Checking a year: counted again from quarters, months and democratic reviews, and held against what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from bot.wording import word
from models.annual_reviews import AnnualReview, AnnualReviewRow
from models.transitions import transitions_of
from rules.cases import ANNUAL_REVIEW
from rules.periods import Quarter
from services.annual_reviews.code import codes_of, year_code
from services.annual_reviews.rows import annual_rows, policy_of
from services.boards.verification import code_differences, rule_differences
from services.log.checking import entries_now, problems

WORDS: Final = "annual_reviews/verify.txt"
# Parts first: one that is wrong moves total and rank.
SHOWN: Final = (
    "quarters",
    "months",
    "democratic_score",
    "democratic_origin",
    "quarter_mean",
    "self_check_mean",
    "total",
    "rank",
)


@dataclass(frozen=True)
class YearVerification:
    """What checking a version of a year found; `difference` is the first one, in Chinese, None when all is same."""

    review: AnnualReview
    logged: int | None
    difference: str | None


def verify_year(
    session: Session, review: AnnualReview, *, with_log: bool, against: str | None = None
) -> YearVerification:
    """Check a year against all it was counted from, and `with_log` first every entry; both as in `verify_board`."""
    found = next(_all_differences(session, review, with_log=with_log, against=against), None)
    return YearVerification(review, entries_now(session) if with_log else None, found)


def _all_differences(session: Session, review: AnnualReview, *, with_log: bool, against: str | None) -> Iterator[str]:
    if against:
        yield from code_differences(session, ANNUAL_REVIEW, review.id, year_code(review), against)
    if with_log:
        yield from problems(session)
    yield from year_differences(session, review)


def year_differences(session: Session, review: AnnualReview) -> Iterator[str]:
    """Name where a year is not what its rule makes of its boards, months and democratic reviews, the causes first."""
    yield from rule_differences(review.scheme_version)
    steps = [one for one in transitions_of(session, ANNUAL_REVIEW.name, review.id) if one.event == "publish"]
    until = steps[-1].at if steps else review.drafted_at
    policy = policy_of(review.scheme_version)
    again = annual_rows(session, review.year, policy, review.drafted_at, until, _versions(review))
    yield from _row_differences(review, {row.organization_id: row for row in again})
    codes = codes_of(session, review)
    if codes.published is not None and codes.now != codes.published:
        yield word(WORDS, "code_differs", review=review, codes=codes)


def _versions(review: AnnualReview) -> dict[Quarter, int]:
    """Read which version of each quarter's board a year was counted from."""
    return {Quarter.parse(one["quarter"]): one["version"] for row in review.rows for one in row.quarters}


def _row_differences(review: AnnualReview, again: dict[str, AnnualReviewRow]) -> Iterator[str]:
    for name in SHOWN:
        for row in review.rows:
            before, after = getattr(row, name), getattr(again.get(row.organization_id), name, None)
            if before != after and not (row.organization_id not in again and row.rank is None):
                yield word(WORDS, "row_differs", row=row, field=word(WORDS, name), **_first(before, after))
    stored = {row.organization_id for row in review.rows}
    for row in again.values():
        # Who joined the register since then had no result in that year.
        if row.organization_id not in stored and row.rank is not None:
            yield word(WORDS, "row_missing", row=row)


def _first(before: Any, after: Any) -> dict[str, Any]:
    """Of two lists give the first parts that differ, else the values themselves."""
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return next({"before": one, "after": other} for one, other in zip(before, after, strict=True) if one != other)
    return {"before": before, "after": after}
