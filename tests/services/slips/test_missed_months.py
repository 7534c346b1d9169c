"""Months in which nobody started the program, and slips whose records come late: found, issued or waived (R6, R10)."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from bot.errors import Refused
from bot.wording import limit_text, word
from models.missed_months import missed_month
from models.slips import Slip, slip_of
from models.transitions import transitions_of
from rules.periods import BEIJING, Month, Quarter
from rules.workdays import Calendar
from services.daily_records.file import HEADER
from services.daily_records.loading import load_records
from services.schemes.versions import close_quarter
from services.self_checks.self_checks import submit
from services.slips.issuing import issue, issue_due
from services.slips.missed_months import find_missed_months, issue_missed, months_without_slips, waive_missed
from services.slips.preview import preview_month
from services.slips.receipt import enter_receipt, start_clock
from tests.worlds.grey_boards import sent_to
from tests.worlds.recorded_quarters import CLERK, person
from tests.worlds.records import read_records
from tests.worlds.reminding import remind_due_today, remind_overdue
from tests.worlds.watching import refusal

JULY, AUGUST, SEPTEMBER = (Month(2026, number) for number in (7, 8, 9))
THIRD = Quarter(2026, 3)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


# July's slips went out; then the program stood still until October.
IN_AUGUST, IN_OCTOBER = at("2026-08-03 08:34"), at("2026-10-08 08:34")


@pytest.fixture
def session(town_session: Session, calendar: Calendar) -> Session:
    """石湾村支部 is recorded for the third quarter; of it July's slip went out."""
    rows = [f"{month},org-011,T-{str(month).replace('-', '')}-02,done,,{CLERK}" for month in THIRD.months]
    load_records(
        town_session, read_records("\n".join([",".join(HEADER), *rows, ""]), "rows.csv"), at("2026-09-01 08:00")
    )
    issue(town_session, JULY, calendar, IN_AUGUST)
    return town_session


def slip(session: Session, month: Month, organization: str = "org-011") -> Slip | None:
    return slip_of(session, organization, month)


def issued(session: Session, calendar: Calendar, now: datetime = IN_OCTOBER) -> int:
    return issue_due(session, calendar, now)


def test_a_month_that_passed_without_slips_is_told_to_the_office_once(session: Session, calendar: Calendar) -> None:
    assert [find_missed_months(session, calendar, IN_OCTOBER) for _ in range(2)] == [1, 0]
    told = sent_to(session, "month-missed:%")
    assert set(told.values()) == {CLERK, "qianxiaoyu", "zhouhaibo"}
    assert {key.split(":")[1] for key in told} == {"2026-08"}, "September's go out by themselves"


@pytest.mark.parametrize(
    ("moment", "found"),
    [("2026-09-01 09:04", 0), ("2026-10-07 09:04", 0), ("2026-10-08 09:04", 1)],
    ids=["August's still go out", "on a holiday nobody is disturbed", "then it is missed"],
)
def test_a_month_is_missed_when_its_slips_no_longer_go_out_by_themselves(
    session: Session, calendar: Calendar, moment: str, found: int
) -> None:
    assert find_missed_months(session, calendar, at(moment)) == found


def test_months_before_the_town_began_are_not_missed(town_session: Session, calendar: Calendar) -> None:
    assert find_missed_months(town_session, calendar, IN_OCTOBER) == 0


def test_what_the_office_orders_goes_out_with_two_working_days_of_its_own(session: Session, calendar: Calendar) -> None:
    assert issued(session, calendar) == 1, "September's"
    assert slip(session, AUGUST) is None
    missed = issue_missed(session, AUGUST, person(session, CLERK), IN_OCTOBER)
    assert (issued(session, calendar), issued(session, calendar)) == (1, 0)
    august = slip(session, AUGUST)
    assert august
    start_clock(session, august, calendar, IN_OCTOBER)
    assert august.counted
    assert limit_text(august.counted) == "10月10日（周六）24时"
    (step,) = transitions_of(session, "missed_month", missed.id)
    assert (step.event, step.by and step.by.userid) == ("issue", CLERK)
    assert months_without_slips(session, THIRD) == []


def test_what_the_office_waives_needs_a_reason_stays_named_and_may_still_be_issued(
    session: Session, calendar: Calendar
) -> None:
    find_missed_months(session, calendar, IN_OCTOBER)
    clerk = person(session, CLERK)
    with pytest.raises(Refused) as refused:
        waive_missed(session, AUGUST, " ", clerk, IN_OCTOBER)
    assert refusal(refused) == "请在后面写明理由，例如：免发提醒单 8月 当月系统没有启用"
    waive_missed(session, AUGUST, "当月系统没有启用", clerk, IN_OCTOBER)
    assert [(month, missed and missed.state) for month, missed in months_without_slips(session, THIRD)] == [
        (AUGUST, "waived"),
        (SEPTEMBER, None),
    ]
    issued(session, calendar)
    assert slip(session, AUGUST) is None
    issue_missed(session, AUGUST, clerk, IN_OCTOBER)
    assert issued(session, calendar) == 1


