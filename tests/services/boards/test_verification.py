"""Whoever doubts a published board can have it computed again, and it is the same, whatever came later."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from models.appointments import organizations_led_by
from models.boards import PUBLISHED, REPLACED
from models.daily_records import DailyRecord
from models.organizations import Organization
from rules.workdays import Calendar
from services.boards.verification import board_printed_with, board_version, verify_board
from services.objections.decisions import admit, decide
from services.objections.filing import file_objection
from services.publications.steps import amend_board, publish_board
from services.scores.scores import explained
from tests.worlds.posted_board import post_boards
from tests.worlds.recorded_quarters import (
    CLERK,
    HEAD,
    LEADER,
    OTHER_CLERK,
    THIRD,
    after,
    person,
    see_through,
    see_to_approval,
)
from tests.worlds.stored_board import (
    AMENDED,
    BRANCH,
    JULY,
    LATER,
    claim,
    difference,
    inspect,
    made_board,
    row_of,
    self_check,
    strike,
)


@pytest.fixture
def session(recorded_session: Session) -> Session:
    return recorded_session


# What is the same


def test_an_untouched_board_is_the_same(session: Session) -> None:
    inspect(session), claim(session), self_check(session)
    board = made_board(session)
    found = verify_board(session, board, with_log=True)
    assert (found.same, found.difference, found.organizations) == (True, None, 39)
    assert found.logged is not None
    assert found.logged > 39


def test_what_is_recorded_later_does_not_make_a_board_wrong(session: Session) -> None:
    board = made_board(session)
    session.add(
        DailyRecord(
            month=JULY,
            organization_id=BRANCH,
            item="ZZ-02",
            state="not_done",
            remark="补记",
            recorded_by_id=person(session, CLERK).id,
            recorded_at=LATER,
        )
    )
    assert difference(session, board) is None


@pytest.mark.parametrize(
    "change",
    [
        {"sector": "school"},
        {"has_committee": False},
        {"assessed": False},
        {"short_name": "新名支部"},
        {"founded": THIRD.last_day},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_register_that_changes_later_does_not_make_a_board_wrong(session: Session, change: dict[str, Any]) -> None:
    board = made_board(session)
    branch = session.get_one(Organization, BRANCH)
    for name, value in change.items():
        setattr(branch, name, value)
    session.flush()
    assert difference(session, board) is None


def test_after_an_upheld_objection_both_versions_are_the_same(session: Session) -> None:
    key = f"finding:{inspect(session).id}"
    first = made_board(session)
    strike(session, first, key)
    second = made_board(session, version=2, drafted=LATER + timedelta(days=1))
    assert row_of(second).total == row_of(first).total + 1
    assert difference(session, first) is None
    assert difference(session, second) is None
    assert first.code != second.code


@pytest.mark.usefixtures("drawn")
def test_both_versions_are_the_same_on_the_way_people_go(inspected_session: Session, calendar: Calendar) -> None:
    """Published, posted, objected to, upheld, drafted anew, approved and published again."""
    session = inspected_session
    first = see_through(session, THIRD, calendar)
    post_boards(session, calendar, after(THIRD))
    secretary = person(session, "zhuyongliang")
    (organization_id,) = organizations_led_by(session, secretary, LATER.date())
    organization = session.get_one(Organization, organization_id)
    key = explained(session, organization, THIRD, first.drafted_at).lines[0].entry.key
    objection = file_objection(session, organization, THIRD, key, "当月已经办了", secretary, LATER, calendar)
    admit(session, objection, person(session, OTHER_CLERK), LATER)
    decide(session, objection, "uphold", "查实", person(session, LEADER), LATER)
    amend_board(session, THIRD, person(session, CLERK), "异议成立", AMENDED)
    see_to_approval(session, THIRD, AMENDED)
    second = publish_board(session, THIRD, person(session, HEAD), calendar, AMENDED)
    post_boards(session, calendar, AMENDED)
    assert (first.state, second.state, second.version) == (REPLACED, PUBLISHED, 2)
    assert row_of(second, organization_id).total > row_of(first, organization_id).total
    assert difference(session, first) is None
    assert difference(session, second) is None


# Which board is meant


def test_a_published_board_is_found_by_its_code_and_by_its_quarter(session: Session) -> None:
    first = made_board(session)
    assert first.code is not None
    first.state = REPLACED
    second = made_board(session, version=2, drafted=LATER)
    draft = made_board(session, version=3, drafted=LATER, state="draft")
    assert draft.code is not None
    assert second.code is not None
    assert board_printed_with(session, f" {first.code.lower()} ") is first
    assert board_printed_with(session, draft.code) is None, "what is not published is nobody's to check by code"
    assert board_version(session, THIRD, None) is second
    assert board_version(session, THIRD, 1) is first
    assert board_version(session, THIRD, 3) is draft
    assert board_version(session, THIRD.previous, None) is None
