"""A holiday that becomes known late: what runs over it ends later, and nothing that was said is shortened (A3)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from models.boards import Board
from models.objections import Objection
from models.organizations import Organization
from rules.periods import BEIJING
from rules.workdays import Calendar, Holiday
from services.objections.filing import file_objection
from services.objections.targets import targets
from services.publications.recounting import recount_ends
from tests.worlds.previewed_board import BRANCH, NOT_DONE, PREVIEW_ENDS, SECRETARY, previewed, publish
from tests.worlds.recorded_quarters import person
from tests.worlds.stored_board import DRAFTED

# Thursday after the Wednesday on which the preview began; the preview ends with Monday, 2 November.
THURSDAY, RUNNING = date(2026, 10, 29), datetime(2026, 10, 29, 10, tzinfo=BEIJING)


def with_day(calendar: Calendar, day: date, *, works: bool) -> Calendar:
    return calendar.with_overrides([Holiday(day, works, "临时调整")])


def test_a_preview_that_runs_into_a_new_day_off_ends_a_working_day_later(
    recorded_session: Session, calendar: Calendar
) -> None:
    board = previewed(recorded_session, NOT_DONE)
    known = with_day(calendar, THURSDAY, works=False)
    assert recount_ends(recorded_session, known, RUNNING) == 1
    assert board.preview_ends == PREVIEW_ENDS + timedelta(days=1)
    assert recount_ends(recorded_session, known, RUNNING) == 0


def test_a_preview_that_is_over_is_not_opened_again(recorded_session: Session, calendar: Calendar) -> None:
    board = previewed(recorded_session, NOT_DONE)
    assert recount_ends(recorded_session, with_day(calendar, THURSDAY, works=False), PREVIEW_ENDS) == 0
    assert board.preview_ends == PREVIEW_ENDS


def test_what_was_said_is_not_shortened_by_a_day_that_is_worked_after_all(
    recorded_session: Session, calendar: Calendar
) -> None:
    board = previewed(recorded_session, NOT_DONE)
    assert recount_ends(recorded_session, with_day(calendar, date(2026, 10, 31), works=True), RUNNING) == 0
    assert board.preview_ends == PREVIEW_ENDS


def test_publicity_and_the_answer_to_an_objection_run_longer_too(recorded_session: Session, calendar: Calendar) -> None:
    board = publish(recorded_session, previewed(recorded_session, NOT_DONE))
    objection = object_to_first_entry(recorded_session, board, calendar)
    due, ends = objection.reply_due, board.publicity_ends
    assert ends
    assert recount_ends(recorded_session, with_day(calendar, THURSDAY, works=False), RUNNING) >= 1
    assert objection.reply_due > due
    assert (board.publicity_ends or ends) >= ends


def object_to_first_entry(session: Session, board: Board, calendar: Calendar) -> Objection:
    branch = session.get_one(Organization, BRANCH)
    key, filer = targets(session, branch, board)[0].key, person(session, SECRETARY)
    return file_objection(session, branch, board.quarter, key, "并非没有反馈", filer, DRAFTED, calendar)
