"""Bonus claims: filed by the branch, checked by the office, decided by somebody else (R30–R33, A15, A16)."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import Refused
from bot.wording import refusal_text
from models import Base
from models.appointments import SECRETARY as SECRETARY_ROLE
from models.appointments import Appointment
from models.boards import Board
from models.bonus_claims import BonusClaim, claims_counting
from models.organizations import Organization, organization_named
from models.outbox import OutboxMessage
from models.schemes import QuarterRule, latest_version
from models.transitions import transitions_of
from rules.cases import BOARD
from rules.periods import BEIJING, Quarter
from services.bonus_claims.claims import (
    check_claim,
    claim_seen,
    file_claim,
    reject_claim,
    resubmit_claim,
    return_claim,
    withdraw_claim,
)
from services.bonus_claims.decisions import approve_claim, revoke_claim
from services.bonus_claims.rights import lock_claims
from services.cases import begin
from services.log.checking import problems
from services.schemes.versions import pin_quarter, scheme_for, shipped_text, store_scheme
from services.scores.entries import entries_of
from tests.worlds.handed_over import waiting
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, OTHER_CLERK, THIRD, person
from tests.worlds.stored_board import made_board

Q2, Q3, Q4 = (Quarter(2026, number) for number in (2, 3, 4))
NOW = datetime(2026, 11, 3, 10, 0, tzinfo=BEIJING)
SECRETARY, DEPUTY, STRANGER = "zhuyongliang", "shimeiling", "zhangjianxin"
BRANCH, PAPER_BRANCH = "石湾村支部", "荷塘老年支部"


@dataclass(frozen=True)
class Filing:
    """What somebody files; a test changes what it is about."""

    rule: str = "JF-1"
    level: str = "county"
    matter: str = "先进基层党组织"
    awarded_on: date = date(2026, 10, 20)
    proof: str = "望委发〔2026〕8号"
    by: str = SECRETARY
    branch: str = BRANCH
    now: datetime = NOW

    def file(self, session: Session) -> BonusClaim:
        """File it."""
        return file_claim(
            session,
            organization(session, self.branch),
            self.rule,
            self.level,
            self.matter,
            self.awarded_on,
            self.proof,
            person(session, self.by),
            self.now,
        )

    def approve(self, session: Session) -> BonusClaim:
        """File it, check it and approve it, each by whoever may."""
        claim = self.file(session)
        check_claim(session, claim, person(session, CLERK), self.now)
        approve_claim(session, claim, person(session, HEAD), self.now)
        return claim


def organization(session: Session, name: str) -> Organization:
    found = organization_named(session, name)
    assert found is not None
    return found


def rows(session: Session) -> dict[str, int]:
    """Count every table's rows: a refusal changes none."""
    tables = Base.metadata.sorted_tables
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def refused(session: Session, act: Callable[[], Any]) -> str:
    """Say why something was refused, in one sentence, and that nothing was changed."""
    session.flush()
    before, states = rows(session), session.scalars(select(BonusClaim.state).order_by(BonusClaim.id)).all()
    with pytest.raises(Refused) as caught:
        act()
    assert not session.dirty
    assert rows(session) == before
    assert session.scalars(select(BonusClaim.state).order_by(BonusClaim.id)).all() == states
    said = refusal_text(caught.value)
    assert said
    assert "\n" not in said
    return said


def pushed(session: Session, userid: str) -> list[str]:
    query = select(OutboxMessage.body).where(OutboxMessage.addressee == userid).order_by(OutboxMessage.id)
    return list(session.scalars(query))


def close(session: Session, quarter: Quarter) -> None:
    pin_quarter(session, quarter, NOW).closed_at = NOW


def change_rule(session: Session, **policy: object) -> None:
    """Load a changed rule, a moment after the one before."""
    version = latest_version(session)
    assert version is not None
    store_scheme(session, shipped_text(), {"policy": policy}, version.loaded_at + timedelta(hours=1))


def earned(claim: BonusClaim) -> tuple[Quarter | None, Decimal | None]:
    return claim.quarter, claim.points


