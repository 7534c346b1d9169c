"""Whose turn it is, told: once, to those who may, in the push window, without a rank or a branch in it (D2)."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database
from models.boards import BoardRow, latest_board
from models.bonus_claims import BonusClaim
from models.outbox import OutboxMessage
from rules.cases import BONUS_CLAIM
from rules.workdays import Calendar
from services.cases import begin, step
from services.duties.notices import tell_whose_turn
from services.duties.pages import ON_ONE_PAGE
from services.leaders.decisions import ANSWERS
from services.publications.steps import draft_board, review_board, start_preview
from services.rights.asking import entitled
from services.rights.table import Right
from tests.worlds.recorded_quarters import CLERK, LEADER, REVIEWER, THIRD, drafted, person, reviewed, third_inspected
from tests.worlds.towns import Past
from tests.worlds.who_may import BRANCH, PEOPLE

Tell = Callable[[Session, datetime], dict[str, str]]


@pytest.fixture
def past() -> Past:
    return third_inspected


@pytest.fixture
def tell(calendar: Calendar) -> Tell:
    """Let the sweep run; give what it has said, by userid."""

    def sweep(session: Session, now: datetime) -> dict[str, str]:
        before = set(session.scalars(select(OutboxMessage.id)))
        count = tell_whose_turn(session, calendar, now, "https://dj.example.com/")
        fresh = session.scalars(select(OutboxMessage).where(OutboxMessage.id.not_in(before)))
        said = {one.addressee: json.loads(one.body)["text"]["content"] for one in fresh}
        assert len(said) == count
        return said

    return sweep


def in_preview(session: Session, calendar: Calendar) -> None:
    draft_board(session, THIRD, person(session, CLERK), drafted(THIRD))
    start_preview(session, THIRD, person(session, CLERK), calendar, drafted(THIRD))


def test_everybody_who_may_review_hears_once_that_the_preview_is_over(
    town: Database, calendar: Calendar, tell: Tell
) -> None:
    with town.begin() as session:
        in_preview(session, calendar)
        assert tell(session, drafted(THIRD)) == {}
        said = tell(session, reviewed(THIRD))
        assert LEADER in said
        assert "会审回复“会审榜单 意见”。计划10月27日（周二）办好。\n" in said[LEADER]
        assert "\n同样告诉了" in said[LEADER]
        assert said[LEADER].endswith("，一位办了就行。")
        names = [row.organization.short_name for row in draft_board_rows(session)]
        assert not any(name in text for name in names for text in said.values())
        assert tell(session, reviewed(THIRD) + timedelta(minutes=10)) == {}
        assert tell(session, reviewed(THIRD) + timedelta(hours=5)) == {}


def draft_board_rows(session: Session) -> list[BoardRow]:
    board = latest_board(session, THIRD)
    assert board is not None
    return list(board.rows)


def test_the_next_step_is_the_next_one_s(town: Database, calendar: Calendar, tell: Tell) -> None:
    with town.begin() as session:
        in_preview(session, calendar)
        tell(session, reviewed(THIRD))
        review_board(session, THIRD, person(session, LEADER), reviewed(THIRD) + timedelta(minutes=20))
        assert list(tell(session, reviewed(THIRD) + timedelta(minutes=30))) == [REVIEWER]


@pytest.mark.parametrize("hour", [2, 23])
def test_nobody_is_woken(town: Database, calendar: Calendar, tell: Tell, hour: int) -> None:
    with town.begin() as session:
        in_preview(session, calendar)
        assert tell(session, reviewed(THIRD).replace(hour=hour)) == {}


def claim(session: Session, matter: str, now: datetime) -> None:
    """A claim that was checked and waits for a decision."""
    one = BonusClaim(organization_id=BRANCH, rule="JF-01", level="town", matter=matter, state="submitted")
    secretary = person(session, PEOPLE["own"])
    one.awarded_on, one.filed_by_id, one.filed_at = now.date(), secretary.id, now
    session.add(one)
    session.flush()
    begin(session, BONUS_CLAIM, one, secretary, now)
    step(session, BONUS_CLAIM, one, "check", person(session, CLERK), now)


def test_who_decides_many_claims_gets_one_list_a_day(town: Database, tell: Tell) -> None:
    with town.begin() as session:
        now = reviewed(THIRD)
        claim(session, "先进党支部", now)
        first = tell(session, now)
        deciders = {one.userid for one in entitled(session, Right.APPROVE_CLAIM, now)}
        assert set(first) <= deciders
        claim(session, "优秀党课", now + timedelta(hours=1))
        claim(session, "读书会", now + timedelta(hours=2))
        assert tell(session, now + timedelta(hours=3)) == {}
        tomorrow = tell(session, now + timedelta(days=1))
        assert set(tomorrow) == set(first)
        assert {text.splitlines()[0][-7:] for text in tomorrow.values()} == {"有2件事轮到您："[-7:]}, tomorrow
        assert all("另有1件" in text for text in tomorrow.values())


PAGE = '<a href="https://dj.example.com/m/boards/2026-Q3/approval">'


def test_the_page_on_which_it_is_decided_is_one_tap_away(town: Database, calendar: Calendar, tell: Tell) -> None:
    with town.begin() as session:
        in_preview(session, calendar)
        said = tell(session, reviewed(THIRD))
        assert all(text.count(PAGE) == 1 for text in said.values())
        assert "10月27日（周二）办好。" in said[LEADER]


def test_without_an_address_of_our_own_nothing_is_linked(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        in_preview(session, calendar)
        assert tell_whose_turn(session, calendar, reviewed(THIRD)) > 0
        assert not [one for one in session.scalars(select(OutboxMessage)) if "href" in one.body]


def test_what_is_late_is_told_once_more_and_never_again(town: Database, calendar: Calendar, tell: Tell) -> None:
    with town.begin() as session:
        in_preview(session, calendar)
        tell(session, reviewed(THIRD))
        said = {day: tell(session, reviewed(THIRD) + timedelta(days=day)) for day in (1, 2, 3, 6)}
        assert [day for day, heard in said.items() if LEADER in heard] == [1]
        assert said[1][LEADER].splitlines()[0].endswith("有1件事还在等您：")
        assert "10月27日（周二）办好，已经过了。" in said[1][LEADER]
        assert PAGE in said[1][LEADER]


def test_what_came_in_late_is_told_once(town: Database, calendar: Calendar, tell: Tell) -> None:
    with town.begin() as session:
        in_preview(session, calendar)
        late = reviewed(THIRD) + timedelta(days=3)
        review_board(session, THIRD, person(session, LEADER), late)
        assert list(tell(session, late)) == [REVIEWER]
        assert tell(session, late + timedelta(days=3)) == {}


def test_claims_are_decided_on_the_leaders_page_and_have_no_day_of_their_own(town: Database, tell: Tell) -> None:
    with town.begin() as session:
        now = reviewed(THIRD)
        claim(session, "先进党支部", now)
        said = tell(session, now)
        assert said
        assert all('<a href="https://dj.example.com/m/decisions">' in text for text in said.values())
        assert not [text for text in said.values() if "计划" in text]


def test_what_the_leaders_page_takes_is_what_leads_to_it() -> None:
    assert set(ANSWERS) == ON_ONE_PAGE
