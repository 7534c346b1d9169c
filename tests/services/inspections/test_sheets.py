"""Quarter inspections: who inspects what, and what a sheet may say (R17, R18, D10)."""

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import Refused
from bot.wording import refusal_text
from models.appointments import DEPUTY, Appointment
from models.inspections import Finding, Inspection, inspection_of, inspections_in
from models.objections import LATE, STRUCK, Correction, Objection
from models.organizations import GroupAssignment
from rules.periods import Month, Quarter
from services.inspections.checking import LONGEST_FACT, GivenFinding, GivenInspection
from services.inspections.inspections import exempt, held_against, known_already, progress
from services.register.groups import conflicts
from services.schemes.versions import pin_quarter
from tests.services.inspections.one_sheet import CAO, NOW, VISITED, XU, organization, recorded, why_not
from tests.worlds.recorded_quarters import CLERK, HEAD, THIRD, at, person, record_lines

AUGUST = Month(2026, 8)
ZHU, GE = "zhuliping", "gezhiwei"  # the leader of G2, who is secretary of 机关三支部, and a member
NO_MINUTES = GivenFinding("ZD-02", AUGUST, "8月未开支委会")


def test_whoever_fills_in_a_sheet_signs_it_and_not_the_groups_leader(town: Database) -> None:
    with town.begin() as session:
        recorded(session, GivenInspection(VISITED, (NO_MINUTES,)))
    with town.read() as session:
        sheet = inspection_of(session, THIRD, organization(session).id)
        assert sheet is not None
        assert (sheet.recorded_by.userid, sheet.signed_by.userid, sheet.group_id) == (CAO, CAO, "G1")
        assert [(one.indicator, one.month, one.fact) for one in sheet.findings] == [("ZD-02", AUGUST, "8月未开支委会")]


def test_a_second_sheet_replaces_the_first_and_overwrites_nothing(town: Database) -> None:
    with town.begin() as session:
        first = recorded(session, GivenInspection(VISITED, (NO_MINUTES,)))
        second = recorded(session, now=NOW + timedelta(hours=1))
        assert second.replaces_id == first.id
        assert inspections_in(session, THIRD) == [second]
        assert inspections_in(session, THIRD, NOW) == [first]
        assert inspection_of(session, THIRD, first.organization_id) is second
        assert [one.fact for one in session.scalars(select(Finding))] == ["8月未开支委会"]


@pytest.mark.parametrize("verdict", [STRUCK, LATE])
def test_what_an_objection_corrected_does_not_come_back_with_a_new_sheet(town: Database, verdict: str) -> None:
    with town.begin() as session:
        sheet = recorded(session, GivenInspection(VISITED, (NO_MINUTES,)))
        recorded(session, GivenInspection(VISITED, (NO_MINUTES,)), by=GE, name="机关三支部")
        corrected(session, sheet, verdict)
        with pytest.raises(Refused) as refused:
            recorded(session, GivenInspection(VISITED, (NO_MINUTES,)))
        said = "荷塘一支部2026-Q3检查发现的问题已因异议更正，不能再登记新的检查；"
        assert refusal_text(refused.value) == f"{said}有出入请联系镇组织办（电话 0512-0000-0001）。"
        assert inspection_of(session, THIRD, sheet.organization_id) is sheet
        assert recorded(session, by=GE, name="机关三支部").replaces_id is not None, "another branch's sheet"


def corrected(session: Session, sheet: Inspection, verdict: str) -> None:
    """Let an objection to the sheet's first finding be upheld."""
    by, about = person(session, HEAD).id, {"quarter": THIRD, "organization_id": sheet.organization_id}
    about["target"] = f"finding:{sheet.findings[0].id}"
    filed = {"subject": "没有记录", "text": "记录在镇里", "filed_by_id": by, "filed_at": NOW, "reply_due": NOW}
    objection = Objection(**about, **filed, state="upheld")
    session.add(objection)
    session.flush()
    session.add(Correction(**about, verdict=verdict, reason="查实", objection_id=objection.id, by_id=by, at=NOW))
    session.flush()


