"""Each organisation hears its own result before the groups do, a part at a time, however often it is broken off."""

import pytest
from sqlalchemy.orm import Session

from bot import drawing
from models.boards import public_board
from rules.workdays import Calendar
from services.publications.steps import pictures_to_post, post_published
from services.publications.telling import find_results, tell_results
from tests.worlds.posted_board import NOW, post
from tests.worlds.recorded_quarters import THIRD
from tests.worlds.watching import messages

OWN = "board:2026-Q3:1:own:%"

pytestmark = [pytest.mark.usefixtures("drawn"), pytest.mark.parametrize("published_session", ["sqlite"], indirect=True)]


@pytest.fixture
def session(published_session: Session) -> Session:
    return published_session


def test_the_groups_wait_until_everybody_has_heard_and_what_broke_off_goes_on(
    session: Session, calendar: Calendar
) -> None:
    pictures = drawing.pngs(pictures_to_post(session, calendar, NOW))
    found = find_results(session, calendar, NOW)
    assert len(found) == 39
    assert tell_results(session, calendar, NOW, found[:9]) == 9
    assert post_published(session, calendar, NOW, pictures) == 0
    left = find_results(session, calendar, NOW)
    assert left == found[9:]
    assert tell_results(session, calendar, NOW, found) == 30
    assert find_results(session, calendar, NOW) == []
    assert post_published(session, calendar, NOW, pictures) == 1


def test_nobody_is_told_of_a_board_that_is_posted_or_replaced_meanwhile(session: Session, calendar: Calendar) -> None:
    found = find_results(session, calendar, NOW)
    board = public_board(session, THIRD)
    assert board
    board.posted_at = NOW
    assert tell_results(session, calendar, NOW, found) == 0
    assert messages(session, OWN) == []


def test_once_it_is_posted_there_is_nothing_left_to_tell(session: Session, calendar: Calendar) -> None:
    post(session, calendar)
    assert find_results(session, calendar, NOW) == []
