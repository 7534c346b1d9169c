"""Who is asked for what, and who is ranked (A1, A6)."""

from datetime import date

import pytest

from rules.applicability import applicable_codes, is_applicable, is_ranked, months_of_existence
from rules.periods import Quarter
from rules.scheme import Scheme


def test_a_branch_without_committee_is_not_asked_for_committee_meetings(scheme: Scheme) -> None:
    with_committee = applicable_codes(scheme, "village", has_committee=True)
    without = applicable_codes(scheme, "village", has_committee=False)
    assert with_committee == scheme.indicators.keys()
    assert with_committee - without == {"ZD-02"}


@pytest.mark.parametrize(
    ("sector", "applies"), [("village", True), ("community", True), ("enterprise", False), ("school", False)]
)
def test_the_public_service_fund_is_for_villages_and_communities(scheme: Scheme, sector: str, applies: bool) -> None:
    assert is_applicable(scheme.indicators["BZ-02"], sector, has_committee=True) is applies


@pytest.mark.parametrize(
    ("founded", "quarter", "months", "ranked"),
    [
        (None, "2026-Q2", 3, True),
        (date(2010, 1, 1), "2026-Q2", 3, True),
        (date(2026, 4, 1), "2026-Q2", 3, True),
        (date(2026, 4, 2), "2026-Q2", 2, True),
        (date(2026, 5, 1), "2026-Q2", 2, True),
        (date(2026, 5, 2), "2026-Q2", 1, False),
        (date(2026, 5, 15), "2026-Q2", 1, False),
        (date(2026, 5, 15), "2026-Q3", 3, True),
        (date(2026, 7, 1), "2026-Q2", 0, False),
    ],
)
def test_a_new_organisation_is_ranked_after_two_full_months(
    scheme: Scheme, founded: date | None, quarter: str, months: int, ranked: bool
) -> None:
    least = scheme.policy.min_full_months_in_quarter
    assert months_of_existence(founded, Quarter.parse(quarter)) == months
    assert is_ranked(founded, Quarter.parse(quarter), least) is ranked
