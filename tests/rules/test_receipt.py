"""When a slip counts as received: on delivery, or by 签收 and without it some working days later (A2)."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.deadlines import count_deadline
from rules.periods import BEIJING
from rules.receipt import received_at_latest
from rules.scheme import Scheme
from rules.workdays import Calendar

MOMENTS = st.datetimes(datetime(2018, 1, 1), datetime(2027, 12, 1), timezones=st.just(BEIJING))  # noqa: DTZ001


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def by_signature(scheme: Scheme, days: int = 1) -> Scheme:
    return scheme.with_overrides(
        {"policy": {"receipt_basis": "acknowledged_or_deemed", "deemed_receipt_after_working_days": days}}
    )


@given(MOMENTS)
def test_as_shipped_delivery_is_receipt(scheme: Scheme, calendar: Calendar, delivered: datetime) -> None:
    assert received_at_latest(delivered, scheme.policy, calendar) == delivered


@pytest.mark.parametrize(
    ("delivered", "days", "received", "due"),
    [
        ("2026-11-02 08:34", 1, "2026-11-03", "2026-11-05"),
        ("2026-11-02 08:34", 2, "2026-11-04", "2026-11-06"),
        ("2026-11-06 09:00", 1, "2026-11-09", "2026-11-11"),
        ("2026-10-08 09:00", 1, "2026-10-09", "2026-10-12"),
        ("2025-12-31 09:00", 1, "2026-01-04", "2026-01-06"),
    ],
    ids=["plain", "two days", "over a weekend", "a worked Saturday counts", "over New Year, a worked Sunday"],
)
def test_without_a_signature_it_counts_as_received_some_working_days_later(
    scheme: Scheme, calendar: Calendar, delivered: str, days: int, received: str, due: str
) -> None:
    policy = by_signature(scheme, days).policy
    found = received_at_latest(at(delivered), policy, calendar)
    assert (f"{found:%F %T}", f"{count_deadline(found, 2, calendar).day}") == (f"{received} 23:59:59", due)


@given(MOMENTS, st.integers(1, 20))
def test_whoever_signs_never_has_longer_than_whoever_does_not(
    scheme: Scheme, calendar: Calendar, delivered: datetime, days: int
) -> None:
    latest = received_at_latest(delivered, by_signature(scheme, days).policy, calendar)
    assert latest > delivered
    assert count_deadline(delivered, 2, calendar).limit < count_deadline(latest, 2, calendar).limit
