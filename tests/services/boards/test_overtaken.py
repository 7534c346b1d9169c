"""A board that no longer tells the truth is known at first sight, whatever has changed, without counting everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.boards import DRAFT, Board
from models.daily_records import DailyRecord
from models.inspections import Finding, Inspection
from models.organizations import GroupAssignment
from models.self_checks import SUBMITTED, SelfCheck, Submission
from models.slips import ANSWERED, DELIVERED, WAIVED, Slip
from models.transitions import Transition
from services.boards.up_to_date import changed_rows, overtaken
from services.scores.touched import touched_since
from tests.worlds.recorded_quarters import CLERK, HEAD, THIRD, person
from tests.worlds.stored_board import BEFORE, BRANCH, DRAFTED, JULY, LATER, claim, inspect, made_board, strike

NOW = LATER + timedelta(days=1)
# What is there before the draft, then what happens after it.
Way = Callable[[Session], Iterator[None]]


@pytest.fixture
def session(recorded_session: Session) -> Session:
    return recorded_session


def a_slip(session: Session, **more: object) -> Slip:
    values: dict[str, object] = {"number": "提-1", "issue_month": JULY.next, "serial": 1, "organization_id": BRANCH}
    slip = Slip(**{**values, "month": JULY, "state": DELIVERED, "issued_at": BEFORE, "due": BEFORE, **more})
    session.add(slip)
    session.flush()
    return slip


def a_record_is_worse(session: Session) -> Iterator[None]:
    yield
    by, values = person(session, CLERK).id, {"month": JULY, "organization_id": BRANCH, "item": "ZZ-02"}
    session.add(DailyRecord(**values, state="not_done", remark="没办", recorded_by_id=by, recorded_at=LATER))


def a_record_is_corrected(session: Session) -> Iterator[None]:
    by, values = person(session, CLERK).id, {"month": JULY, "organization_id": BRANCH, "item": "ZZ-02"}
    wrong = DailyRecord(**values, state="not_done", remark="没办", recorded_by_id=by, recorded_at=BEFORE)
    session.add(wrong)
    session.flush()
    yield
    right = {"state": "done", "remark": "", "replaces_id": wrong.id}
    session.add(DailyRecord(**values, **right, recorded_by_id=by, recorded_at=LATER))


def a_sheet_comes_in(session: Session) -> Iterator[None]:
    yield
    group = session.scalars(select(GroupAssignment.group_id).where(GroupAssignment.organization_id == BRANCH)).one()
    by = person(session, HEAD).id
    sheet = Inspection(quarter=THIRD, organization_id=BRANCH, group_id=group, inspected_on=LATER.date())
    sheet.recorded_by_id = sheet.signed_by_id = by
    sheet.recorded_at, sheet.findings = LATER, [Finding(indicator="ZZ-01", month=JULY, fact="没有台账")]
    session.add(sheet)


def a_form_comes_in_late(session: Session) -> Iterator[None]:
    slip = a_slip(session)
    yield
    slip.state = ANSWERED
    handed_in = Submission(submitted_by_id=person(session, CLERK).id, submitted_at=LATER)
    session.add(SelfCheck(slip=slip, state=SUBMITTED, first_submitted_at=LATER, on_time=False, submissions=[handed_in]))


def a_slip_is_waived(session: Session) -> Iterator[None]:
    slip = a_slip(session)
    yield
    slip.state = WAIVED
    session.add(Transition(case_kind="slip", case_id=slip.id, event="waive", state=WAIVED, at=LATER))


def a_deadline_passes(session: Session) -> Iterator[None]:
    a_slip(session, due=LATER)
    yield


def a_bonus_is_approved(session: Session) -> Iterator[None]:
    yield
    claim(session).decided_at = LATER


def a_bonus_is_revoked(session: Session) -> Iterator[None]:
    found = claim(session)
    yield
    found.revoked_at = LATER


def an_objection_is_upheld(session: Session) -> Iterator[None]:
    found = inspect(session)
    yield
    strike(session, Board(), f"finding:{found.id}")


WAYS: tuple[Way, ...] = (
    a_record_is_worse,
    a_record_is_corrected,
    a_sheet_comes_in,
    a_form_comes_in_late,
    a_slip_is_waived,
    a_deadline_passes,
    a_bonus_is_approved,
    a_bonus_is_revoked,
    an_objection_is_upheld,
)


@pytest.mark.parametrize("way", WAYS, ids=lambda one: one.__name__)
def test_whatever_changes_a_score_after_the_draft_is_seen_and_named(session: Session, way: Way) -> None:
    happening = way(session)
    next(happening)
    board = made_board(session, state=DRAFT)
    assert overtaken(session, board, DRAFTED) is None
    next(happening, None)
    session.flush()
    stale = overtaken(session, board, NOW)
    assert stale is not None
    assert [row.organization_id for row in stale.rows] == [BRANCH]
    assert (stale.count, list(stale.rows)) == (1, changed_rows(session, board, NOW))


def test_a_correction_that_costs_nobody_anything_is_said_too(session: Session) -> None:
    board = made_board(session, state=DRAFT)
    strike(session, Board(), "record:0")
    stale = overtaken(session, board, NOW)
    assert stale is not None
    assert (stale.count, stale.rows) == (0, ())


def test_what_is_entered_anew_and_scores_the_same_overtakes_nothing(session: Session) -> None:
    board = made_board(session, state=DRAFT)
    by = person(session, CLERK).id
    values = {"month": JULY, "organization_id": BRANCH, "item": "ZZ-02", "state": "done", "remark": ""}
    session.add(DailyRecord(**values, recorded_by_id=by, recorded_at=LATER))
    session.flush()
    assert overtaken(session, board, NOW) is None


def test_a_board_that_is_out_is_overtaken_only_by_what_it_may_be_amended_for(session: Session) -> None:
    found = inspect(session)
    board = made_board(session)
    next(a_record := a_record_is_worse(session))
    next(a_record, None)
    session.flush()
    assert overtaken(session, board, NOW) is None
    strike(session, Board(), f"finding:{found.id}")
    assert overtaken(session, board, NOW) is not None


def test_two_looks_differ_once_something_is_touched_or_a_deadline_has_passed(session: Session) -> None:
    """What is counted anew is kept as long as they are equal and nothing is written (`counted`)."""
    a_slip(session, due=LATER)
    before = touched_since(session, THIRD, DRAFTED, LATER - timedelta(hours=1))
    assert touched_since(session, THIRD, DRAFTED, LATER - timedelta(minutes=1)) == before
    assert (passed := touched_since(session, THIRD, DRAFTED, NOW)) != before
    next(a_record := a_record_is_worse(session))
    next(a_record, None)
    session.flush()
    again = touched_since(session, THIRD, DRAFTED, NOW)
    assert again.organizations == passed.organizations == {BRANCH}
    assert again != passed