@pytest.mark.parametrize(
    ("rule", "level", "points"),
    [("JF-1", "county", "0.5"), ("JF-3", "county", "1"), ("JF-4", "town", "0.5"), ("JF-2", "national", "5")],
)
def test_an_approved_claim_earns_exactly_what_the_rule_lists(
    town: Database, rule: str, level: str, points: str
) -> None:
    with town.begin() as session:
        claim = Filing(rule=rule, level=level).approve(session)
        assert earned(claim) == (Q4, Decimal(points))
        assert (claim.decided_at, claim.decided_by_id) == (NOW, person(session, HEAD).id)
        assert claims_counting(session, Q4, NOW) == [claim]


@pytest.mark.parametrize(
    ("rule", "level", "said"),
    [
        (
            "JF-2",
            "county",
            "望湖市级不在五.2所列（云州市级、江东省级、国家级），不能申报；比所列更高的，按所列最高一级申报。",
        ),
        (
            "JF-4",
            "prefecture",
            "云州市级不在五.4所列（澄泾镇级、望湖市级），不能申报；比所列更高的，按所列最高一级申报。",
        ),
        (
            "JF-1",
            "moon",
            "moon不在五.1所列（望湖市级、云州市级、江东省级、国家级），不能申报；比所列更高的，按所列最高一级申报。",
        ),
    ],
)
def test_a_level_that_is_not_listed_cannot_be_claimed(town: Database, rule: str, level: str, said: str) -> None:
    with town.begin() as session:
        assert refused(session, lambda: Filing(rule=rule, level=level).file(session)) == said


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"by": STRANGER}, "石湾村支部的加分由该支部书记、副书记或组织委员申报"),
        ({"by": LEADER}, "石湾村支部的加分由该支部书记、副书记或组织委员申报"),
        ({"branch": "荷塘村党委", "by": CLERK}, "荷塘村党委不参加考核"),
        ({"rule": "JF-9"}, "没有“JF-9”这一类加分"),
        ({"awarded_on": date(2026, 11, 4)}, "11月4日（周三）还没有到"),
        ({"awarded_on": date(2026, 8, 4)}, "应在90天内（11月2日（周一）以前）申报"),
        ({"matter": " 《》 "}, "请写明荣誉"),
        ({"matter": "长" * 61}, "名称太长了，请写在60字以内"),
        ({"proof": "长" * 301}, "说明太长了，请写在300字以内"),
    ],
)
def test_a_claim_that_cannot_be_is_refused_with_one_sentence(
    town: Database, changed: dict[str, Any], said: str
) -> None:
    with town.begin() as session:
        assert said in refused(session, lambda: replace(Filing(), **changed).file(session))


@pytest.mark.parametrize("awarded_on", [date(2026, 8, 5), date(2026, 11, 3)])
def test_the_first_and_the_last_day_of_the_window_are_in_time(town: Database, awarded_on: date) -> None:
    with town.begin() as session:
        assert Filing(awarded_on=awarded_on).file(session).state == "submitted"


def test_every_officer_of_the_branch_may_file_and_the_office_for_paper(town: Database) -> None:
    with town.begin() as session:
        for number, by in enumerate((SECRETARY, DEPUTY, "zhumin", CLERK)):
            assert Filing(matter=f"第{number}号荣誉", by=by).file(session).state == "submitted"


def test_the_same_matter_is_filed_once_however_it_is_written(town: Database) -> None:
    with town.begin() as session:
        first = Filing(matter="“先进基层党组织” 2025").file(session)
        again = Filing(matter="《先进基层党组织》２０２５")
        said = refused(session, lambda: again.file(session))
        assert said.startswith(f"这件事已按同一级别报过（加分{first.id}，待核实）")
        assert replace(again, level="province").file(session).state == "submitted"
        assert replace(again, branch="柳浜一支部", by=STRANGER).file(session).state == "submitted"


