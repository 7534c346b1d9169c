"""Conflicts of interest: whoever is an officer of a branch does not decide on it, while somebody else can (D10)."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import NoRight
from bot.wording import refusal_text
from models.appointments import DEPUTY, Appointment
from models.organizations import Organization
from models.people import Person
from rules.periods import BEIJING
from services.rights.asking import Matter, entitled
from services.rights.conflicts import check, check_over, conflict
from services.rights.table import Right
from tests.worlds.recorded_quarters import person
from tests.worlds.who_may import BRANCH, PEOPLE

NOW = datetime(2026, 11, 5, 10, 0, tzinfo=BEIJING)
CLOSE = [right for right in Right if right.value.conflict]


def becomes_deputy(session: Session, *people: Person) -> None:
    for one in people:
        session.add(Appointment(person=one, role=DEPUTY, title="副书记", organization_id=BRANCH, powers=[]))
    session.flush()


def matter(session: Session) -> Matter:
    return Matter(session.get_one(Organization, BRANCH), ("G1",))


@pytest.mark.parametrize("right", CLOSE)
def test_an_officer_is_refused_while_somebody_else_can_act(town: Database, right: Right) -> None:
    with town.begin() as session:
        of = matter(session)
        able = entitled(session, right, NOW, of)
        if len(able) == 1:
            able = [*able, person(session, PEOPLE["town"])]
            session.add(Appointment(person=able[1], role=right.value.who[0], title="", powers=[]))
        becomes_deputy(session, able[0])
        with pytest.raises(NoRight) as refused:
            check(session, able[0], right, NOW, of, claim=None, objection=None, quarter="", year=2026)
        assert refused.value.reason == right.value.conflict
        check(session, able[1], right, NOW, of)


@pytest.mark.parametrize("right", CLOSE)
def test_who_alone_can_act_does_so_where_the_table_allows_it_and_it_shows(town: Database, right: Right) -> None:
    with town.begin() as session:
        of = matter(session)
        able = entitled(session, right, NOW, of)
        becomes_deputy(session, *able)
        if right.value.unless_alone:
            check(session, able[0], right, NOW, of)
        else:
            with pytest.raises(NoRight, match=right.value.conflict):
                check(session, able[0], right, NOW, of)
        found = conflict(session, able[0], right, NOW, of)
        assert found
        assert [one.id for one in found.own] == [BRANCH]
        assert found.others == ()


def test_the_refusal_names_who_acts_instead(town: Database) -> None:
    with town.begin() as session:
        wu, of = person(session, PEOPLE["drafter"]), matter(session)
        becomes_deputy(session, wu)
        with pytest.raises(NoRight) as refused:
            check(session, wu, Right.REVIEW_SELF_CHECK, NOW, of, but=[person(session, PEOPLE["head"]).id])
        assert refusal_text(refused.value) == "您在石湾村支部任职，按回避要求，它的事请钱小雨来办。"


def test_nobody_without_an_account_counts_as_somebody_else(town: Database) -> None:
    with town.begin() as session:
        clerk, head, drafter = (person(session, PEOPLE[who]) for who in ("clerk", "head", "drafter"))
        becomes_deputy(session, clerk)
        head.userid = drafter.userid = None
        session.flush()
        check(session, clerk, Right.ENTER_RECEIPT, NOW, matter(session))


def test_who_was_an_officer_when_the_case_began_is_one_still(town: Database) -> None:
    with town.begin() as session:
        cao, branch = person(session, PEOPLE["group"]), session.get_one(Organization, BRANCH)
        becomes_deputy(session, cao)
        session.query(Appointment).filter_by(person_id=cao.id, role=DEPUTY).update({"until": NOW.date()})
        check(session, cao, Right.DECIDE_ORDER, NOW, Matter(branch, ("G1",)))
        with pytest.raises(NoRight, match="order_own_branch"):
            check(session, cao, Right.DECIDE_ORDER, NOW, Matter(branch, ("G1",), NOW.date().replace(day=1)))


def test_on_a_board_every_branch_counts_and_the_lonely_step_is_kept(town: Database) -> None:
    with town.begin() as session:
        leader = person(session, PEOPLE["lead"])
        assert check_over(session, leader, Right.REVIEW_BOARD, NOW, [BRANCH, "org-027"]) == {}
        becomes_deputy(session, leader)
        assert check_over(session, leader, Right.REVIEW_BOARD, NOW, ["org-027"]) == {}
        with pytest.raises(NoRight) as refused:
            check_over(session, leader, Right.REVIEW_BOARD, NOW, [BRANCH], quarter="2026年第三季度")
        assert "石湾村支部" in refusal_text(refused.value)
        assert "请沈静怡或周海波来办" in refusal_text(refused.value)
        becomes_deputy(session, *entitled(session, Right.REVIEW_BOARD, NOW)[1:])
        assert check_over(session, leader, Right.REVIEW_BOARD, NOW, [BRANCH]) == {"own": ["石湾村支部"]}
