"""Objections are admitted and decided, by whom and by whom not, each step once."""

import threading
from collections.abc import Callable

import pytest

from bot.db import Database
from bot.errors import Refused
from models.appointments import SECRETARY as SECRETARY_ROLE
from models.appointments import Appointment
from models.objections import Objection, corrections_in
from rules.cases import OBJECTION
from services.objections.decisions import admit, decide, refuse_objection, withdraw
from services.objections.filing import LONGEST
from tests.services.objections.objecting import DEPUTY, NOW, STRANGER, File, admitted, keys, refusal
from tests.worlds.previewed_board import BRANCH, NOT_DONE, PAPER, RECORDER, SECRETARY, inspected, previewed
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, OTHER_CLERK, THIRD, person

# Admission and decision


@pytest.mark.parametrize(("userid", "reason"), [(SECRETARY, "office_only"), (LEADER, "office_only")])
def test_only_the_office_admits(town: Database, file: File, userid: str, reason: str) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE)
        objection = file(session, keys(session)[0])
        by = person(session, userid)
        assert refusal(session, lambda: admit(session, objection, by, NOW)) == reason
        assert refusal(session, lambda: refuse_objection(session, objection, "不清楚", by, NOW)) == reason
        assert objection.state == "filed"


@pytest.mark.parametrize("author", [CLERK, HEAD])
def test_who_made_the_entry_neither_admits_nor_decides(town: Database, file: File, author: str) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE.replace(RECORDER, author))
        objection = file(session, keys(session)[0])
        by = person(session, author)
        assert refusal(session, lambda: admit(session, objection, by, NOW)) == "objection_own_entry"
        admitted(session, objection)
        expected = "objection_own_entry" if author == HEAD else "objection_decide_not_yours"
        assert refusal(session, lambda: decide(session, objection, "dismiss", "已核对", by, NOW)) == expected
        decide(session, objection, "dismiss", "已核对", person(session, LEADER), NOW)
        assert objection.state == "dismissed"


def test_who_drafted_the_board_does_not_decide_an_objection_to_it(town: Database, file: File) -> None:
    with town.begin() as session:
        board = previewed(session)
        board.drafted_by = person(session, HEAD)
        session.flush()
        objection = admitted(session, file(session, f"board:{board.id}"))
        by = person(session, HEAD)
        assert refusal(session, lambda: decide(session, objection, "uphold", "是", by, NOW)) == "objection_own_entry"


def test_who_filed_it_does_not_decide_it(town: Database, file: File) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE.replace(BRANCH, PAPER))
        objection = admitted(session, file(session, keys(session, PAPER)[0], by=HEAD, of=PAPER))
        by = person(session, HEAD)
        assert refusal(session, lambda: decide(session, objection, "uphold", "属实", by, NOW)) == "objection_own"


def test_who_filed_it_does_not_admit_it(town: Database, file: File) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE.replace(BRANCH, PAPER))
        objection = file(session, keys(session, PAPER)[0], by=CLERK, of=PAPER)
        by = person(session, CLERK)
        assert refusal(session, lambda: admit(session, objection, by, NOW)) == "objection_own"
        assert refusal(session, lambda: refuse_objection(session, objection, "不清楚", by, NOW)) == "objection_own"


@pytest.mark.parametrize("userid", [HEAD, LEADER])
def test_an_officer_of_the_branch_neither_admits_nor_decides(town: Database, file: File, userid: str) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE)
        objection = file(session, keys(session)[0])
        by = person(session, userid)
        held = Appointment(person_id=by.id, role=SECRETARY_ROLE, title="书记", organization_id=BRANCH, powers=[])
        session.add(held)
        session.flush()
        expected = "objection_own" if userid == HEAD else "office_only"
        assert refusal(session, lambda: admit(session, objection, by, NOW)) == expected
        assert refusal(session, lambda: refuse_objection(session, objection, "不清楚", by, NOW)) == expected
        admitted(session, objection)
        assert refusal(session, lambda: decide(session, objection, "uphold", "属实", by, NOW)) == "objection_own"
        held.until = NOW.date()
        session.flush()
        decide(session, objection, "uphold", "属实", by, NOW)
        assert objection.state == "upheld"