@pytest.mark.parametrize("end", ["reject", "withdraw"])
def test_a_matter_that_was_turned_down_or_withdrawn_may_be_filed_again(town: Database, end: str) -> None:
    with town.begin() as session:
        claim = Filing().file(session)
        if end == "reject":
            reject_claim(session, claim, "附错了文件", person(session, CLERK), NOW)
        else:
            withdraw_claim(session, claim, person(session, DEPUTY), NOW)
        assert Filing().file(session).state == "submitted"


def test_the_office_hears_of_a_new_claim_once_and_the_branch_of_the_decision(town: Database) -> None:
    with town.begin() as session:
        claim = Filing().approve(session)
        for userid in (CLERK, OTHER_CLERK, HEAD):
            assert len(pushed(session, userid)) == 1
            assert "石湾村支部申报加分：五.1 望湖市级 先进基层党组织" in pushed(session, userid)[0]
        assert len(pushed(session, SECRETARY)) == 1
        assert "已同意，计入2026年第四季度，加0.5分" in pushed(session, SECRETARY)[0]
        assert session.scalars(select(OutboxMessage.key).where(OutboxMessage.addressee == SECRETARY)).all() == [
            f"claim:{claim.id}:3"
        ]


def test_where_nobody_of_the_branch_has_an_account_the_office_hands_the_decision_over(town: Database) -> None:
    with town.begin() as session:
        claim = Filing(branch=PAPER_BRANCH, by=CLERK).file(session)
        reject_claim(session, claim, "属于单项荣誉", person(session, OTHER_CLERK), NOW)
        (told,) = waiting(session).values()
        assert "属于单项荣誉" in told


def test_whoever_files_neither_checks_nor_approves(town: Database) -> None:
    with town.begin() as session:
        claim = Filing(by=HEAD).file(session)
        assert "请由其他有权限的同志办理" in refused(
            session, lambda: check_claim(session, claim, person(session, HEAD), NOW)
        )
        check_claim(session, claim, person(session, CLERK), NOW)
        assert "请由其他有权限的同志办理" in refused(
            session, lambda: approve_claim(session, claim, person(session, HEAD), NOW)
        )
        approve_claim(session, claim, person(session, LEADER), NOW)
        assert claim.state == "approved"


def test_whoever_checked_does_not_approve(town: Database) -> None:
    with town.begin() as session:
        claim = Filing().file(session)
        check_claim(session, claim, person(session, HEAD), NOW)
        said = refused(session, lambda: approve_claim(session, claim, person(session, HEAD), NOW))
        assert "请由其他有权限的同志办理" in said


def test_whoever_checked_it_before_more_papers_came_may_check_it_again(town: Database) -> None:
    with town.begin() as session:
        claim, clerk = Filing().file(session), person(session, CLERK)
        check_claim(session, claim, clerk, NOW)
        return_claim(session, claim, "请附文号", clerk, NOW)
        resubmit_claim(session, claim, "已附", person(session, SECRETARY), NOW)
        check_claim(session, claim, clerk, NOW)
        assert claim.state == "verifying"


def test_whoever_ever_checked_it_does_not_approve(town: Database) -> None:
    with town.begin() as session:
        claim, head = Filing().file(session), person(session, HEAD)
        check_claim(session, claim, head, NOW)
        return_claim(session, claim, "请附文号", head, NOW)
        resubmit_claim(session, claim, "已附", person(session, SECRETARY), NOW)
        check_claim(session, claim, person(session, CLERK), NOW)
        said = refused(session, lambda: approve_claim(session, claim, head, NOW))
        assert "请由其他有权限的同志办理" in said


def test_whoever_hands_it_in_again_counts_as_who_filed(town: Database) -> None:
    with town.begin() as session:
        claim, clerk, head = Filing().file(session), person(session, CLERK), person(session, HEAD)
        return_claim(session, claim, "请附文号", clerk, NOW)
        resubmit_claim(session, claim, "已附", head, NOW)
        said = refused(session, lambda: check_claim(session, claim, head, NOW))
        assert "请由其他有权限的同志办理" in said
        check_claim(session, claim, clerk, NOW)
        assert said == refused(session, lambda: approve_claim(session, claim, head, NOW))