@pytest.mark.parametrize(
    ("month", "by", "said"),
    [
        (JULY, CLERK, "不用补发：已经发过提醒单，或者还会自动发出"),
        (SEPTEMBER, CLERK, "不用补发：已经发过提醒单，或者还会自动发出"),
        (AUGUST, "zhuyongliang", "组织办"),
    ],
    ids=["it went out", "it goes out by itself", "a secretary"],
)
def test_only_the_office_orders_and_only_what_was_missed(session: Session, month: Month, by: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        issue_missed(session, month, person(session, by), IN_OCTOBER)
    assert said in refusal(refused)


def test_once_the_quarter_is_closed_nobody_is_asked_for_a_month_of_it(session: Session, calendar: Calendar) -> None:
    issue_missed(session, AUGUST, person(session, CLERK), IN_OCTOBER)
    close_quarter(session, THIRD, IN_OCTOBER)
    issued(session, calendar)
    assert slip(session, AUGUST) is None
    with pytest.raises(Refused) as refused:
        waive_missed(session, AUGUST, "停用", person(session, CLERK), IN_OCTOBER)
    assert "已经封账" in refusal(refused)


def test_records_entered_after_the_last_sweep_of_a_month_still_bring_a_slip(
    session: Session, calendar: Calendar
) -> None:
    """Monday, 31 August 2026, 17:58: the last sweep was at 17:54. 荷塘老年支部's July was forgotten until now."""
    rows = "\n".join([",".join(HEADER), f"2026-07,org-004,T-202607-02,done,,{CLERK}", ""])
    load_records(session, read_records(rows, "rows.csv"), at("2026-08-31 17:58"))
    assert issued(session, calendar, at("2026-08-31 18:04")) == 0
    issued(session, calendar, at("2026-09-01 08:34"))
    assert slip(session, JULY, "org-004")


def test_paper_handed_over_on_the_last_working_day_of_a_month_is_counted_from_there_though_entered_later(
    session: Session, calendar: Calendar
) -> None:
    """Friday, 31 July is entered on Monday, after that morning's sweep: due on Tuesday, and reminded of on Tuesday."""
    rows = "\n".join([",".join(HEADER), f"2026-06,org-004,T-202606-02,done,,{CLERK}", ""])
    load_records(session, read_records(rows, "rows.csv"), at("2026-07-30 09:00"))
    issue(session, Month(2026, 6), calendar, at("2026-07-30 09:04"))
    monday, tuesday = at("2026-08-03 09:10"), at("2026-08-04 09:04")
    assert remind_overdue(session, calendar, monday) == 0
    paper = slip(session, Month(2026, 6), "org-004")
    assert paper
    enter_receipt(session, paper, at("2026-07-31 00:00"), "", person(session, CLERK), calendar, monday)
    assert paper.counted
    assert limit_text(paper.counted) == "8月4日（周二）24时"
    assert remind_overdue(session, calendar, monday) == 0
    assert remind_due_today(session, calendar, tuesday) == 1


def test_a_clock_that_runs_into_the_national_holiday_waits_for_its_end(session: Session, calendar: Calendar) -> None:
    """Received on Wednesday, 30 September: 1–7 October are off, so the 8th and the 9th count; in between is silence."""
    found = slip(session, JULY)
    assert found
    start_clock(session, found, calendar, at("2026-09-30 16:00"))
    assert found.counted
    assert limit_text(found.counted) == "10月9日（周五）24时"
    for day in range(1, 8):
        moment = at(f"2026-10-0{day} 09:04")
        assert (remind_due_today(session, calendar, moment), remind_overdue(session, calendar, moment)) == (0, 0)
    assert remind_due_today(session, calendar, at("2026-10-09 09:04")) == 1
    assert submit(session, found, [], person(session, "zhuyongliang"), calendar, at("2026-10-09 23:59")).on_time


@pytest.mark.parametrize(
    ("moment", "leaves", "until"),
    [
        ("2026-10-08 08:00", "10月8日（周四）", "10月10日（周六）24时"),
        ("2026-10-03 10:00", "10月8日（周四）", "10月10日（周六）24时"),
        ("2026-10-10 20:00", "10月12日（周一）", "10月14日（周三）24时"),
        ("2026-09-15 10:00", "10月8日（周四）", "10月10日（周六）24时"),
    ],
    ids=["later today", "in the holiday", "after hours", "before the month is over"],
)
def test_the_preview_names_the_day_on_which_the_slips_leave(
    session: Session, calendar: Calendar, moment: str, leaves: str, until: str
) -> None:
    said = word("slips/preview.txt", preview=preview_month(session, SEPTEMBER, calendar, at(moment)))
    assert said.startswith(f"9月提醒单预览（{leaves}发出、当天送达，截止 {until}）\n将发出 1 份")


def test_the_preview_says_of_a_missed_month_that_nothing_leaves_by_itself(session: Session, calendar: Calendar) -> None:
    said = word("slips/preview.txt", preview=preview_month(session, AUGUST, calendar, IN_OCTOBER)).splitlines()
    assert said[:2] == [
        "8月提醒单预览（如现在送达，截止 10月10日（周六）24时）",
        "8月没有发过提醒单，不会自动发出；要补发，组织办回复“补发提醒单 8月”，不补发的，回复“免发提醒单 8月 理由”。",
    ]
    assert said[2].startswith("可发出 1 份")


def test_the_preview_tells_what_was_decided_about_a_month(session: Session, calendar: Calendar) -> None:
    waive_missed(session, AUGUST, "当月系统没有启用", person(session, CLERK), IN_OCTOBER)
    said = word("slips/preview.txt", preview=preview_month(session, AUGUST, calendar, IN_OCTOBER))
    assert "8月没有发过提醒单，已登记不补发，不会自动发出；" in said
    issue_missed(session, AUGUST, person(session, CLERK), IN_OCTOBER)
    said = word("slips/preview.txt", preview=preview_month(session, AUGUST, calendar, IN_OCTOBER))
    assert said.startswith("8月提醒单预览（如现在送达，截止 10月10日（周六）24时）\n将发出 1 份")
    assert missed_month(session, AUGUST)
