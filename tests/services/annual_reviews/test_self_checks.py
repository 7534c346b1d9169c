"""What each month's self-check is worth in the year (A5, A17)."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from models.objections import Correction, Objection
from models.organizations import Organization
from models.self_checks import RETURNED, SUBMITTED, SelfCheck, Submission
from models.slips import PAPER, Slip
from rules.periods import Month
from services.annual_reviews.parts import months_of
from services.annual_reviews.self_checks import self_check_parts
from services.schemes.versions import scheme_for
from tests.worlds.finished_year import BRANCH, NOW, SECRETARY, YEAR, answered
from tests.worlds.finished_year import PAPER as ON_PAPER
from tests.worlds.recorded_quarters import CLERK, HEAD, person

MARCH = Month(YEAR, 3)


@pytest.fixture
def session(town_session: Session) -> Session:
    return town_session


def judged(session: Session, as_of: datetime = NOW, organization_id: str = BRANCH) -> list[tuple[int, str, Decimal]]:
    """Say of each month how it counts."""
    policy = scheme_for(session, MARCH.quarter).policy
    found = self_check_parts(session, months_of(YEAR), policy, as_of, NOW)
    return [(one.month.month, one.state, one.points) for one in found.get(organization_id, [])]


def form_of(session: Session, slip: Slip) -> SelfCheck:
    found = slip.self_check
    assert found is not None
    return found


def corrected(session: Session, slip: Slip, verdict: str) -> None:
    """Let an objection to what the slip's answer cost be upheld."""
    by = person(session, HEAD).id
    quarter = slip.month.quarter
    objection = Objection(
        quarter=quarter,
        organization_id=BRANCH,
        target=f"slip:{slip.id}",
        subject="逾期",
        text="当天停电",
        filed_by_id=by,
        filed_at=NOW,
        state="upheld",
        reply_due=NOW,
    )
    session.add(objection)
    session.flush()
    given = {"quarter": quarter, "organization_id": BRANCH, "target": f"slip:{slip.id}", "verdict": verdict}
    session.add(Correction(**given, reason="属实", objection_id=objection.id, by_id=by, at=NOW))
    session.flush()


@pytest.mark.parametrize(
    ("state", "points"), [("on_time", 100), ("on_time_after_redo", 90), ("late", 70), ("missing", 0)]
)
def test_a_month_is_worth_what_the_rule_says(session: Session, state: str, points: int) -> None:
    answered(session, BRANCH, MARCH, state)
    assert judged(session) == [(3, state, Decimal(points))]


def test_months_come_in_order_and_a_month_without_a_slip_is_left_out(session: Session) -> None:
    for number in (12, 3, 1):
        answered(session, BRANCH, Month(YEAR, number), "on_time")
    answered(session, BRANCH, Month(YEAR - 1, 12), "missing")
    assert [number for number, _, _ in judged(session)] == [1, 3, 12]


def test_a_slip_nobody_received_is_left_out(session: Session) -> None:
    slip = answered(session, BRANCH, MARCH, "missing")
    slip.state, slip.received_at, slip.due = PAPER, None, None
    session.flush()
    assert judged(session) == []


def test_an_answer_that_is_not_due_yet_is_left_out(session: Session) -> None:
    slip = answered(session, BRANCH, MARCH, "missing")
    assert slip.due is not None
    assert judged(session, slip.due - timedelta(hours=1)) == []
    assert judged(session, slip.due) == [(3, "missing", Decimal(0))]


def test_what_comes_in_after_the_draft_changes_nothing(session: Session) -> None:
    slip = answered(session, BRANCH, MARCH, "late")
    assert slip.due is not None
    assert judged(session, slip.due + timedelta(hours=1)) == [(3, "missing", Decimal(0))]


@pytest.mark.parametrize(
    ("before", "verdict", "after"),
    [("late", "struck", "on_time"), ("missing", "struck", "on_time"), ("missing", "late", "late")],
)
def test_an_upheld_objection_counts(session: Session, before: str, verdict: str, after: str) -> None:
    corrected(session, answered(session, BRANCH, MARCH, before), verdict)
    assert [state for _, state, _ in judged(session)] == [after]


def test_a_returned_form_counts_as_it_came_until_its_time_is_over_and_as_late_afterwards(session: Session) -> None:
    slip = answered(session, BRANCH, MARCH, "on_time_after_redo")
    form = form_of(session, slip)
    form.state = RETURNED
    session.flush()
    assert form.redo_due is not None
    assert [state for _, state, _ in judged(session, form.redo_due - timedelta(hours=1))] == ["on_time"]
    assert [state for _, state, _ in judged(session, form.redo_due)] == ["late"]


def redone_late(session: Session, organization_id: str) -> None:
    slip = answered(session, organization_id, MARCH, "on_time_after_redo")
    form = form_of(session, slip)
    form.state = SUBMITTED
    assert form.redo_due is not None
    again = Submission(submitted_by=person(session, CLERK), submitted_at=form.redo_due + timedelta(hours=1))
    form.submissions.append(again)
    session.flush()


def test_a_form_redone_too_late_is_late(session: Session) -> None:
    redone_late(session, BRANCH)
    assert [state for _, state, _ in judged(session)] == ["late"]


def test_a_form_on_paper_that_the_office_enters_later_is_not_late_for_that(session: Session) -> None:
    assert session.get_one(Organization, ON_PAPER).delivery == "paper"
    redone_late(session, ON_PAPER)
    assert [state for _, state, _ in judged(session, organization_id=ON_PAPER)] == ["on_time_after_redo"]


def test_a_late_form_that_was_returned_stays_late(session: Session) -> None:
    slip = answered(session, BRANCH, MARCH, "late")
    form = form_of(session, slip)
    form.return_reason, form.redo_due = "请补充", NOW
    session.flush()
    assert [state for _, state, _ in judged(session)] == ["late"]
    assert form.latest.submitted_by == person(session, SECRETARY)