def test_two_members_who_write_at_once_leave_one_sheet_that_holds(town: Database) -> None:
    def writes_too() -> None:
        with town.begin() as session:
            recorded(session, by="fenglihua")

    second = threading.Thread(target=writes_too)
    with town.begin() as session:
        recorded(session)
        second.start()
        second.join(0.3)
        assert second.is_alive()
    second.join()
    with town.read() as session:
        (sheet,) = inspections_in(session, THIRD)
        assert (sheet.recorded_by.userid, sheet.replaces_id is not None) == ("fenglihua", True)


def test_another_group_does_not_inspect(town: Database) -> None:
    with town.begin() as session:
        assert why_not(session, by=GE) == "荷塘一支部由第一督导组检查，请由该组人员登记。"
        assert why_not(session, by=CLERK) == "荷塘一支部由第一督导组检查，请由该组人员登记。"


def test_a_branch_that_changes_its_group_in_october_is_still_inspected_for_september_by_the_old_one(
    town: Database,
) -> None:
    with town.begin() as session:
        branch = organization(session)
        for row in session.scalars(select(GroupAssignment).where(GroupAssignment.organization_id == branch.id)):
            row.until = date(2026, 10, 5)
        session.add(GroupAssignment(organization_id=branch.id, group_id="G2", since=date(2026, 10, 5)))
        assert "由第一督导组检查" in why_not(session, GivenInspection(date(2026, 10, 20)), GE)
        assert "由第二督导组检查" in why_not(session, GivenInspection(date(2026, 10, 20)), CAO, quarter=THIRD.next)
        assert recorded(session, GivenInspection(date(2026, 10, 20))).group_id == "G1"


def test_who_has_left_the_group_does_not_record_any_more(town: Database) -> None:
    with town.begin() as session:
        member = person(session, CAO)
        for held in session.scalars(select(Appointment).where(Appointment.person_id == member.id)):
            held.until = NOW.date()
        assert "由第一督导组检查" in why_not(session)


def test_an_officer_neither_records_nor_signs_and_hears_who_can(town: Database) -> None:
    with town.begin() as session:
        said = why_not(session, by=ZHU, name="机关三支部")
        assert said == "您在机关三支部任职，按回避要求不能检查、签字。请由葛志伟、彭雪梅登记。"
        assert recorded(session, by=GE, name="机关三支部").signed_by.userid == GE


def test_a_deputy_of_the_branch_is_an_officer_too(town: Database) -> None:
    with town.begin() as session:
        branch, member = organization(session), person(session, CAO)
        session.add(Appointment(person_id=member.id, role=DEPUTY, title="副书记", organization_id=branch.id, powers=[]))
        assert "请由徐建明、冯丽华登记" in why_not(session)
        assert recorded(session, by="fenglihua").signed_by.userid == "fenglihua"


def test_a_department_head_may_lead_the_group_and_everybody_sees_it(town: Database) -> None:
    with town.begin() as session:
        assert recorded(session, by=XU).signed_by.userid == XU
        found = conflicts(session, organization(session), "G1", NOW.date())
        assert [(one.person.userid, one.kind) for one in found] == [(XU, "department_head")]
        found = conflicts(session, organization(session, "机关三支部"), "G2", NOW.date())
        assert (ZHU, "officer") in [(one.person.userid, one.kind) for one in found]


@pytest.mark.parametrize(
    ("finding", "why"),
    [
        (GivenFinding("ZD-99", AUGUST, "无记录"), "ZD-99 不是指标编号，请改正或删去这一条。"),
        (
            GivenFinding("ZD-04", AUGUST, "未召开"),
            "ZD-04（组织生活会民主评议）对荷塘一支部本季度不适用，请改正或删去这一条。",
        ),
        (
            GivenFinding("ZD-07", AUGUST, "没有报送"),
            "ZD-07（月度自查整改报送）已按提醒单计分，不作为检查发现的问题，请改正或删去这一条。",
        ),
        (GivenFinding("ZD-02", Month(2026, 10), "未开"), "“未开”的月份应是7月、8月、9月，请改正。"),
        (GivenFinding("ZD-02", AUGUST, " \n"), "ZD-02 发现的问题没有写事实，请用一句话写明。"),
        (GivenFinding("ZD-02", AUGUST, "长" * (LONGEST_FACT + 1)), "ZD-02 的事实太长了，请写在256字以内。"),
        (GivenFinding("ZD-02", AUGUST, "未开", "长" * 1001), "ZD-02 的佐证太长了，请写在1000字以内。"),
    ],
)
def test_a_finding_that_cannot_stand_is_refused_with_what_to_do(
    town: Database, finding: GivenFinding, why: str
) -> None:
    with town.begin() as session:
        assert why_not(session, GivenInspection(VISITED, (finding,))) == why


