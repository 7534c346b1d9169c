"""暂缓: a slip kept back until a day, let go before, and what nobody may do about it; on both databases."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import BadInput, NoRight, NotNow
from models.organizations import Organization
from models.slip_holds import SlipHold, holds_of, last_look
from models.slips import slip_of
from models.transitions import transitions_of
from rules.periods import BEIJING, Month
from rules.workdays import Calendar
from services.daily_records.file import RecordRow
from services.daily_records.loading import load_records
from services.slips.holding import hold_slip, note_look, release_slip
from services.slips.issuing import issue, issue_due
from services.slips.preview import preview_month
from services.township.file import TownshipFile
from tests.worlds.recorded_quarters import CLERK, person
from tests.worlds.towns import Past, loaded

OCTOBER = Month(2026, 10)
EVE = datetime(2026, 10, 30, 16, 20, tzinfo=BEIJING)
MONDAY = datetime(2026, 11, 2, 8, 34, tzinfo=BEIJING)
FRIDAY = datetime(2026, 11, 6, 8, 34, tzinfo=BEIJING)
BRANCH, OTHER = "org-011", "org-004"


def two_recorded(session: Session, town: TownshipFile) -> None:
    """October of 石湾村支部 and 荷塘老年支部 is recorded, nothing has gone out."""
    loaded(session, town)
    rows = [RecordRow(OCTOBER, one, "T-202610-02", "not_done", "没有记录", CLERK, "") for one in (BRANCH, OTHER)]
    load_records(session, rows, EVE)


@pytest.fixture(params=["sqlite", "postgresql"])
def session(request: pytest.FixtureRequest, made_town: Callable[[str, Past], Database]) -> Iterator[Session]:
    with made_town(request.param, two_recorded).read() as opened:
        yield opened


def held(session: Session, calendar: Calendar, until: date = date(2026, 11, 6), reason: str = "等会议记录") -> SlipHold:
    branch = session.get_one(Organization, BRANCH)
    return hold_slip(session, branch, OCTOBER, until, reason, person(session, CLERK), calendar, EVE)


def test_a_held_slip_stays_when_the_others_go_and_leaves_by_itself_on_its_day(
    session: Session, calendar: Calendar
) -> None:
    held(session, calendar)
    assert [issue_due(session, calendar, now) for now in (MONDAY, MONDAY, FRIDAY, FRIDAY)] == [1, 0, 1, 0]
    assert slip_of(session, BRANCH, OCTOBER)


def test_let_go_it_leaves_with_the_next_sweep_and_all_of_it_is_kept(session: Session, calendar: Calendar) -> None:
    hold = held(session, calendar)
    issue(session, OCTOBER, calendar, MONDAY)
    release_slip(session, hold.organization, OCTOBER, person(session, CLERK), MONDAY)
    assert issue_due(session, calendar, MONDAY) == 1
    kept = [(one.event, one.reason) for one in transitions_of(session, "slip_hold", hold.id)]
    assert kept == [("held", "等会议记录"), ("release", "")]


def test_the_preview_tells_it_apart_from_what_goes(session: Session, calendar: Calendar) -> None:
    held(session, calendar)
    preview = preview_month(session, OCTOBER, calendar, EVE)
    assert [[one.organization.id for one in some] for some in (preview.slips, preview.held)] == [[OTHER], [BRANCH]]
    assert BRANCH not in {one.id for one in preview.held_back}


def test_held_once_more_only_the_day_changes(session: Session, calendar: Calendar) -> None:
    first = held(session, calendar)
    assert held(session, calendar, date(2026, 11, 9)) is first
    assert holds_of(session, OCTOBER, FRIDAY.date())[BRANCH].until == date(2026, 11, 9)


@pytest.mark.parametrize("until", [EVE.date(), MONDAY.date(), date(2026, 11, 7), date(2026, 12, 1)])
def test_a_day_that_is_none_is_refused(session: Session, calendar: Calendar, until: date) -> None:
    with pytest.raises(BadInput, match="hold_day_wrong"):
        held(session, calendar, until)


def test_without_a_reason_or_once_it_is_out_nothing_is_held(session: Session, calendar: Calendar) -> None:
    with pytest.raises(BadInput, match="hold_reason_missing"):
        held(session, calendar, reason=" ")
    issue(session, OCTOBER, calendar, EVE)
    with pytest.raises(NotNow, match="hold_too_late"):
        held(session, calendar)


def test_what_is_not_held_cannot_be_let_go_and_no_secretary_holds(session: Session, calendar: Calendar) -> None:
    branch = session.get_one(Organization, BRANCH)
    with pytest.raises(NotNow, match="not_held"):
        release_slip(session, branch, OCTOBER, person(session, CLERK), EVE)
    with pytest.raises(NoRight):
        hold_slip(session, branch, OCTOBER, FRIDAY.date(), "等", person(session, "zhuyongliang"), calendar, EVE)


def test_that_somebody_looked_them_over_sends_nothing(session: Session, calendar: Calendar) -> None:
    note_look(session, OCTOBER, 2, person(session, CLERK), EVE)
    look = last_look(session, OCTOBER)
    assert look
    assert (look.by.userid, look.slips) == (CLERK, 2)
    assert issue_due(session, calendar, EVE) == 0
