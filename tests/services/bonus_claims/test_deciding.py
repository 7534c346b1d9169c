"""Bonus claims are checked by the office and decided by somebody else, step by step."""

from datetime import timedelta

import pytest

from bot.db import Database
from models.transitions import transitions_of
from services.bonus_claims.claims import (
    check_claim,
    claim_seen,
    reject_claim,
    resubmit_claim,
    return_claim,
    withdraw_claim,
)
from services.bonus_claims.decisions import approve_claim, revoke_claim
from services.log.checking import problems
from tests.services.bonus_claims.filing import DEPUTY, NOW, SECRETARY, STRANGER, Filing, pushed, refused
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, OTHER_CLERK, person


def test_whoever_files_neither_checks_nor_approves(town: Database) -> None:
    with town.begin() as session:
        claim = Filing(by=HEAD).file(session)
        assert "请别的有权办的同志来办" in refused(
            session, lambda: check_claim(session, claim, person(session, HEAD), NOW)
        )
        check_claim(session, claim, person(session, CLERK), NOW)
        assert "请别的有权办的同志来办" in refused(
            session, lambda: approve_claim(session, claim, person(session, HEAD), NOW)
        )
        approve_claim(session, claim, person(session, LEADER), NOW)
        assert claim.state == "approved"


def test_whoever_checked_does_not_approve(town: Database) -> None:
    with town.begin() as session:
        claim = Filing().file(session)
        check_claim(session, claim, person(session, HEAD), NOW)
        said = refused(session, lambda: approve_claim(session, claim, person(session, HEAD), NOW))
        assert "请别的有权办的同志来办" in said


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
        assert "请别的有权办的同志来办" in said


def test_whoever_hands_it_in_again_counts_as_who_filed(town: Database) -> None:
    with town.begin() as session:
        claim, clerk, head = Filing().file(session), person(session, CLERK), person(session, HEAD)
        return_claim(session, claim, "请附文号", clerk, NOW)
        resubmit_claim(session, claim, "已附", head, NOW)
        said = refused(session, lambda: check_claim(session, claim, head, NOW))
        assert "请别的有权办的同志来办" in said
        check_claim(session, claim, clerk, NOW)
        assert said == refused(session, lambda: approve_claim(session, claim, head, NOW))


def test_a_clerk_does_not_check_the_claim_of_a_branch_whose_officer_the_clerk_is(town: Database) -> None:
    with town.begin() as session:
        claim = Filing(branch="机关一支部", by="haowenjing").file(session)
        said = refused(session, lambda: check_claim(session, claim, person(session, CLERK), NOW))
        assert "是您任职的支部的" in said
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
        assert refused(session, lambda: check_claim(session, claim, by, NOW)) == "这件事由镇组织办来办。"
        assert refused(session, lambda: return_claim(session, claim, "补材料", by, NOW)) == "这件事由镇组织办来办。"


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