def test_an_indicator_that_does_not_fit_the_branch_is_refused(town: Database) -> None:
    with town.begin() as session:
        branch = organization(session)
        branch.has_committee = False
        assert "（支部委员会会议）对荷塘一支部本季度不适用" in why_not(session, GivenInspection(VISITED, (NO_MINUTES,)))


def test_the_same_finding_is_not_written_twice(town: Database) -> None:
    with town.begin() as session:
        said = why_not(session, GivenInspection(VISITED, (NO_MINUTES, NO_MINUTES)))
        assert said == "ZD-02“8月未开支委会”写了两次，请删去一条。"


@pytest.mark.parametrize("day", [date(2026, 6, 30), NOW.date() + timedelta(days=1)])
def test_an_inspection_lies_between_the_beginning_of_the_quarter_and_today(town: Database, day: date) -> None:
    with town.begin() as session:
        said = why_not(session, GivenInspection(day))
        assert said == "检查日期应在7月1日（周三）到今天（10月28日（周三））之间，请改正。"


def test_the_months_of_a_running_quarter_that_have_not_begun_hold_no_findings(town: Database) -> None:
    with town.begin() as session:
        september = GivenInspection(date(2026, 8, 3), (GivenFinding("ZD-02", Month(2026, 9), "未开"),))
        assert "月份应是7月、8月，" in why_not(session, september, now=at(date(2026, 8, 4)))


def test_a_quarter_that_has_not_begun_is_not_inspected(town: Database) -> None:
    with town.begin() as session:
        said = why_not(session, quarter=Quarter(2027, 1))
        assert said == "2027-Q1还没有开始，到1月1日（周五）以后再登记检查。"


def test_a_closed_quarter_takes_neither_sheets_nor_exemptions(town: Database) -> None:
    with town.begin() as session:
        pin_quarter(session, THIRD, NOW).closed_at = NOW
        assert "已在10月28日（周三）09:05封账" in why_not(session)
        with pytest.raises(Refused, match="inspection_quarter_closed"):
            exempt(session, THIRD, organization(session), "换届", person(session, HEAD), NOW)


def test_who_is_not_assessed_or_not_founded_yet_is_not_inspected(town: Database) -> None:
    with town.begin() as session:
        assert why_not(session, name="荷塘村党委") == "荷塘村党委不参加考核，不用检查。"
        early = {"name": "云栖社区支部", "quarter": Quarter(2026, 1), "by": GE}
        assert "在2026-Q1还没有成立" in why_not(session, GivenInspection(date(2026, 3, 2)), **early)  # type: ignore[arg-type]


def test_a_branch_that_is_founded_later_in_the_quarter_waits_until_then(town: Database) -> None:
    with town.begin() as session:
        organization(session).founded = date(2026, 9, 5)
        assert "还没有成立" in why_not(session, GivenInspection(date(2026, 8, 3)), now=at(date(2026, 8, 4)))
        assert len(progress(session, THIRD, at(date(2026, 8, 4)))[0].missing) == 12
        assert "月份应是9月，" in why_not(session, GivenInspection(VISITED, (NO_MINUTES,)))


def test_what_daily_records_hold_already_is_shown_and_pointed_out(town: Database) -> None:
    with town.begin() as session:
        record_lines(session, "2026-08,org-002,HD-02,not_done,到会率不足八成,caoxiaoming")
        recorded(session, GivenInspection(VISITED, (NO_MINUTES,)))
        held = held_against(session, THIRD, ["org-002", "org-003"], NOW)
        assert [(one.code, one.month, one.fact) for one in held["org-002"]] == [("HD-02", AUGUST, "到会率不足八成")]
        assert held["org-003"] == []
        same, other = GivenFinding("HD-02", AUGUST, "到会率不足八成 "), GivenFinding("HD-02", AUGUST, "无签到表")
        assert known_already([same, other, NO_MINUTES], held["org-002"]) == [same]