def test_a_clerk_does_not_check_the_claim_of_a_branch_whose_officer_the_clerk_is(town: Database) -> None:
    with town.begin() as session:
        claim = Filing(branch="机关一支部", by="haowenjing").file(session)
        said = refused(session, lambda: check_claim(session, claim, person(session, CLERK), NOW))
        assert "属于您任职的支部" in said
        check_claim(session, claim, person(session, OTHER_CLERK), NOW)
        assert claim.state == "verifying"


@pytest.mark.parametrize("userid", [CLERK, SECRETARY, STRANGER, "guchengzhi"])
def test_only_who_may_decide_approves(town: Database, userid: str) -> None:
    with town.begin() as session:
        claim = Filing().file(session)
        check_claim(session, claim, person(session, OTHER_CLERK), NOW)
        said = refused(session, lambda: approve_claim(session, claim, person(session, userid), NOW))
        assert said == "加分由镇组织办主任、绩效考核领导小组或被授权的人员决定。"


@pytest.mark.parametrize("userid", [SECRETARY, LEADER, STRANGER])
def test_only_the_office_checks_and_returns(town: Database, userid: str) -> None:
    with town.begin() as session:
        claim, by = Filing().file(session), person(session, userid)
        assert refused(session, lambda: check_claim(session, claim, by, NOW)) == "这项操作由镇组织办办理。"
        assert refused(session, lambda: return_claim(session, claim, "补材料", by, NOW)) == "这项操作由镇组织办办理。"


def test_a_stranger_neither_sees_nor_moves_a_claim(town: Database) -> None:
    with town.begin() as session:
        claim, by = Filing().file(session), person(session, STRANGER)
        assert "没有找到" in refused(session, lambda: claim_seen(session, claim.id, by, NOW))
        assert "没有找到" in refused(session, lambda: claim_seen(session, 999_999_999, by, NOW))
        assert "由该支部书记" in refused(session, lambda: withdraw_claim(session, claim, by, NOW))
        assert claim_seen(session, claim.id, person(session, DEPUTY), NOW) is claim


def test_no_step_is_taken_out_of_turn_or_twice(town: Database) -> None:
    with town.begin() as session:
        claim, head = Filing().file(session), person(session, HEAD)
        assert refused(session, lambda: approve_claim(session, claim, head, NOW)).endswith("不能同意，要先核实。")
        check_claim(session, claim, person(session, CLERK), NOW)
        own = person(session, SECRETARY)
        assert "现在是“已核实，待决定”，不能撤回" in refused(session, lambda: withdraw_claim(session, claim, own, NOW))
        approve_claim(session, claim, head, NOW)
        assert "不能同意" in refused(session, lambda: approve_claim(session, claim, head, NOW))
        assert "不能不予加分" in refused(session, lambda: reject_claim(session, claim, "重复", head, NOW))


@pytest.mark.parametrize(("reason", "said"), [("  ", "请写明"), ("长" * 201, "写得太长了，请写在200字以内。")])
def test_whoever_turns_a_claim_down_says_why(town: Database, reason: str, said: str) -> None:
    with town.begin() as session:
        claim, clerk = Filing().file(session), person(session, CLERK)
        assert said in refused(session, lambda: return_claim(session, claim, reason, clerk, NOW))
        assert said in refused(session, lambda: reject_claim(session, claim, reason, clerk, NOW))


def test_a_returned_claim_comes_back_with_more_and_keeps_its_day(town: Database) -> None:
    later = NOW + timedelta(days=100)
    with town.begin() as session:
        claim, clerk = Filing().file(session), person(session, CLERK)
        return_claim(session, claim, "请附文件文号", clerk, NOW)
        assert "请附文件文号" in pushed(session, SECRETARY)[-1]
        own = person(session, DEPUTY)
        assert "请写明补充了什么" in refused(session, lambda: resubmit_claim(session, claim, " ", own, later))
        resubmit_claim(session, claim, "文件已交组织办", own, later)
        assert (claim.state, claim.filed_at) == ("submitted", NOW)
        assert claim.proof == "望委发〔2026〕8号；文件已交组织办"
        assert len(pushed(session, OTHER_CLERK)) == 2