def test_who_recorded_a_finding_judges_it_as_little_as_who_signed_it(town: Database, file: File) -> None:
    with town.begin() as session:
        finding = inspected(session, BRANCH, "ZZ-02", THIRD.months[0], "名册不全")
        by = finding.inspection.recorded_by = person(session, HEAD)
        previewed(session)
        objection = file(session, f"finding:{finding.id}")
        assert objection.made_by_id == person(session, RECORDER).id, "who signed it"
        assert refusal(session, lambda: admit(session, objection, by, NOW)) == "objection_own_entry"
        admitted(session, objection)
        assert refusal(session, lambda: decide(session, objection, "dismiss", "是", by, NOW)) == "objection_own_entry"


@pytest.mark.parametrize("userid", [SECRETARY, CLERK, OTHER_CLERK, RECORDER])
def test_only_the_head_of_the_office_and_the_leading_group_decide(town: Database, file: File, userid: str) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE)
        objection = admitted(session, file(session, keys(session)[0]))
        by = person(session, userid)
        found = refusal(session, lambda: decide(session, objection, "uphold", "属实", by, NOW))
        assert found == "objection_decide_not_yours"


@pytest.mark.parametrize(
    ("reason", "refused"), [(" ", "objection_needs_reason"), ("长" * (LONGEST + 1), "text_too_long")]
)
def test_a_decision_and_a_refusal_need_a_reason(town: Database, file: File, reason: str, refused: str) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE)
        objection = file(session, keys(session)[0])
        clerk, leader = person(session, OTHER_CLERK), person(session, LEADER)
        assert refusal(session, lambda: refuse_objection(session, objection, reason, clerk, NOW)) == refused
        admitted(session, objection)
        assert refusal(session, lambda: decide(session, objection, "uphold", reason, leader, NOW)) == refused


def test_every_step_out_of_turn_is_refused(town: Database, file: File) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE)
        objection = file(session, keys(session)[0])
        clerk, leader, secretary = (person(session, one) for one in (OTHER_CLERK, LEADER, SECRETARY))
        acts: dict[str, Callable[[], object]] = {
            "admit": lambda: admit(session, objection, clerk, NOW),
            "refuse": lambda: refuse_objection(session, objection, "不清楚", clerk, NOW),
            "uphold": lambda: decide(session, objection, "uphold", "属实", leader, NOW),
            "uphold_in_part": lambda: decide(session, objection, "uphold_in_part", "晚交", leader, NOW),
            "dismiss": lambda: decide(session, objection, "dismiss", "不实", leader, NOW),
            "withdraw": lambda: withdraw(session, objection, secretary, NOW),
        }
        for state in sorted(OBJECTION.states):
            objection.state = state
            session.flush()
            for event, act in acts.items():
                if (state, event) not in OBJECTION.steps:
                    assert refusal(session, act) == "objection_out_of_turn", (state, event)
                    assert objection.state == state


# What follows


def test_another_branch_takes_nothing_back(town: Database, file: File) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE)
        objection = file(session, keys(session)[0])
        by = person(session, STRANGER)
        assert refusal(session, lambda: withdraw(session, objection, by, NOW)) == "objection_not_yours"
        withdraw(session, objection, person(session, DEPUTY), NOW)
        assert objection.state == "withdrawn"


def test_of_two_who_decide_at_once_one_comes_second(town: Database, file: File) -> None:
    with town.begin() as session:
        previewed(session, NOT_DONE)
        number = admitted(session, file(session, keys(session)[0])).id
    outcomes: list[str] = []
    both_have_read = threading.Barrier(2, timeout=30)

    def decide_as(userid: str) -> None:
        try:
            with town.begin() as session:
                objection = session.get_one(Objection, number)
                if not town.is_sqlite:  # There the second one waits before it can read.
                    both_have_read.wait()
                decide(session, objection, "uphold", "属实", person(session, userid), NOW)
        except Refused as refused:
            outcomes.append(refused.reason)
        else:
            outcomes.append("decided")

    deciders = [threading.Thread(target=decide_as, args=[userid]) for userid in (LEADER, HEAD)]
    for one in deciders:
        one.start()
    for one in deciders:
        one.join()
    assert sorted(outcomes) == ["decided", "objection_out_of_turn"]
    with town.read() as session:
        assert len(corrections_in(session, THIRD, NOW)) == 1
