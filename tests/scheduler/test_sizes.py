"""A sweep with nothing left to do costs the same in a town of any size: it is asked every ten minutes of the year."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from bot.db import Database
from models.appointments import OFFICE_HEAD, holders
from models.boards import PREVIEWED
from rules.workdays import Calendar
from scheduler.jobs import Posting, Several, timetable
from scheduler.run import Timekeeper
from services.publications.steps import draft_board
from services.slips.issuing import issue
from services.slips.receipt import start_clock
from tests.run import Run
from tests.worlds.sizes import ISSUE_AT, MONTH, QUARTER, statements, two_towns

OVERDUE = ISSUE_AT + timedelta(days=3)


class StandingClock:
    """A clock that stands where slips are overdue and a board is in its preview."""

    def now(self) -> datetime:
        return OVERDUE


def busy(session: Session, calendar: Calendar) -> None:
    """Every organisation has a slip that is overdue, and a score on a board in its preview."""
    for slip in issue(session, MONTH, calendar, ISSUE_AT):
        start_clock(session, slip, calendar, ISSUE_AT)
    board = draft_board(session, QUARTER, holders(session, (OFFICE_HEAD,), ISSUE_AT.date())[0], ISSUE_AT)
    board.state, board.preview_ends = PREVIEWED, OVERDUE + timedelta(days=1)


def idle(url: str, calendar: Calendar) -> dict[str, int]:
    """Count the statements of each sweep once everything is done."""
    db, counted = Database(url), {}
    with db.begin() as session:
        busy(session, calendar)
    Timekeeper(db, StandingClock(), lambda: calendar, timetable()).run_all()
    for job in timetable():
        with db.begin() as session, statements(session) as asked:
            if isinstance(job.sweep, Posting):
                job.sweep.wanted(session, calendar, OVERDUE)
            elif isinstance(job.sweep, Several):
                assert not job.sweep.found(session, calendar, OVERDUE)
            else:
                job.sweep(session, calendar, OVERDUE)
        counted[job.name] = len(asked)
    return counted


def test_a_sweep_with_nothing_left_to_do_asks_as_little_in_a_town_of_any_size(
    run: Run, tmp_path: Path, calendar: Calendar
) -> None:
    small, large = two_towns(run, tmp_path)
    found = idle(small, calendar)
    assert idle(large, calendar) == found
    assert max(found.values()) < 20, found
