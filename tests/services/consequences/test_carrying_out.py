"""Consequences are carried out, taken back, and what an amended board leaves of them (R37-R41, A12)."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.errors import Refused
from bot.wording import refusal_text
from models.consequences import Consequence, consequences_of_year
from models.organizations import Organization
from models.outbox import OutboxMessage
from models.overhauls import Overhaul
from models.transitions import transitions_of
from rules.workdays import Calendar
from services.consequences.decisions import carry_out, close, decline, withdraw
from services.consequences.measures import Decision, record_measure
from services.consequences.proposals import propose_consequences
from services.overhauls.overhauls import Report, accept, hand_in
from tests.services.consequences.deciding import LATER, MEMBER, TODAY, TOWN_LEADER, agree
from tests.worlds.grey_boards import (
    BRANCH,
    NOW,
    OFFICERS,
    amend,
    by_kind,
    events,
    everything,
    proposed,
    sent_to,
    store_boards,
)
from tests.worlds.grey_boards import SECRETARY as SECRETARY_THERE
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, person

DECISION = Decision(date(2026, 11, 4), "党委会纪要15号", "调整支部班子分工")
REPORT = Report("没开支委会", "人手不够", "每月第一周开会", "12月底前，书记")


def told(session: Session, like: str) -> str:
    query = select(OutboxMessage).where(OutboxMessage.key.like(like)).order_by(OutboxMessage.id.desc())
    found = session.scalars(query.limit(1)).one()
    return outbox.shown(found)


# Carrying out


def test_carried_out_with_day_and_record_number_then_closed(recorded_session: Session, calendar: Calendar) -> None:
    one, clerk = proposed(recorded_session, calendar)["honours_ineligibility"], person(recorded_session, CLERK)
    agree(recorded_session, calendar, one)
    carry_out(recorded_session, one, date(2026, 11, 6), " 党委会纪要12号 ", clerk, LATER)
    assert (one.state, one.done_on, one.record_no) == ("carried_out", date(2026, 11, 6), "党委会纪要12号")
    close(recorded_session, one, "材料已归档", clerk, LATER)
    assert events(recorded_session, one) == ["proposed", "confirm", "carry_out", "close"]


@pytest.mark.parametrize(
    ("day", "number", "refusal"),
    [
        (date(2026, 11, 4), "12号", "consequence_day_wrong"),
        (date(2026, 11, 10), "12号", "consequence_day_wrong"),
        (TODAY, " ", "consequence_record_no_missing"),
        (TODAY, "长" * 65, "text_too_long"),
    ],
)
def test_what_was_carried_out_needs_a_day_since_the_decision_and_a_number(
    recorded_session: Session, calendar: Calendar, day: date, number: str, refusal: str
) -> None:
    one = proposed(recorded_session, calendar)["laggard_listing"]
    agree(recorded_session, calendar, one)
    before = everything(recorded_session)
    with pytest.raises(Refused, match=refusal) as refused:
        carry_out(recorded_session, one, day, number, person(recorded_session, CLERK), LATER)
    assert "\n" not in refusal_text(refused.value)
    assert everything(recorded_session) == before


def test_an_overhaul_is_carried_out_once_its_report_is_accepted(recorded_session: Session, calendar: Calendar) -> None:
    one, clerk = proposed(recorded_session, calendar)["overhaul_report"], person(recorded_session, CLERK)
    agree(recorded_session, calendar, one)
    with pytest.raises(Refused, match="consequence_overhaul_open"):
        carry_out(recorded_session, one, TODAY, "整顿1号", clerk, NOW)
    overhaul = recorded_session.get_one(Overhaul, one.id)
    hand_in(recorded_session, overhaul, REPORT, person(recorded_session, SECRETARY_THERE), NOW)
    accept(recorded_session, overhaul, "措施具体", person(recorded_session, MEMBER), NOW)
    carry_out(recorded_session, one, TODAY, "整顿1号", clerk, NOW)
    assert one.state == "carried_out"


def test_what_was_confirmed_can_be_taken_back_until_it_is_carried_out(
    recorded_session: Session, calendar: Calendar
) -> None:
    one = proposed(recorded_session, calendar)["overhaul_report"]
    with pytest.raises(Refused, match="consequence_out_of_turn"):
        withdraw(recorded_session, one, "榜单已修订", person(recorded_session, LEADER), NOW)
    agree(recorded_session, calendar, one)
    withdraw(recorded_session, one, "榜单已修订", person(recorded_session, LEADER), NOW)
    assert (one.state, recorded_session.get_one(Overhaul, one.id).state) == ("withdrawn", "withdrawn")
    assert propose_consequences(recorded_session, calendar, LATER) == 0
    assert one.state == "withdrawn"


def test_what_was_carried_out_or_closed_can_be_taken_back_and_the_branch_hears_why(
    recorded_session: Session, calendar: Calendar
) -> None:
    one, leader = proposed(recorded_session, calendar)["honours_ineligibility"], person(recorded_session, LEADER)
    agree(recorded_session, calendar, one)
    carry_out(recorded_session, one, TODAY, "纪要3号", leader, NOW)
    close(recorded_session, one, "已归档", leader, NOW)
    with pytest.raises(Refused, match="consequence_reason_missing"):
        withdraw(recorded_session, one, " ", leader, LATER)
    withdraw(recorded_session, one, "第三季度榜单已更正", leader, LATER)
    assert one.state == "withdrawn"
    assert told(recorded_session, f"consequence-withdrawn:{one.id}%") == (
        "石湾村支部2026年的“取消年度评优资格”已撤销，不再算数：\n第三季度榜单已更正\n"
        "有疑问可以联系镇组织办（电话 0512-0000-0001）。"
    )
    assert propose_consequences(recorded_session, calendar, LATER) == 0


def test_a_measure_recorded_by_mistake_is_taken_back(recorded_session: Session) -> None:
    branch, leader = recorded_session.get_one(Organization, BRANCH), person(recorded_session, LEADER)
    measure = record_measure(recorded_session, branch, DECISION, leader, NOW)
    withdraw(recorded_session, measure, "记错了支部", leader, NOW)
    assert measure.state == "withdrawn"
    assert "记错了支部" in told(recorded_session, f"%:{CLERK}")


# Amended boards


def test_what_was_decided_only_shows_that_its_ground_fell_away(recorded_session: Session, calendar: Calendar) -> None:
    first, second = store_boards(recorded_session, "G G")
    propose_consequences(recorded_session, calendar, NOW)
    found, clerk = by_kind(recorded_session), person(recorded_session, CLERK)
    agree(recorded_session, calendar, *found.values())
    for kind in ("laggard_listing", "honours_ineligibility"):
        carry_out(recorded_session, found[kind], TODAY, "12号", clerk, NOW)
    close(recorded_session, found["laggard_listing"], "归档", clerk, NOW)
    fresh = amend(recorded_session, second, "N", state="published")
    assert propose_consequences(recorded_session, calendar, LATER) == 3
    assert {kind: one.state for kind, one in found.items()} == {
        "honours_ineligibility": "carried_out",
        "laggard_listing": "closed",
        "overhaul_report": "confirmed",
    }
    assert {one.ground_fell_at for one in found.values()} == {LATER}
    assert recorded_session.get_one(Overhaul, found["overhaul_report"].id).state == "assigned"
    said = recorded_session.scalars(select(OutboxMessage.body).where(OutboxMessage.addressee == LEADER)).all()
    assert "办过的事系统没有改动" in said[-1]
    assert propose_consequences(recorded_session, calendar, LATER) == 0
    amend(recorded_session, fresh, "G")
    assert propose_consequences(recorded_session, calendar, LATER) == 3
    assert {one.ground_fell_at for one in found.values()} == {None}
    assert first.state == "final"


def test_what_was_declined_stays_so(recorded_session: Session, calendar: Calendar) -> None:
    boards = store_boards(recorded_session, "G G")
    propose_consequences(recorded_session, calendar, NOW)
    found = [*by_kind(recorded_session).values()]
    decline(recorded_session, found, "刚刚换届", person(recorded_session, LEADER), NOW)
    amend(recorded_session, boards[0], "N")
    assert propose_consequences(recorded_session, calendar, LATER) == 0
    assert {one.state for one in found} == {"declined"}


def measure(session: Session, by: str = HEAD, **changes: Any) -> Consequence:
    decision = Decision(**{"on": DECISION.on, "record_no": DECISION.record_no, "text": DECISION.text, **changes})
    return record_measure(session, session.get_one(Organization, BRANCH), decision, person(session, by), NOW)


# 组织处置


def test_a_measure_is_recorded_after_the_committee_decided_and_then_closed(
    recorded_session: Session, calendar: Calendar
) -> None:
    proposed(recorded_session, calendar, "G G G G")
    assert "organizational_measure" not in by_kind(recorded_session)
    one = measure(recorded_session)
    begun = transitions_of(recorded_session, "organizational_measure", one.id)[0]
    assert (begun.by and begun.by.userid, begun.facts) == (
        HEAD,
        {"on": "2026-11-04", "record_no": "党委会纪要15号", "decision": "调整支部班子分工"},
    )
    close(recorded_session, one, "已宣布", person(recorded_session, CLERK), NOW)
    assert (one.state, one in consequences_of_year(recorded_session, 2026)) == ("closed", True)
    assert measure(recorded_session) is not one
    assert not set(sent_to(recorded_session).values()) & OFFICERS


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"by": CLERK}, "measure_not_yours"),
        ({"by": TOWN_LEADER}, "measure_not_yours"),
        ({"by": SECRETARY_THERE}, "measure_not_yours"),
        ({"on": date(2026, 11, 6)}, "measure_day_ahead"),
        ({"record_no": ""}, "consequence_record_no_missing"),
        ({"text": " "}, "measure_text_missing"),
        ({"text": "长" * 301}, "text_too_long"),
    ],
)
def test_a_measure_without_decision_is_refused(
    recorded_session: Session, changes: dict[str, Any], refusal: str
) -> None:
    before = everything(recorded_session)
    with pytest.raises(Refused, match=refusal) as refused:
        measure(recorded_session, **changes)
    assert refusal_text(refused.value).endswith("。")
    assert everything(recorded_session) == before