def test_every_step_is_kept_with_who_when_and_why_and_the_log_holds(town: Database) -> None:
    with town.begin() as session:
        claim = Filing().file(session)
        return_claim(session, claim, "请附文号", person(session, CLERK), NOW)
        resubmit_claim(session, claim, "已附", person(session, SECRETARY), NOW)
        check_claim(session, claim, person(session, CLERK), NOW)
        approve_claim(session, claim, person(session, HEAD), NOW)
        revoke_claim(session, claim, "荣誉已被收回", person(session, LEADER), NOW)
        steps = transitions_of(session, "bonus_claim", claim.id)
        assert [(one.event, one.by and one.by.userid, one.reason) for one in steps] == [
            ("submitted", SECRETARY, ""),
            ("return", CLERK, "请附文号"),
            ("resubmit", SECRETARY, "已附"),
            ("check", CLERK, ""),
            ("approve", HEAD, ""),
            ("revoke", LEADER, "荣誉已被收回"),
        ]
        assert steps[4].facts == {"quarter": "2026-Q4", "points": "0.5"}
        assert list(problems(session)) == []


def test_county_in_the_second_quarter_and_province_in_the_third_earn_the_difference(town: Database) -> None:
    june, july = (datetime(2026, month, 20, 9, tzinfo=BEIJING) for month in (6, 7))
    with town.begin() as session:
        county = Filing(awarded_on=june.date(), now=june).approve(session)
        province = Filing(level="province", awarded_on=july.date(), now=july).approve(session)
        assert earned(county) == (Q2, Decimal("0.5"))
        assert earned(province) == (Q3, Decimal("1.5"))
        assert "加1.5分" in pushed(session, SECRETARY)[-1]


def test_a_lower_level_afterwards_adds_nothing_and_says_so(town: Database) -> None:
    with town.begin() as session:
        Filing(level="province").approve(session)
        assert earned(Filing(level="county").approve(session)) == (Q4, Decimal(0))
        assert "同一事项按最高一级计一次" in pushed(session, SECRETARY)[-1]


def test_a_bonus_of_a_closed_quarter_counts_in_the_next_one_that_is_open(town: Database) -> None:
    with town.begin() as session:
        close(session, Q3)
        assert earned(Filing(awarded_on=date(2026, 9, 30)).approve(session)) == (Q4, Decimal("0.5"))
        assert session.get_one(QuarterRule, Q3).closed_at == NOW


def test_the_quarter_is_that_of_the_decision_when_data_was_closed_meanwhile(town: Database) -> None:
    with town.begin() as session:
        claim = Filing(awarded_on=date(2026, 9, 30)).file(session)
        check_claim(session, claim, person(session, CLERK), NOW)
        close(session, Q3)
        approve_claim(session, claim, person(session, HEAD), NOW)
        assert claim.quarter == Q4


def test_a_cap_holds_for_the_sum_of_a_quarter(town: Database) -> None:
    with town.begin() as session:
        change_rule(session, bonus_cap_per_quarter=2)
        points = [
            Filing(level="prefecture", matter=name).approve(session).points for name in ("荣誉甲", "荣誉乙", "荣誉丙")
        ]
        assert points == [1, 1, 0]


def test_a_town_may_count_every_level(town: Database) -> None:
    with town.begin() as session:
        change_rule(session, bonus_same_matter="cumulative")
        assert [Filing(level=level).approve(session).points for level in ("province", "county")] == [2, Decimal("0.5")]


def test_a_rule_switched_off_takes_no_claim_and_no_approval(town: Database) -> None:
    with town.begin() as session:
        claim = Filing(rule="JF-2", level="province").file(session)
        check_claim(session, claim, person(session, CLERK), NOW)
        pin_quarter(session, Q4, NOW)
        change_rule(session, bonus_rules_off=["JF-2", "JF-3"])
        said = "五.2 信息上报和媒体宣传目前停用，不能加分，恢复时间请问镇组织办。"
        assert refused(session, lambda: approve_claim(session, claim, person(session, HEAD), NOW)) == said
        other = Filing(rule="JF-2", level="national", matter="另一篇")
        assert refused(session, lambda: other.file(session)) == said
        assert Filing(matter="仍可申报").file(session).state == "submitted"


