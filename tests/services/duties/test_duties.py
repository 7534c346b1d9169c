"""Whose turn it is: exactly those are asked who could take the step now, whatever the case."""

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import Refused
from models.consequences import Consequence
from models.objections import Objection
from rules.workdays import Calendar
from services.duties.duties import duties_of, waiting
from services.objections.decisions import admit
from services.publications.steps import approve_board, draft_board, pass_secrecy, review_board, start_preview
from tests.worlds.browsers import NOW
from tests.worlds.open_cases import with_open_cases
from tests.worlds.recorded_quarters import (
    CLERK,
    HEAD,
    LEADER,
    OTHER_LEADER,
    REVIEWER,
    THIRD,
    drafted,
    person,
    reviewed,
    third_inspected,
)
from tests.worlds.towns import Past
from tests.worlds.who_may import PEOPLE


@pytest.fixture
def past() -> Past:
    return third_inspected


def asked(session: Session, userid: str) -> list[str]:
    return [one.kind for one in duties_of(session, person(session, userid), reviewed(THIRD))]


def test_a_board_goes_from_one_to_the_next(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        draft_board(session, THIRD, person(session, CLERK), drafted(THIRD))
        assert waiting(session, drafted(THIRD)) == []
        board = start_preview(session, THIRD, person(session, CLERK), calendar, drafted(THIRD))
        assert waiting(session, drafted(THIRD)) == []
        assert asked(session, LEADER) == ["board_review"]
        assert asked(session, CLERK) == asked(session, REVIEWER) == []
        review_board(session, THIRD, person(session, LEADER), reviewed(THIRD))
        assert asked(session, REVIEWER) == ["board_check_secrecy"]
        pass_secrecy(session, THIRD, person(session, REVIEWER), reviewed(THIRD))
        assert asked(session, OTHER_LEADER) == ["board_approve"]
        approve_board(session, THIRD, person(session, LEADER), reviewed(THIRD))
        assert asked(session, OTHER_LEADER) == ["board_approve_grey"]
        approve_board(session, THIRD, person(session, OTHER_LEADER), reviewed(THIRD), grey=True)
        assert asked(session, LEADER) == []
        assert asked(session, HEAD) == ["board_publish"]
        assert board.state == "approved"


class TestOpenCases:
    @pytest.fixture
    def past(self) -> Past:
        return with_open_cases

    def test_each_case_waits_for_who_may_take_its_step(self, town: Database) -> None:
        with town.begin() as session:
            for who in PEOPLE.values():
                one = person(session, who)
                for duty in waiting(session, NOW):
                    may = duty in duties_of(session, one, NOW)
                    try:
                        duty.judge(session, duty.case, duty.right, one, NOW)
                        judged = True
                    except Refused:
                        judged = False
                    assert not may or judged, (who, duty.kind)

    def test_the_office_is_asked_to_admit_and_its_head_to_decide(self, town: Database) -> None:
        with town.begin() as session:
            assert "objection_admit" in [one.kind for one in duties_of(session, person(session, CLERK), NOW)]
            admit(session, session.get_one(Objection, 1), person(session, CLERK), NOW)
            assert "objection_decide" in [one.kind for one in duties_of(session, person(session, HEAD), NOW)]
            assert "objection_decide" not in [one.kind for one in duties_of(session, person(session, CLERK), NOW)]

    def test_a_branch_is_asked_for_nothing(self, town: Database) -> None:
        with town.begin() as session:
            assert duties_of(session, person(session, PEOPLE["own"]), NOW) == []

    def test_what_is_decided_waits_for_nobody(self, town: Database) -> None:
        with town.begin() as session:
            assert session.get_one(Consequence, 1).state == "confirmed"
            assert "consequence_decide" not in [one.kind for one in waiting(session, NOW)]
