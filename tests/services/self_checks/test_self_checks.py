"""Self-checks in the service: complete, on time, accepted or returned once (R13–R16, A5)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import Refused
from models.people import Person
from models.self_checks import ACCEPTED, RETURNED, SUBMITTED
from models.slips import CLOSED, Slip, slip_of
from rules.periods import BEIJING, Month
from rules.workdays import Calendar, load_calendar
from services.duties.duties import duties_of
from services.self_checks.self_checks import GivenAnswer, accept, return_for_redo, submit
from services.self_checks.waiting import FormsWaiting, forms_to_review
from services.slips.receipt import start_clock
from services.township.file import TownshipFile
from tests.worlds.one_open_item import ask_one_item
from tests.worlds.recorded_quarters import person
from tests.worlds.towns import HOLIDAYS, Past, loaded

MONDAY = datetime(2026, 11, 2, 8, 34, tzinfo=BEIJING)
DUE = datetime(2026, 11, 5, tzinfo=BEIJING)
ANSWER = GivenAnswer(1, "召开支委会", "人不齐", "补开", "朱永良", date(2026, 11, 6))


def one_item_asked(session: Session, town: TownshipFile) -> None:
    """石湾村支部 has a slip of October with one open item, received on Monday."""
    loaded(session, town)
    calendar = load_calendar(HOLIDAYS)
    ask_one_item(session, calendar, MONDAY)


@pytest.fixture(params=["sqlite", "postgresql"])
def session(request: pytest.FixtureRequest, made_town: Callable[[str, Past], Database]) -> Iterator[Session]:
    """A transaction in that town, undone afterwards."""
    with made_town(request.param, one_item_asked).read() as opened:
        yield opened


@pytest.fixture
def slip(session: Session) -> Slip:
    found = slip_of(session, "org-011", Month(2026, 10))
    assert found
    return found


@pytest.fixture
def zhu(session: Session) -> Person:
    return person(session, "zhuyongliang")


@pytest.fixture
def clerk(session: Session) -> Person:
    return person(session, "wusiyuan")


def test_every_open_item_must_be_answered(session: Session, slip: Slip, zhu: Person, calendar: Calendar) -> None:
    with pytest.raises(Refused, match="incomplete"):
        submit(session, slip, [], zhu, calendar, MONDAY)
    with pytest.raises(Refused, match="incomplete"):
        submit(session, slip, [replace(ANSWER, item=None)], zhu, calendar, MONDAY)
    assert submit(session, slip, [ANSWER], zhu, calendar, MONDAY).state == SUBMITTED


@pytest.mark.parametrize(("late_by", "on_time"), [(timedelta(seconds=-1), True), (timedelta(0), False)])
def test_on_time_is_before_the_midnight_that_ends_the_due_day(
    session: Session, slip: Slip, zhu: Person, late_by: timedelta, on_time: bool, calendar: Calendar
) -> None:
    assert submit(session, slip, [ANSWER], zhu, calendar, DUE + late_by).on_time is on_time


def test_an_answer_that_overtakes_the_news_of_delivery_is_on_time(
    session: Session, slip: Slip, zhu: Person, calendar: Calendar
) -> None:
    slip.due = slip.deadline = slip.received_at = None
    form = submit(session, slip, [ANSWER], zhu, calendar, MONDAY)
    start_clock(session, slip, calendar, MONDAY)
    assert form.on_time
    assert slip.state == "answered"


def test_a_stranger_to_the_branch_is_refused(session: Session, slip: Slip, calendar: Calendar) -> None:
    with pytest.raises(Refused, match="not_your_slip"):
        submit(session, slip, [ANSWER], person(session, "zhangjianxin"), calendar, MONDAY)


def test_nothing_handed_in_is_overwritten(session: Session, slip: Slip, zhu: Person, calendar: Calendar) -> None:
    submit(session, slip, [ANSWER], zhu, calendar, MONDAY)
    form = submit(session, slip, [replace(ANSWER, reason="停电")], zhu, calendar, MONDAY + timedelta(hours=1))
    assert [one.answers[0].reason for one in form.submissions] == ["人不齐", "停电"]
    assert form.first_submitted_at == MONDAY
    with pytest.raises(Refused, match="too_late_to_change"):
        submit(session, slip, [ANSWER], zhu, calendar, DUE)


def test_paper_is_judged_by_the_day_it_came_in(session: Session, slip: Slip, clerk: Person, calendar: Calendar) -> None:
    form = submit(session, slip, [ANSWER], clerk, calendar, DUE + timedelta(days=5), handed_in=date(2026, 11, 4))
    assert form.on_time
    assert form.first_submitted_at == datetime(2026, 11, 4, tzinfo=BEIJING)


@pytest.mark.parametrize("day", [date(2026, 11, 1), date(2026, 11, 4)])
def test_paper_cannot_come_in_before_its_slip_or_tomorrow(
    session: Session, slip: Slip, clerk: Person, day: date, calendar: Calendar
) -> None:
    with pytest.raises(Refused, match="handed_in_out_of_time"):
        submit(session, slip, [ANSWER], clerk, calendar, MONDAY + timedelta(days=1), handed_in=day)


def test_a_branch_cannot_date_its_own_form_back(session: Session, slip: Slip, zhu: Person, calendar: Calendar) -> None:
    with pytest.raises(Refused, match="office_only"):
        submit(session, slip, [ANSWER], zhu, calendar, DUE, handed_in=date(2026, 11, 3))


def test_accepting_closes_the_slip_for_good(
    session: Session, slip: Slip, zhu: Person, clerk: Person, calendar: Calendar
) -> None:
    form = submit(session, slip, [ANSWER], zhu, calendar, MONDAY)
    accept(session, form, clerk, MONDAY)
    assert (form.state, slip.state, form.reviewed_by_id) == (ACCEPTED, CLOSED, clerk.id)
    with pytest.raises(Refused, match="already_accepted"):
        submit(session, slip, [ANSWER], zhu, calendar, MONDAY)
    with pytest.raises(Refused, match="not_under_review"):
        accept(session, form, clerk, MONDAY)


def test_who_filled_in_does_not_review_and_only_the_office_does(
    session: Session, slip: Slip, zhu: Person, clerk: Person, calendar: Calendar
) -> None:
    form = submit(session, slip, [ANSWER], clerk, calendar, MONDAY, handed_in=MONDAY.date())
    with pytest.raises(Refused, match="own_form"):
        accept(session, form, clerk, MONDAY)
    with pytest.raises(Refused, match="own_form"):
        return_for_redo(session, form, clerk, "请补充", calendar, MONDAY)
    with pytest.raises(Refused, match="office_only"):
        accept(session, form, zhu, MONDAY)
    accept(session, form, person(session, "qianxiaoyu"), MONDAY)


def test_what_somebody_handed_in_for_a_branch_waits_for_the_colleagues_alone(
    session: Session, slip: Slip, clerk: Person, calendar: Calendar
) -> None:
    form = submit(session, slip, [ANSWER], clerk, calendar, MONDAY, handed_in=MONDAY.date())
    colleague = person(session, "qianxiaoyu")
    assert forms_to_review(session, clerk, MONDAY) is None
    assert forms_to_review(session, colleague, MONDAY) == FormsWaiting(1, form)
    assert [one.kind for one in duties_of(session, clerk, MONDAY)] == []
    assert [one.kind for one in duties_of(session, colleague, MONDAY)] == ["self_checks_review"]


def test_where_nobody_else_is_there_who_handed_it_in_reviews_it(
    session: Session, slip: Slip, clerk: Person, calendar: Calendar
) -> None:
    form = submit(session, slip, [ANSWER], clerk, calendar, MONDAY, handed_in=MONDAY.date())
    for userid in ("qianxiaoyu", "zhouhaibo"):
        person(session, userid).userid = None
    session.flush()
    assert forms_to_review(session, clerk, MONDAY) == FormsWaiting(1, form)
    accept(session, form, clerk, MONDAY)
    assert form.state == ACCEPTED


def test_a_form_is_returned_once_with_a_reason_and_a_working_day(
    session: Session, slip: Slip, zhu: Person, clerk: Person, calendar: Calendar
) -> None:
    form = submit(session, slip, [ANSWER], zhu, calendar, MONDAY)
    for reason, refusal in ((" ", "return_needs_reason"), ("长" * 201, "text_too_long")):
        with pytest.raises(Refused, match=refusal):
            return_for_redo(session, form, clerk, reason, calendar, MONDAY)
    friday = datetime(2026, 11, 6, 17, 29, tzinfo=BEIJING)
    return_for_redo(session, form, clerk, "请写明地点", calendar, friday)
    assert (form.state, form.redo_due) == (RETURNED, datetime(2026, 11, 10, tzinfo=BEIJING))
    submit(session, slip, [ANSWER], zhu, calendar, datetime(2026, 11, 12, 9, 0, tzinfo=BEIJING))
    assert (form.state, form.on_time) == (SUBMITTED, True)
    with pytest.raises(Refused, match="already_returned_once"):
        return_for_redo(session, form, clerk, "再来", calendar, friday)


@pytest.mark.parametrize(
    ("returned", "due"),
    [
        (datetime(2026, 11, 5, 17, 29, tzinfo=BEIJING), datetime(2026, 11, 7, tzinfo=BEIJING)),
        (datetime(2026, 11, 5, 17, 31, tzinfo=BEIJING), datetime(2026, 11, 10, tzinfo=BEIJING)),
        (datetime(2026, 11, 7, 10, 0, tzinfo=BEIJING), datetime(2026, 11, 11, tzinfo=BEIJING)),
    ],
    ids=["in office hours", "in the evening", "on a Saturday"],
)
def test_the_redo_day_counts_from_when_the_branch_can_hear_of_it(
    session: Session, slip: Slip, zhu: Person, clerk: Person, calendar: Calendar, returned: datetime, due: datetime
) -> None:
    form = submit(session, slip, [ANSWER], zhu, calendar, MONDAY)
    return_for_redo(session, form, clerk, "请写明地点", calendar, returned)
    assert form.redo_due == due