def test_the_branch_is_told_that_the_county_has_to_confirm_coverage(town: Database) -> None:
    with town.begin() as session:
        Filing(rule="JF-2", level="province").approve(session)
        assert "五.2能否加分，请先向县级组织部门确认" in pushed(session, SECRETARY)[-1]
        Filing(matter="另一项").approve(session)
        assert "县级组织部门" not in pushed(session, SECRETARY)[-1]


@pytest.mark.parametrize("userid", [CLERK, SECRETARY, "guchengzhi"])
def test_only_head_of_office_or_leading_group_revokes(town: Database, userid: str) -> None:
    with town.begin() as session:
        claim = Filing().approve(session)
        said = refused(session, lambda: revoke_claim(session, claim, "有误", person(session, userid), NOW))
        assert said == "撤销加分由镇组织办主任或绩效考核领导小组办理。"


def test_a_revoked_bonus_goes_from_then_on_and_everybody_hears_of_it(town: Database) -> None:
    later = NOW + timedelta(days=3)
    with town.begin() as session:
        claim, leader = Filing().approve(session), person(session, LEADER)
        assert "撤销请写明理由" in refused(session, lambda: revoke_claim(session, claim, "", leader, later))
        assert revoke_claim(session, claim, "荣誉已被收回", leader, later) is None
        assert claim.revoked_at == later
        assert claims_counting(session, Q4, NOW) == [claim]
        assert claims_counting(session, Q4, later) == []
        assert "已撤销，2026年第四季度减去0.5分" in pushed(session, SECRETARY)[-1]
        assert "许立新撤销了加分" in pushed(session, CLERK)[-1]
        assert "不能撤销" in refused(session, lambda: revoke_claim(session, claim, "再来", leader, later))


def test_when_the_higher_level_is_revoked_what_was_there_before_stays(town: Database) -> None:
    with town.begin() as session:
        county, province = Filing().approve(session), Filing(level="province").approve(session)
        assert revoke_claim(session, province, "荣誉已被收回", person(session, LEADER), NOW) is None
        assert [(one.id, one.points) for one in claims_counting(session, Q4, NOW)] == [(county.id, Decimal("0.5"))]


def test_when_the_higher_level_is_revoked_a_lower_one_that_added_nothing_counts_anew(town: Database) -> None:
    later = NOW + timedelta(days=3)
    with town.begin() as session:
        province, county = Filing(level="province").approve(session), Filing().approve(session)
        again = revoke_claim(session, province, "荣誉已被收回", person(session, LEADER), later)
        assert again is not None
        assert (earned(again), again.state, again.matter) == ((Q4, Decimal("0.5")), "approved", county.matter)
        assert (county.state, county.points, county.revoked_at) == ("revoked", Decimal(0), later)
        assert claims_counting(session, Q4, later) == [again]
        assert {one.id for one in claims_counting(session, Q4, NOW)} == {province.id, county.id}
        assert f"改按加分{again.id}计分：2026年第四季度加0.5分" in pushed(session, SECRETARY)[-1]
        assert list(problems(session)) == []


def test_an_officer_of_the_branch_does_not_revoke_its_bonus(town: Database) -> None:
    with town.begin() as session:
        claim, leader = Filing().approve(session), person(session, LEADER)
        to = {"organization_id": claim.organization_id, "title": "书记", "powers": []}
        session.add(Appointment(person_id=leader.id, role=SECRETARY_ROLE, **to))
        said = refused(session, lambda: revoke_claim(session, claim, "有误", leader, NOW))
        assert "属于您任职的支部" in said


