"""Slips in the service: their items, numbers, clock and receipt, on both databases (R6–R14, A2–A4)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import Refused
from bot.wording import word
from models.organizations import organization_named
from models.outbox import OutboxMessage
from models.schemes import QuarterRule, township
from models.slips import DELIVERED, PAPER, SENT, Slip, next_serial, slip_of, slips_of
from rules.deadlines import count_deadline
from rules.periods import BEIJING, Month, Quarter
from rules.workdays import Calendar, Holiday
from services.schemes.versions import shipped_text, store_scheme
from services.slips.issuing import held_back, issue, issue_due
from services.slips.messages import LONGEST_LIST, items_on_card, recorders, slip_facts
from services.slips.receipt import acknowledge, enter_receipt, start_clock
from services.slips.slips import send_to_next
from tests.services.slips.octobers_slip import MONDAY, OCTOBER, record
from tests.worlds.recorded_quarters import person
from tests.worlds.reminding import recount_provisional


def the_slip(session: Session, organization_id: str = "org-011") -> Slip:
    found = slip_of(session, organization_id, OCTOBER)
    assert found
    return found


def test_a_slip_lists_every_record_in_the_three_blocks_and_the_rest_last(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        record(session, "org-011,T-202610-05,late", "org-011,T-202610-04,done", "org-011,T-202610-02,not_done")
        record(session, "org-011,T-202610-01,not_applicable", "org-011,BZ-05,not_done")
        issue(session, OCTOBER, calendar, MONDAY)
        items = the_slip(session).items
    assert [(item.position, item.kind, item.indicator, item.is_open) for item in items] == [
        (1, "org_life", "ZD-02", True),
        (2, "org_life", "HD-01", False),
        (3, "platform_entry", "HD-03", False),
        (4, "other", "HD-07", True),
        (5, "other", "BZ-05", True),
    ]
    assert [item.indicator for item in items if item.points] == ["ZD-02", "BZ-05"], "lateness has no price at HD-07"


@pytest.mark.parametrize(
    ("contents", "kinds"),
    [
        (["org_life"], ["org_life", "other"]),
        (["platform_entry", "org_life"], ["platform_entry", "org_life", "other"]),
        (["other", "assigned_task"], ["other"]),
    ],
    ids=["one block", "blocks in another order", "what has no block first"],
)
def test_a_slip_holds_the_blocks_the_town_has_chosen_in_its_order(
    town: Database, calendar: Calendar, contents: list[str], kinds: list[str]
) -> None:
    with town.begin() as session:
        store_scheme(session, shipped_text(), {"policy": {"slip_contents": contents}}, MONDAY)
        record(session, "org-011,T-202610-05,late", "org-011,T-202610-04,done", "org-011,T-202610-02,not_done")
        issue(session, OCTOBER, calendar, MONDAY)
        items = the_slip(session).items
    assert [item.kind for item in items] == kinds
    assert [item.position for item in items] == list(range(1, len(kinds) + 1))


def test_points_are_named_only_where_some_are_at_stake(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        record(session, "org-011,T-202610-05,late", "org-011,T-202610-02,not_done")
        issue(session, OCTOBER, calendar, MONDAY)
        slip = the_slip(session)
        deadline = count_deadline(MONDAY, 2, calendar)
        said = word("slips/notices.txt", "slip", **slip_facts(session, township(session), slip, deadline, MONDAY))
    assert "支委会（未完成，关系到1分）——没有记录" in said
    assert "重阳节走访老党员（逾期完成，不扣分）——没有记录" in said


def test_a_slip_keeps_what_it_said_when_a_record_is_corrected_later(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        record(session, "org-011,T-202610-02,not_done")
        issue(session, OCTOBER, calendar, MONDAY)
        record(session, "org-011,T-202610-02,done")
        assert issue(session, OCTOBER, calendar, MONDAY) == []
        assert len(the_slip(session).open_items) == 1


def test_issuing_pins_the_quarter_to_the_rule(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        issue(session, OCTOBER, calendar, MONDAY)
        assert session.get(QuarterRule, Quarter(2026, 4)) is None
        record(session, "org-011,T-202610-02,done")
        issue(session, OCTOBER, calendar, MONDAY)
        assert session.get(QuarterRule, Quarter(2026, 4)) is not None


def test_before_a_town_is_loaded_nothing_happens(db: Database, calendar: Calendar) -> None:
    with db.begin() as session:
        assert issue_due(session, calendar, MONDAY) == 0


def test_numbers_run_on_within_the_month_of_issue(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        record(session, "org-011,T-202610-02,done", "org-002,T-202610-02,done")
        issue(session, OCTOBER, calendar, MONDAY)
        record(session, "org-003,T-202610-02,done")
        issue(session, OCTOBER, calendar, MONDAY + timedelta(days=1))
        numbers = {slip.organization_id: slip.number for slip in slips_of(session, OCTOBER)}
        assert next_serial(session, Month(2026, 11)) == 4
        assert next_serial(session, Month(2026, 12)) == 1
    assert numbers == {
        "org-002": "澄红灰提〔2026〕11-001",
        "org-011": "澄红灰提〔2026〕11-002",
        "org-003": "澄红灰提〔2026〕11-003",
    }


def test_nobody_is_tried_twice_and_after_the_last_comes_paper(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        record(session, "org-011,T-202610-02,done")
        issue(session, OCTOBER, calendar, MONDAY)
        slip = the_slip(session)
        tried = []
        while slip.recipient:
            tried.append(slip.recipient.userid)
            send_to_next(session, slip, calendar, MONDAY)
        assert tried == ["zhuyongliang", "shimeiling", "zhumin"]
        assert slip.state == PAPER
        assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 3


def test_what_is_sent_waits_for_wecom_and_starts_no_clock(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        record(session, "org-011,T-202610-02,done")
        issue(session, OCTOBER, calendar, MONDAY)
        slip = the_slip(session)
        assert (slip.state, slip.received_at, slip.due) == (SENT, None, None)
        start_clock(session, slip, calendar, MONDAY)
        assert slip.state == DELIVERED
        assert slip.due == datetime(2026, 11, 5, tzinfo=BEIJING)


@given(days=st.integers(0, 400), hour=st.integers(0, 23))
def test_the_due_day_is_the_second_working_day_whenever_it_arrives(calendar: Calendar, days: int, hour: int) -> None:
    received = datetime(2025, 10, 1, hour, 30, tzinfo=BEIJING) + timedelta(days=days)
    deadline = count_deadline(received, 2, calendar)
    worked = [
        day
        for offset in range(1, (deadline.day - received.date()).days + 1)
        if calendar.is_working(day := received.date() + timedelta(days=offset))
    ]
    assert len(worked) == 2
    assert worked[-1] == deadline.day


def test_where_the_deadline_said_is_later_than_the_one_counted_it_holds(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        record(session, "org-011,T-202610-02,done")
        issue(session, OCTOBER, calendar, MONDAY)
        slip = the_slip(session)
        slip.promised = date(2026, 11, 6)
        start_clock(session, slip, calendar, MONDAY)
        assert slip.due == datetime(2026, 11, 7, tzinfo=BEIJING)
        assert slip.counted
        assert slip.counted.day == date(2026, 11, 6)


def test_a_provisional_deadline_is_counted_anew_when_the_holidays_are_known(town: Database, calendar: Calendar) -> None:
    new_years_eve = datetime(2026, 12, 31, 9, 0, tzinfo=BEIJING)
    known = calendar.with_overrides(
        [Holiday(date(2027, 1, 1), False, "元旦"), Holiday(date(2027, 1, 4), False, "元旦")]
    )
    known = replace(known, known_years=known.known_years | {2027})
    with town.begin() as session:
        record(session, "org-011,T-202610-02,done")
        issue(session, OCTOBER, calendar, new_years_eve)
        slip = the_slip(session)
        start_clock(session, slip, calendar, new_years_eve)
        assert slip.due == datetime(2027, 1, 6, tzinfo=BEIJING)
        assert recount_provisional(session, calendar, new_years_eve) == 0
        assert recount_provisional(session, known, new_years_eve) == 1
        assert slip.due == datetime(2027, 1, 7, tzinfo=BEIJING)
        assert recount_provisional(session, known, new_years_eve) == 0


def test_only_the_office_enters_receipt_and_only_of_paper(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        record(session, "org-004,T-202610-02,done", "org-011,T-202610-02,done")
        issue(session, OCTOBER, calendar, MONDAY)
        paper, sent = the_slip(session, "org-004"), the_slip(session)
        clerk, secretary = person(session, "wusiyuan"), person(session, "zhuyongliang")
        for slip, by, remark, reason in (
            (paper, secretary, "", "office_only"),
            (sent, clerk, "", "not_a_paper_slip"),
            (paper, clerk, "长" * 201, "remark_too_long"),
        ):
            with pytest.raises(Refused, match=reason):
                enter_receipt(session, slip, MONDAY, remark, by, calendar, MONDAY)
        for wrong in (MONDAY - timedelta(days=1), MONDAY + timedelta(days=1)):
            with pytest.raises(Refused, match="received_out_of_time"):
                enter_receipt(session, paper, wrong, "", clerk, calendar, MONDAY)
        enter_receipt(session, paper, MONDAY, "送到书记家中", clerk, calendar, MONDAY)
        assert (paper.state, paper.receipt_remark) == (DELIVERED, "送到书记家中")


def test_only_the_branch_signs_and_the_first_time_counts(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        record(session, "org-011,T-202610-02,done")
        issue(session, OCTOBER, calendar, MONDAY)
        slip = the_slip(session)
        with pytest.raises(Refused, match="not_your_slip"):
            acknowledge(session, slip, person(session, "zhangjianxin"), calendar, MONDAY)
        acknowledge(session, slip, person(session, "zhumin"), calendar, MONDAY)
        acknowledge(session, slip, person(session, "zhuyongliang"), calendar, MONDAY + timedelta(hours=1))
        assert slip.acknowledged_at == MONDAY


def test_a_new_organisation_gets_its_first_slip_for_the_month_it_was_founded_in(
    town: Database, calendar: Calendar
) -> None:
    with town.begin() as session:
        yunqi = organization_named(session, "云栖社区支部")
        assert yunqi
        waits = {month: yunqi in held_back(session, Month(2026, month), MONDAY.date()) for month in (4, 5, 6)}
    assert waits == {4: False, 5: True, 6: True}


def test_a_long_list_says_on_the_card_what_is_left_out(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        codes = ("ZZ-02", "ZZ-03", "DW-01", "DW-02", "HD-02", "ZD-01", "BZ-01", "BZ-05")
        record(session, *[f"org-011,{code},not_done" for code in codes])
        issue(session, OCTOBER, calendar, MONDAY)
        said = items_on_card(the_slip(session))
    assert len(said) <= LONGEST_LIST
    shown = [line for line in said.splitlines() if line[0].isdigit()]
    assert said.endswith(f"还有{8 - len(shown)}项，回复“提醒单”看全。")


def test_a_slip_says_who_recorded_what_stands_open(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        record(session, "org-011,T-202610-02,not_done")
        issue(session, OCTOBER, calendar, MONDAY)
        assert recorders(the_slip(session)) == [("吴思源", MONDAY.date())]
