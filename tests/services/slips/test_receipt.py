"""Receipt by 签收 (`receipt_basis: acknowledged_or_deemed`): when the clock starts, on both databases (A2)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.wording import limit_text, word
from models.organizations import Organization
from models.outbox import OutboxMessage
from models.slips import DELIVERED, Slip, slip_of
from rules.periods import BEIJING, Month
from rules.workdays import Calendar, Holiday
from services.daily_records.file import HEADER
from services.daily_records.loading import load_records
from services.schemes.versions import shipped_text, store_scheme
from services.self_checks.self_checks import GivenAnswer, submit
from services.slips.issuing import issue
from services.slips.overview import month_overview
from services.slips.preview import preview_month
from services.slips.receipt import acknowledge, enter_receipt
from services.slips.reminders import list_for_office
from services.slips.slips import SlipListener
from tests.worlds.recorded_quarters import person
from tests.worlds.records import read_records
from tests.worlds.reminding import recount_provisional, remind_due_today

OCTOBER = Month(2026, 10)
MONDAY = datetime(2026, 11, 2, 8, 34, tzinfo=BEIJING)
SIGNED: dict[str, Any] = {"receipt_basis": "acknowledged_or_deemed"}
ANSWER = GivenAnswer(1, "召开支委会", "人不齐", "补开", "朱永良", date(2026, 11, 6))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def sent(session: Session, calendar: Calendar, now: datetime = MONDAY, **policy: Any) -> Slip:
    """Send 石湾村支部 its slip of October, with one item open, under such a policy."""
    store_scheme(session, shipped_text(), {"policy": {**SIGNED, **policy}}, now)
    rows = ["2026-10,org-011,T-202610-02,not_done,没有记录,wusiyuan", "2026-10,org-004,T-202610-02,done,,wusiyuan"]
    load_records(session, read_records("\n".join([",".join(HEADER), *rows, ""]), "rows.csv"), now)
    issue(session, OCTOBER, calendar, now)
    session.flush()
    return the_slip(session, "org-011")


def the_slip(session: Session, organization: str) -> Slip:
    found = slip_of(session, organization, OCTOBER)
    assert found
    return found


def delivered(session: Session, calendar: Calendar, now: datetime = MONDAY, **policy: Any) -> Slip:
    """Send it, and let WeCom take it at once."""
    slip = sent(session, calendar, now, **policy)
    accepted(session, calendar, slip, now)
    return slip


def accepted(session: Session, calendar: Calendar, slip: Slip, now: datetime) -> None:
    message = session.scalars(select(OutboxMessage).where(OutboxMessage.key.like("slip:%"))).one()
    SlipListener(calendar).accepted(session, message, now)
    assert slip.delivered_at == now


def due(slip: Slip) -> str:
    return limit_text(slip.counted) if slip.counted else "-"


def test_without_a_signature_the_clock_starts_when_it_counts_as_received(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        slip = delivered(session, calendar)
        assert (slip.state, slip.delivered_at, slip.is_deemed_received) == (DELIVERED, MONDAY, True)
        assert (slip.received_at, due(slip)) == (at("2026-11-03 23:59:59"), "11月5日（周四）24时")


def test_days_until_it_counts_as_received_are_the_towns_choice(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        slip = delivered(session, calendar, deemed_receipt_after_working_days=3)
        assert (slip.received_at, due(slip)) == (at("2026-11-05 23:59:59"), "11月9日（周一）24时")


@pytest.mark.parametrize(
    ("moment", "received", "limit"),
    [
        ("2026-11-02 09:00", "2026-11-02 09:00:00", "11月4日（周三）24时"),
        ("2026-11-03 18:00", "2026-11-03 18:00:00", "11月5日（周四）24时"),
        ("2026-11-04 09:00", "2026-11-03 23:59:59", "11月5日（周四）24时"),
    ],
    ids=["on the day it came", "on the next one", "after it counts as received"],
)
def test_signing_starts_the_clock_unless_it_runs_already(
    town: Database, calendar: Calendar, moment: str, received: str, limit: str
) -> None:
    with town.begin() as session:
        slip = delivered(session, calendar)
        acknowledge(session, slip, person(session, "zhuyongliang"), calendar, at(moment))
        assert (slip.acknowledged_at, slip.received_at, due(slip)) == (at(moment), at(received), limit)


def test_the_first_signature_counts(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        slip = delivered(session, calendar)
        for userid, moment in (("zhumin", "2026-11-02 09:00"), ("zhuyongliang", "2026-11-03 09:00")):
            acknowledge(session, slip, person(session, userid), calendar, at(moment))
        assert (slip.received_at, due(slip)) == (at("2026-11-02 09:00"), "11月4日（周三）24时")


def test_handing_in_is_receipt(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        slip = delivered(session, calendar)
        form = submit(session, slip, [ANSWER], person(session, "zhuyongliang"), calendar, at("2026-11-02 10:00"))
        assert form.on_time
        assert (slip.received_at, due(slip)) == (at("2026-11-02 10:00"), "11月4日（周三）24时")
        assert slip.acknowledged_at == at("2026-11-02 10:00")


def test_an_answer_on_paper_before_anybody_signed_is_receipt_on_the_day_it_came_in(
    town: Database, calendar: Calendar
) -> None:
    with town.begin() as session:
        slip = delivered(session, calendar)
        clerk, now = person(session, "wusiyuan"), at("2026-11-09 10:00")
        assert submit(session, slip, [ANSWER], clerk, calendar, now, handed_in=date(2026, 11, 2)).on_time
        assert due(slip) == "11月4日（周三）24时"


@pytest.mark.parametrize(("moment", "on_time"), [("2026-11-05 23:59", True), ("2026-11-06 00:00", False)])
def test_an_unsigned_answer_is_late_after_the_latest_day(
    town: Database, calendar: Calendar, moment: str, on_time: bool
) -> None:
    with town.begin() as session:
        slip = delivered(session, calendar)
        form = submit(session, slip, [ANSWER], person(session, "zhuyongliang"), calendar, at(moment))
        assert form.on_time is on_time


def test_signing_may_overtake_the_news_of_delivery(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        slip = sent(session, calendar)
        acknowledge(session, slip, person(session, "zhuyongliang"), calendar, MONDAY)
        accepted(session, calendar, slip, MONDAY + timedelta(seconds=2))
        assert (slip.received_at, due(slip), slip.is_deemed_received) == (MONDAY, "11月4日（周三）24时", False)


def test_what_the_message_named_holds_for_whoever_does_not_sign(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        slip = sent(session, calendar)
        assert slip.promised == date(2026, 11, 5)
        slip.promised = date(2026, 11, 9)
        accepted(session, calendar, slip, MONDAY)
        assert due(slip) == "11月9日（周一）24时"
        acknowledge(session, slip, person(session, "zhuyongliang"), calendar, MONDAY)
        assert due(slip) == "11月4日（周三）24时"


def test_the_reminder_comes_on_the_day_that_holds(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        slip = delivered(session, calendar)
        assert remind_due_today(session, calendar, at("2026-11-04 08:34")) == 0
        assert list_for_office(session, calendar, at("2026-11-05 08:34")) == 0
        assert remind_due_today(session, calendar, at("2026-11-05 08:34")) == 1
        assert list_for_office(session, calendar, at("2026-11-06 08:34")) == 1
        assert slip.acknowledged_at is None


def test_who_signed_is_reminded_of_the_nearer_day(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        acknowledge(session, delivered(session, calendar), person(session, "zhuyongliang"), calendar, MONDAY)
        assert remind_due_today(session, calendar, at("2026-11-04 08:34")) == 1


def test_the_office_sees_who_has_not_signed(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        slip = delivered(session, calendar)
        for now, mark in ((MONDAY, "（未签收）"), (at("2026-11-03 09:00"), ""), (at("2026-11-06 09:00"), "（逾期）")):
            overview = month_overview(session, now)
            said = word("self_checks/office.txt", "month", overview=overview, leaves=[], now=now)
            assert f"未报的是：石湾村支部{mark}\n" in f"{said}\n"
        assert slip.received_at == at("2026-11-03 23:59:59")


def test_the_preview_names_the_latest_day(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        store_scheme(session, shipped_text(), {"policy": SIGNED}, MONDAY)
        said = word("slips/preview.txt", preview=preview_month(session, OCTOBER, calendar, MONDAY))
        assert "（如现在送达、没有人签收，截止 11月5日（周四）24时）" in said


def test_paper_goes_by_the_day_the_office_enters(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        sent(session, calendar)
        paper = the_slip(session, "org-004")
        enter_receipt(session, paper, MONDAY, "", person(session, "wusiyuan"), calendar, MONDAY)
        assert (paper.received_at, due(paper), paper.is_deemed_received) == (MONDAY, "11月4日（周三）24时", False)
        leader = session.get_one(Organization, "org-004")
        assert leader.delivery == "paper"


def test_a_provisional_deadline_is_counted_anew_from_the_day_it_counts_as_received(
    town: Database, calendar: Calendar
) -> None:
    new_years_eve = at("2026-12-31 09:00")
    known = calendar.with_overrides(
        [Holiday(date(2027, 1, 1), False, "元旦"), Holiday(date(2027, 1, 4), False, "元旦")]
    )
    known = replace(known, known_years=known.known_years | {2027})
    with town.begin() as session:
        slip = delivered(session, calendar, new_years_eve)
        assert (slip.received_at, due(slip)) == (at("2027-01-04 23:59:59"), "1月6日（周三）24时")
        assert recount_provisional(session, known, new_years_eve) == 1
        assert (slip.received_at, due(slip)) == (at("2027-01-05 23:59:59"), "1月7日（周四）24时")


def test_as_shipped_a_signature_moves_nothing(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        slip = delivered(session, calendar, receipt_basis="delivered")
        assert (slip.received_at, slip.promised, due(slip)) == (MONDAY, date(2026, 11, 4), "11月4日（周三）24时")
        acknowledge(session, slip, person(session, "zhuyongliang"), calendar, at("2026-11-03 09:00"))
        submit(session, slip, [ANSWER], person(session, "zhuyongliang"), calendar, at("2026-11-03 10:00"))
        assert (slip.received_at, slip.promised, due(slip)) == (MONDAY, date(2026, 11, 4), "11月4日（周三）24时")