def test_whoever_filed_a_claim_does_not_revoke_another_so_that_it_counts_anew(town: Database) -> None:
    with town.begin() as session:
        province, county = Filing(level="province").approve(session), Filing(by=HEAD).file(session)
        check_claim(session, county, person(session, CLERK), NOW)
        approve_claim(session, county, person(session, LEADER), NOW)
        said = refused(session, lambda: revoke_claim(session, province, "荣誉已被收回", person(session, HEAD), NOW))
        assert said.startswith(f"加分{county.id}由您本人申报")
        assert revoke_claim(session, province, "荣誉已被收回", person(session, LEADER), NOW) is not None


def test_when_the_first_step_is_revoked_the_matter_still_earns_its_highest_level(town: Database) -> None:
    with town.begin() as session:
        county = Filing().approve(session)
        for level in ("prefecture", "national"):
            Filing(level=level).approve(session)
        again = revoke_claim(session, county, "录入有误", person(session, LEADER), NOW)
        assert again is not None
        assert (again.level, again.points) == ("national", Decimal("4.5"))
        assert sum(one.points or 0 for one in claims_counting(session, Q4, NOW)) == 5


def test_another_matter_is_not_touched_by_a_revocation(town: Database) -> None:
    with town.begin() as session:
        other, claim = Filing(matter="另一项荣誉").approve(session), Filing().approve(session)
        assert revoke_claim(session, claim, "录入有误", person(session, HEAD), NOW) is None
        assert claims_counting(session, Q4, NOW) == [other]


def test_an_approved_bonus_is_an_entry_of_its_quarters_score(town: Database) -> None:
    with town.begin() as session:
        claim = Filing(level="province").approve(session)
        entries = entries_of(session, Q4, scheme_for(session, Q4), NOW)[claim.organization_id]
        assert [(one.key, one.code, one.fact, one.points) for one in entries if one.points is not None] == [
            (f"claim:{claim.id}", "JF-1", "先进基层党组织", Decimal(2))
        ]


def test_two_who_decide_at_the_same_moment_count_one_matter_once(town: Database) -> None:
    first_has_approved, second_has = threading.Event(), threading.Event()

    def decide_first() -> None:
        with town.begin() as session:
            approve_claim(session, session.get_one(BonusClaim, ids[0]), person(session, HEAD), NOW)
            first_has_approved.set()
            # The second one begins while the first has not ended, and must not get anywhere.
            assert not second_has.wait(0.4)

    def decide_second() -> None:
        assert first_has_approved.wait(60)
        with town.begin() as session:
            approve_claim(session, session.get_one(BonusClaim, ids[1]), person(session, HEAD), NOW)
            second_has.set()

    with town.begin() as session:
        claims = [Filing(level=level).file(session) for level in ("county", "province")]
        for claim in claims:
            check_claim(session, claim, person(session, CLERK), NOW)
        ids = [claim.id for claim in claims]
    with ThreadPoolExecutor(2) as pool:
        for decided in [pool.submit(decide_first), pool.submit(decide_second)]:
            decided.result()
    with town.read() as session:
        assert [one.points for one in claims_counting(session, Q4, NOW)] == [Decimal("0.5"), Decimal("1.5")]


@pytest.mark.parametrize("town", ["postgresql"], indirect=True)
def test_a_board_is_drafted_while_a_claim_is_filed(town: Database) -> None:
    """Its rows refer to the branch that the claim holds: were they to wait, both would wait for the log for ever."""

    def draft() -> None:
        with town.begin() as session:
            board = made_board(session, state="draft")
            begin(session, BOARD, board, board.drafted_by, NOW)

    with town.begin() as session:
        pin_quarter(session, THIRD, NOW)
    drafting = threading.Thread(target=draft)
    with town.begin() as session:
        lock_claims(session, organization(session, BRANCH).id)
        drafting.start()
        drafting.join(10)
        drafted_meanwhile = not drafting.is_alive()
        Filing().file(session)
    drafting.join()
    with town.read() as session:
        assert (drafted_meanwhile, len(session.scalars(select(Board)).all())) == (True, 1)
        assert session.scalars(select(BonusClaim.state).order_by(BonusClaim.id)).all() == ["submitted"]
