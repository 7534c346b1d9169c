"""后果与帮扶 in the console: proposals by branch with their boards, a meeting's decisions, overhaul and help."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import event

from models.appointments import DEPUTY, Appointment
from models.consequences import Consequence
from models.overhauls import Overhaul
from rules.workdays import load_calendar
from services.consequences.proposals import propose_consequences
from tests.worlds.browsers import NOW, SECRETARY, Browser, Town, side_bar
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, person
from tests.worlds.towns import HOLIDAYS
from tests.worlds.who_may import BRANCH

LIST = "/console/consequences"
DAY = NOW.date().isoformat()


def states(town: Town) -> dict[int, str]:
    with town.db.read() as session:
        return {one.id: one.state for one in session.query(Consequence)}


def chosen(browser: Browser, act: str, numbers: list[int], **form: str) -> int:
    """Tick some, read back, and say yes."""
    address = f"{LIST}/several/{act}"
    hidden = browser.hidden(f"{address}?" + "&".join(f"chosen={one}" for one in numbers))
    return browser.client.post(
        address,
        base_url="https://bot.example.com/",
        data={**hidden, "chosen": numbers, **form},
        headers={"Referer": "https://bot.example.com/console/"},
    ).status_code


@pytest.fixture
def proposals(town: Town) -> list[int]:
    """The clock has proposed what grey boards in a row give ground for; those of the first branch."""
    with town.db.begin() as session:
        propose_consequences(session, load_calendar(HOLIDAYS), NOW)
        found = session.query(Consequence).where(Consequence.state == "proposed").order_by(Consequence.id).all()
        first = found[0].organization_id, found[0].quarter
        return [one.id for one in found if (one.organization_id, one.quarter) == first]


def test_what_is_proposed_stands_by_branch_with_its_boards(town: Town, proposals: list[int]) -> None:
    page = town.visitor(LEADER).reads(LIST)
    assert f"等决定 {list(states(town).values()).count('proposed')}" in page
    assert "次灰榜：2025年第四季度第1版第" in page
    with town.db.read() as session:
        one = session.get_one(Consequence, proposals[0])
        assert page.index(f"<b>{one.organization.short_name}</b>") < page.index(f"{LIST}/{one.id}")


def test_proposals_are_counted_for_who_decides_on_them_alone(town: Town, proposals: list[int]) -> None:
    assert side_bar(town.visitor(LEADER).reads(LIST))["consequences"] >= len(proposals)
    assert "consequences" not in side_bar(town.visitor(CLERK).reads(LIST))


def test_what_was_decided_waits_on_today_for_who_is_no_officer_of_the_branch(town: Town, proposals: list[int]) -> None:
    said = {"day": DAY, "meeting": "领导小组会议纪要9号", "reason": "情况属实"}
    assert chosen(town.visitor(LEADER), "confirm_several", proposals, **said) == 303
    today = "/console/today"
    before = waiting_to_be_carried_out(town.visitor(CLERK).reads(today))
    with town.db.begin() as session:
        branch = session.get_one(Consequence, proposals[0]).organization_id
        clerk = person(session, CLERK)
        session.add(Appointment(person=clerk, role=DEPUTY, title="副书记", organization_id=branch, powers=[]))
    assert waiting_to_be_carried_out(town.visitor(CLERK).reads(today)) < before
    assert waiting_to_be_carried_out(town.visitor(HEAD).reads(today)) == before


def waiting_to_be_carried_out(page: str) -> int:
    found = re.search(r"(\d+) 条处理建议已经决定，等落实", page)
    return int(found[1]) if found else 0


def test_a_meetings_decisions_are_recorded_for_several_at_once(town: Town, proposals: list[int]) -> None:
    leader = town.visitor(LEADER)
    said = {"day": DAY, "meeting": "领导小组会议纪要9号", "reason": "情况属实"}
    assert chosen(leader, "confirm_several", proposals, **said) == 303
    assert {states(town)[one] for one in proposals} == {"confirmed"}
    assert "领导小组会议纪要9号：情况属实" in leader.reads(f"{LIST}/{proposals[0]}")


def test_the_clerk_may_look_and_reads_whose_the_decision_is(town: Town, proposals: list[int]) -> None:
    clerk = town.visitor(CLERK)
    assert "处理建议由" in clerk.reads(f"{LIST}/{proposals[0]}")
    assert clerk.submits(f"{LIST}/{proposals[0]}", f"{LIST}/{proposals[0]}/confirm", reason="属实").status_code == 403
    assert states(town)[proposals[0]] == "proposed"


def test_declining_needs_a_reason_and_keeps_it(town: Town, proposals: list[int]) -> None:
    leader, one = town.visitor(LEADER), proposals[0]
    assert leader.submits(f"{LIST}/{one}", f"{LIST}/{one}/decline", reason="").status_code == 422
    leader.submits(f"{LIST}/{one}", f"{LIST}/{one}/decline", reason="支部刚刚换届")
    assert states(town)[one] == "declined"
    assert "支部刚刚换届" in leader.reads(f"{LIST}/{one}")


def test_an_overhaul_is_reported_for_the_branch_checked_by_its_group_helped_and_then_carried_out(town: Town) -> None:
    clerk = town.visitor(CLERK)
    record = f"{LIST}/1"
    assert "整顿工作报告" in clerk.reads(record)
    parts = {"problems": "会议少", "causes": "人员不齐", "measures": "按月开", "schedule": "12月底，朱永良"}
    assert clerk.submits(record, f"{record}/hand_in", **parts).status_code == 303
    assert clerk.submits(record, f"{record}/accept", opinion="同意").status_code == 403
    assert "审核，请由他们办理" in clerk.reads(record)
    later = (NOW + timedelta(days=14)).date().isoformat()
    clerk.submits(record, f"{record}/plan_help", helper="沈静怡", measure="每月参加一次支委会", first_day=later)
    assert "每月参加一次支委会" in clerk.reads(record)
    clerk.submits(record, f"{record}/note_follow_up", remark="支委会已按月召开")
    assert "支委会已按月召开" in clerk.reads(record)
    answer = clerk.submits(record, f"{record}/carry_out", day=DAY, record_no="纪要12号")
    assert answer.status_code == 409
    assert "还没有审核通过" in answer.text
    with town.db.begin() as session:
        session.get_one(Overhaul, 1).state = "accepted"
    assert clerk.submits(record, f"{record}/carry_out", day=DAY, record_no="纪要12号").status_code == 303
    clerk.submits(record, f"{record}/close", reason="材料已归档")
    assert states(town)[1] == "closed"


def test_a_secretary_does_not_see_what_is_proposed(town: Town) -> None:
    with town.db.read() as session:
        assert person(session, SECRETARY)
    assert town.visitor(SECRETARY).get(LIST).status_code == 403


@pytest.mark.usefixtures("proposals")
def test_the_list_of_all_branches_asks_no_more_often_than_that_of_one(town: Town) -> None:
    leader, counted = town.visitor(LEADER), list[int]()
    leader.reads(LIST)
    event.listen(town.db.engine, "before_cursor_execute", lambda *_: counted.append(1))
    leader.reads(f"{LIST}?words=石湾村支部")
    one, counted[:] = len(counted), []
    leader.reads(LIST)
    assert len(counted) <= one


def test_what_the_party_committee_decided_is_recorded_by_the_head_and_by_nobody_ahead_of_the_day(town: Town) -> None:
    new, head = f"{LIST}/new/measure", town.visitor(HEAD)
    said = {"branch": BRANCH, "decided_on": DAY, "decision_no": "党委会纪要15号", "decision": "调整支部班子分工"}
    assert "不提出、不通知支部" in head.reads(new)
    ahead = head.submits(new, **said | {"decided_on": "2030-01-01"})
    assert (ahead.status_code, "还没有到" in ahead.text) == (422, True)
    assert "调整支部班子分工" in ahead.text
    assert head.submits(new, **said).status_code == 303
    assert "党委会纪要15号" in head.reads(LIST + "/" + str(max(states(town))))


def test_whoever_may_not_record_it_reads_why_before_a_form_opens(town: Town) -> None:
    page = town.visitor(CLERK).reads(LIST)
    assert '<button disabled aria-describedby="why-measure">记录组织处置</button>' in page
    assert "组织处置由镇组织办主任或" in page
    assert town.visitor(CLERK).get(f"{LIST}/new/measure").status_code == 403
