"""The table of rights: who may do what to a branch, and with which sentence the others are refused."""

from datetime import datetime, timedelta

import pytest

from bot.db import Database
from bot.errors import NoRight
from bot.wording import blocks, refusal_text
from models.appointments import Appointment, offices_of
from models.organizations import GroupAssignment, Organization
from models.people import Person
from rules.periods import BEIJING
from services.rights.asking import Matter, carries, check_at_door, entitled, may, no_right
from services.rights.table import Right
from tests.worlds.recorded_quarters import person
from tests.worlds.who_may import BRANCH, FOR_ALL, PEOPLE, rights_written_down, written_down

NOW = datetime(2026, 11, 5, 10, 0, tzinfo=BEIJING)


def test_everybody_may_what_is_written_down_and_nothing_else(town: Database) -> None:
    with town.read() as session:
        branch = session.get_one(Organization, BRANCH)
        people = {who: person(session, userid) for who, userid in PEOPLE.items()}
        found = {
            (right.name, who): may(session, one, right, NOW, branch) for right in Right for who, one in people.items()
        }
    written = written_down()
    differing = sorted(one for one in found if found[one] != written.get(one))
    assert differing == [], "tests/worlds/who_may.py says otherwise: correct its row, or the table"


def test_every_right_is_written_down() -> None:
    assert rights_written_down() == {right.name for right in Right}, "write its row into tests/worlds/who_may.py"


def test_every_right_has_a_label_and_so_has_everybody_who_may() -> None:
    missing = {f"right_{right.name.lower()}" for right in Right} - blocks("rights/table.txt")
    assert missing == set(), "name it in templates/rights/table.txt"
    assert {f"who_{who.replace(':', '_')}" for right in Right for who in right.value.who} <= blocks("rights/table.txt")


@pytest.mark.parametrize("right", [right for right in Right if right.value.refusal])
def test_who_is_refused_at_the_door_reads_one_sentence(right: Right) -> None:
    assert right.value.refusal in blocks("notices/refusals.txt")
    said = refusal_text(no_right(right))
    assert said.endswith("。")
    assert len(said.splitlines()) == 1


def test_only_what_is_for_everybody_has_no_sentence_for_the_others() -> None:
    silent = {right for right in Right if not (right.value.refusal or right.value.elsewhere)}
    asked_only = {Right.SPEAK_FOR, Right.SEE_LEAVES, Right.SEE_SCORE_EARLY, Right.SEE_YEAR_SHEET_EARLY}
    known = FOR_ALL | asked_only | {Right.SEE_CLAIM, Right.SEE_OVERHAUL}
    assert silent == known, "give it a `refusal`, a block of templates/notices/refusals.txt"


def test_a_right_goes_with_the_office_and_ends_with_it(town: Database) -> None:
    with town.begin() as session:
        branch, clerk = session.get_one(Organization, BRANCH), person(session, PEOPLE["clerk"])
        held = session.query(Appointment).filter_by(person_id=clerk.id).one()
        held.since, held.until = NOW.date(), NOW.date() + timedelta(days=1)
        session.flush()
        days = [NOW + timedelta(days=days) for days in (-1, 0, 1)]
        assert [may(session, clerk, Right.REVIEW_SELF_CHECK, day, branch) for day in days] == [False, True, False]


def test_a_branch_that_changes_its_group_is_seen_by_the_new_one(town: Database) -> None:
    with town.begin() as session:
        branch = session.get_one(Organization, BRANCH)
        session.query(GroupAssignment).filter_by(organization_id=BRANCH).update({"group_id": "G2"})
        old, new = person(session, PEOPLE["group"]), person(session, PEOPLE["group2"])
        assert not may(session, old, Right.SEE_SCORE, NOW, branch)
        assert may(session, new, Right.SEE_SCORE, NOW, branch)
        # A case stays with the group that began it.
        assert may(session, old, Right.DECIDE_ORDER, NOW, Matter(branch, ("G1",)))


def test_without_a_group_the_office_checks_an_overhaul(town: Database) -> None:
    with town.read() as session:
        branch, clerk = session.get_one(Organization, BRANCH), person(session, PEOPLE["clerk"])
        assert not may(session, clerk, Right.CHECK_OVERHAUL, NOW, Matter(branch, ("G1",)))
        assert may(session, clerk, Right.CHECK_OVERHAUL, NOW, Matter(branch, ()))


def test_the_head_of_the_department_sees_its_orders(town: Database) -> None:
    with town.read() as session:
        there, head = session.get_one(Organization, "org-045"), person(session, "tangguoping")
        assert may(session, head, Right.SEE_ORDER, NOW, there)
        assert not may(session, head, Right.SEE_SCORE, NOW, there)


def test_whoever_may_is_named_in_the_order_of_the_table(town: Database) -> None:
    with town.read() as session:
        branch = session.get_one(Organization, BRANCH)
        names = [one.name for one in entitled(session, Right.INSPECT, NOW, branch)]
        assert names == ["徐建明", "曹晓明", "冯丽华"]
        assert [one.name for one in entitled(session, Right.APPROVE_BOARD, NOW)] == ["许立新", "沈静怡", "周海波"]


def test_who_may_somewhere_is_whoever_is_listed_as_entitled_somewhere(town: Database) -> None:
    """One looks at what somebody holds, the other asks for everybody who holds something."""
    with town.read() as session:
        held = {one.id: list(offices_of(session, one, NOW.date())) for one in session.query(Person)}
        secretary = person(session, PEOPLE["own"])
        for right in sorted(set(Right) - FOR_ALL, key=lambda one: one.name):
            listed = {one.id for one in entitled(session, right, NOW)}
            assert {one for one, offices in held.items() if carries(offices, right)} == listed, right.name
            assert may(session, secretary, right, NOW) == (secretary.id in listed), right.name


def test_at_the_door_whoever_has_a_right_somewhere_gets_in(town: Database) -> None:
    with town.read() as session:
        check_at_door(session, person(session, PEOPLE["group2"]), Right.INSPECT, NOW)
        with pytest.raises(NoRight, match="inspectors_only"):
            check_at_door(session, person(session, PEOPLE["own"]), Right.INSPECT, NOW)
