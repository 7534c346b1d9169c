"""An approved bonus is taken back: by whom, and what the matter earns then."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.db import Database
from models.appointments import SECRETARY as SECRETARY_ROLE
from models.appointments import Appointment
from models.bonus_claims import claims_counting
from services.bonus_claims.claims import check_claim
from services.bonus_claims.decisions import approve_claim, revoke_claim
from services.log.checking import problems
from tests.services.bonus_claims.filing import NOW, Q4, SECRETARY, Filing, earned, pushed, refused
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, person


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
        assert "是您任职的支部的" in said


def test_whoever_filed_a_claim_does_not_revoke_another_so_that_it_counts_anew(town: Database) -> None:
    with town.begin() as session:
        province, county = Filing(level="province").approve(session), Filing(by=HEAD).file(session)
        check_claim(session, county, person(session, CLERK), NOW)
        approve_claim(session, county, person(session, LEADER), NOW)
        said = refused(session, lambda: revoke_claim(session, province, "荣誉已被收回", person(session, HEAD), NOW))
        assert said.startswith(f"加分{county.id}是您本人申报")
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
