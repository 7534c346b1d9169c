"""A holiday file that comes while deadlines run: counted anew before anybody is judged, on both databases (R14, A3)."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.wording import limit_text, word
from models.outbox import OutboxMessage
from models.people import Person
from models.self_checks import SelfCheck
from models.slips import Slip, slip_of
from models.transitions import transitions_of
from rules.cases import SLIP
from rules.periods import BEIJING, Month, Quarter
from rules.workdays import Calendar, Holiday
from services.schemes.versions import close_quarter
from services.self_checks.self_checks import GivenAnswer, return_for_redo, submit
from services.self_checks.standing import standing
from services.slips.issuing import issue
from services.slips.receipt import start_clock
from services.slips.recounting import find_provisional
from services.slips.reminders import list_for_office
from tests.run import Run
from tests.worlds.one_open_item import ask_one_item
from tests.worlds.recorded_quarters import person
from tests.worlds.reminding import recount_provisional, remind_due_today, remind_overdue
from tests.worlds.sizes import MONTH, in_two_sizes

ANSWER = GivenAnswer(1, "召开支委会", "人不齐", "补开", "朱永良", date(2027, 1, 8))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


NEW_YEARS_EVE = at("2026-12-31 09:00")
# By plain weeks the deadline is 5 January, the Tuesday; with the Monday off it is Wednesday the 6th.
TUESDAY, WEDNESDAY = at("2027-01-05 09:00"), at("2027-01-06 09:00")


@pytest.fixture
def session(town_session: Session, calendar: Calendar) -> Session:
    """石湾村支部 receives a slip with one open item on 31 December 2026, when nothing is known of 2027."""
    ask_one_item(town_session, calendar, NEW_YEARS_EVE)
    return town_session


@pytest.fixture
def known(calendar: Calendar) -> Calendar:
    """The calendar with the file of 2027, by which Monday, 4 January is off."""
    new = calendar.with_overrides(Holiday(date(2027, 1, day), False, "元旦") for day in (1, 4))
    return replace(new, known_years=new.known_years | {2027})


@pytest.fixture
def slip(session: Session) -> Slip:
    found = slip_of(session, "org-011", Month(2026, 10))
    assert found
    return found


@pytest.fixture
def zhu(session: Session) -> Person:
    return person(session, "zhuyongliang")


def due(slip: Slip) -> str:
    return limit_text(slip.counted) if slip.counted else "-"


def told(session: Session, key: str) -> list[str]:
    query = select(OutboxMessage).where(OutboxMessage.key.startswith(key)).order_by(OutboxMessage.id)
    return [json.loads(one.body)["text"]["content"] for one in session.scalars(query)]


def late_form(session: Session, slip: Slip, zhu: Person, calendar: Calendar) -> SelfCheck:
    """Hand a form in on Wednesday, a day late by what was known."""
    form = submit(session, slip, [ANSWER], zhu, calendar, WEDNESDAY)
    assert not form.on_time
    return form


def test_a_form_handed_in_after_the_file_came_and_before_the_sweep_is_judged_by_it(
    session: Session, slip: Slip, zhu: Person, known: Calendar
) -> None:
    assert submit(session, slip, [ANSWER], zhu, known, WEDNESDAY).on_time
    assert due(slip) == "1月6日（周三）24时"


def test_a_form_judged_late_before_the_file_came_is_judged_anew_with_a_trace_and_its_branch_hears(
    session: Session, slip: Slip, zhu: Person, calendar: Calendar, known: Calendar
) -> None:
    form = late_form(session, slip, zhu, calendar)
    assert [recount_provisional(session, known, at("2027-01-07 09:00")) for _ in range(2)] == [1, 0]
    assert form.on_time
    (step,) = transitions_of(session, SLIP.name, slip.id)
    assert (step.event, step.by, step.facts) == (
        "recount",
        None,
        {"from": "2027-01-05", "to": "2027-01-06", "in_time_now": True},
    )
    assert "\n".join(told(session, "slip-recount:")) == (
        "放假安排公布了，石湾村支部10月自查整改表的截止时间重新计算，改为1月6日（周三）24时（原来按普通周末暂算到1月5日（周二））。\n"
        "您1月6日（周三）09:00报送的改记为按时，不算逾期。"
    )


def test_a_form_that_is_late_by_the_file_too_stays_late_and_nobody_is_disturbed(
    session: Session, slip: Slip, zhu: Person, calendar: Calendar, known: Calendar
) -> None:
    form = submit(session, slip, [ANSWER], zhu, calendar, at("2027-01-07 09:00"))
    assert recount_provisional(session, known, at("2027-01-07 10:00")) == 1
    assert not form.on_time
    assert told(session, "slip-recount:") == []


def test_nobody_is_reminded_as_overdue_or_listed_by_a_day_the_file_has_moved(
    session: Session, slip: Slip, known: Calendar
) -> None:
    assert remind_overdue(session, known, WEDNESDAY) == 0
    assert list_for_office(session, known, WEDNESDAY) == 0
    assert remind_due_today(session, known, WEDNESDAY) == 1
    assert due(slip) == "1月6日（周三）24时"


def test_who_was_reminded_of_the_provisional_day_is_reminded_of_the_real_one(
    session: Session, calendar: Calendar, known: Calendar
) -> None:
    assert remind_due_today(session, calendar, TUESDAY) == 1
    assert recount_provisional(session, known, at("2027-01-05 15:00")) == 1
    assert told(session, "slip-recount:") == [], "nothing has been said that was not so"
    assert remind_due_today(session, known, WEDNESDAY) == 1
    assert remind_overdue(session, known, at("2027-01-07 09:00")) == 1


@pytest.mark.parametrize("was_reminded", [False, True])
def test_who_is_to_be_reminded_of_the_real_day_is_found_before_anything_was_put_right(
    session: Session, calendar: Calendar, known: Calendar, was_reminded: bool
) -> None:
    if was_reminded:
        assert remind_due_today(session, calendar, TUESDAY) == 1
    assert remind_due_today(session, known, WEDNESDAY) == 1


def test_who_was_called_overdue_by_the_provisional_day_hears_that_it_was_not_so(
    session: Session, calendar: Calendar, known: Calendar
) -> None:
    assert remind_overdue(session, calendar, WEDNESDAY) == 1
    recount_provisional(session, known, at("2027-01-06 10:00"))
    assert told(session, "slip-recount:")[0].endswith("之前说的“已到期”不算，这之前报都算按时。")


def test_what_is_said_of_a_deadline_goes_by_the_file_before_the_sweep(
    session: Session, slip: Slip, known: Calendar
) -> None:
    found = standing(session, slip, known, WEDNESDAY)
    assert (found.stage, found.is_running, found.days_left) == ("waits", True, 0)
    said = word("slips/notices.txt", "explained_deadline", slip=slip, deadline=slip.counted, now=WEDNESDAY)
    assert "截止：1月6日（周三）24时" in said
    assert "放假安排公布以前，按普通周末暂算到1月5日（周二）。" in said


def test_a_file_that_makes_the_day_earlier_takes_nothing_back(session: Session, slip: Slip, calendar: Calendar) -> None:
    new = calendar.with_overrides([Holiday(date(2027, 1, 2), True, "元旦")])
    assert recount_provisional(session, replace(new, known_years=new.known_years | {2027}), TUESDAY) == 1
    assert due(slip) == "1月5日（周二）24时", "as the branch was told"
    assert transitions_of(session, SLIP.name, slip.id) == []


def test_once_the_quarter_is_closed_nothing_moves_and_the_office_hears_whose_form_would_have_been_in_time(
    session: Session, slip: Slip, zhu: Person, calendar: Calendar, known: Calendar
) -> None:
    form = late_form(session, slip, zhu, calendar)
    close_quarter(session, Quarter(2026, 4), at("2027-01-08 09:00"))
    assert recount_provisional(session, known, at("2027-01-11 09:00")) == 1
    assert (form.on_time, due(slip)) == (False, "1月5日（周二）24时")
    assert told(session, "slip-recount:") == []
    assert "得分没有改动：\n石湾村支部10月，应该到1月6日（周三）才截止\n" in told(session, "recount:")[0]
    assert recount_provisional(session, known, at("2027-01-12 09:00")) == 0


def test_the_day_for_a_returned_form_is_counted_anew_as_well(
    session: Session, slip: Slip, zhu: Person, calendar: Calendar, known: Calendar
) -> None:
    form = submit(session, slip, [ANSWER], zhu, calendar, at("2026-12-31 10:00"))
    return_for_redo(session, form, person(session, "wusiyuan"), "措施太笼统", calendar, at("2026-12-31 11:00"))
    assert form.redo_counted
    assert form.redo_counted.day == date(2027, 1, 4)
    assert recount_provisional(session, known, at("2027-01-04 09:00")) == 2
    assert form.redo_counted.day == date(2027, 1, 5)


def test_whose_day_has_become_known_is_found_and_put_right_in_a_town_of_any_size_with_as_many_statements(
    run: Run, tmp_path: Path, calendar: Calendar, known: Calendar
) -> None:
    found: list[int] = []

    def finding(session: Session) -> Callable[[], object]:
        slips = issue(session, MONTH, calendar, NEW_YEARS_EVE)
        for one in slips:
            start_clock(session, one, calendar, NEW_YEARS_EVE)
        session.flush()
        assert find_provisional(session, calendar, NEW_YEARS_EVE) == [], "nothing is known yet"
        return lambda: found.append(len(find_provisional(session, known, TUESDAY)))

    small, large = in_two_sizes(run, tmp_path, finding)
    assert found == [39, 78]
    assert len(small) == len(large)


def test_whether_a_quarter_is_closed_is_asked_once_for_all_its_slips(
    run: Run, tmp_path: Path, calendar: Calendar, known: Calendar
) -> None:
    def putting_right(session: Session) -> Callable[[], object]:
        for one in issue(session, MONTH, calendar, NEW_YEARS_EVE):
            start_clock(session, one, calendar, NEW_YEARS_EVE)
        return lambda: recount_provisional(session, known, TUESDAY)

    asked = [
        [one for one in every if "FROM quarter_rules" in one] for every in in_two_sizes(run, tmp_path, putting_right)
    ]
    assert [len(one) for one in asked] == [1, 1]
