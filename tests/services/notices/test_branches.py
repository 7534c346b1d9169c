"""Who of a branch hears, and when it goes on paper: one rule for every message there is (R11, A2, D6)."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Refused
from models.outbox import OutboxMessage
from rules.workdays import Calendar
from services.leaves.leaves import Days, note_leave
from services.organizations.facts import correct
from services.register.changes import Said
from tests.services.notices.messages_to_branches import MONDAY, SCENES, Scene, order, passed_on, slip
from tests.worlds.finished_year import Hands as YearHands
from tests.worlds.finished_year import post_reviews
from tests.worlds.grey_boards import BRANCH, DEPUTY, OFFICERS, SECRETARY, at, sent_to
from tests.worlds.handed_over import branch, on_paper, waiting
from tests.worlds.posted_board import post_boards
from tests.worlds.recorded_quarters import CLERK, THIRD, person, see_through
from tests.worlds.sources import functions_that_call
from tests.worlds.watching import Drawn, display

pytestmark = pytest.mark.long

# These need more than the third quarter on record; they have a test of their own below.
ELSEWHERE = {
    "services/publications/telling.py tell_results",
    "services/annual_reviews/posts.py _tell_branches",
}
# The door itself, what hands on what others say, and what a branch on paper is never told: that somebody acted for it.
NO_MESSAGES = {
    "services/notices/branches.py _tell",
    "services/notices/branches.py tell_branch",
    "services/notices/branches.py put_message_on_list",
    "services/notices/resending.py put_on_paper",
    "services/notices/rectifications.py tell_branch",
    "services/bonus_claims/notices.py tell_branch",
    "services/notices/speaking.py tell_of_acting",
}


def told_by_wecom(session: Session) -> dict[str, str]:
    """List what officers of the branch would get by WeCom."""
    return {key: to for key, to in sent_to(session).items() if to in OFFICERS}


@pytest.mark.parametrize("where", SCENES)
def test_a_branch_on_paper_gets_nothing_by_wecom_and_everything_waits_on_the_list(
    recorded_session: Session, calendar: Calendar, where: str
) -> None:
    on_paper(recorded_session)
    SCENES[where](recorded_session, calendar)
    assert told_by_wecom(recorded_session) == {}
    assert all(waiting(recorded_session, BRANCH).values())
    assert waiting(recorded_session, BRANCH)


@pytest.mark.parametrize("where", SCENES)
def test_any_other_branch_gets_it_by_wecom_and_nothing_waits(
    recorded_session: Session, calendar: Calendar, where: str
) -> None:
    SCENES[where](recorded_session, calendar)
    assert set(told_by_wecom(recorded_session).values()) == {SECRETARY}
    assert waiting(recorded_session, BRANCH) == {}


@pytest.mark.parametrize("told", [slip, order, passed_on])
def test_what_waits_for_a_branch_that_turns_to_paper_does_not_leave_and_waits_on_the_list(
    recorded_session: Session, calendar: Calendar, told: Scene
) -> None:
    told(recorded_session, calendar)
    said = Said(MONDAY.date(), "书记换手机", person(recorded_session, CLERK))
    assert correct(recorded_session, branch(recorded_session), {"delivery": "paper"}, said, calendar, MONDAY)
    states = {one.state for one in recorded_session.scalars(select(OutboxMessage)) if one.addressee in OFFICERS}
    assert states == {"dropped"}
    (listed,) = waiting(recorded_session, BRANCH).values()
    assert any(words in listed for words in ("支委会", "明天带党员花名册来"))


def test_its_place_on_a_list_only_those_concerned_are_told_waits_too(
    inspected_session: Session, calendar: Calendar, drawn: Drawn
) -> None:
    display(inspected_session, "concerned")
    board = see_through(inspected_session, THIRD, calendar)
    row = board.listed("grey")[0]
    row.organization.delivery = "paper"
    inspected_session.flush()
    post_boards(inspected_session, calendar, board.published_at or MONDAY)
    assert drawn.pictures
    (said,) = waiting(inspected_session, row.organization_id).values()
    assert f"第 {row.rank} 名（共 39 个）" in said
    assert "，在灰榜。" in said
    assert f":own:{row.organization_id}" not in "".join(sent_to(inspected_session))


@pytest.mark.usefixtures("drawn_years")
def test_its_years_result_waits_too(year_session: Session, calendar: Calendar) -> None:
    on_paper(year_session)
    YearHands(year_session).take("draft", "review", "approve", "publish")
    post_reviews(year_session, calendar, at("2027-03-29 09:05"))
    assert "石湾村支部2026年度总评：" in "".join(waiting(year_session, BRANCH).values())
    assert told_by_wecom(year_session) == {}


def test_whoever_is_away_hears_of_a_leave_the_office_notes_and_on_paper_nobody_is_stood_in_for(
    recorded_session: Session, calendar: Calendar
) -> None:
    where, away = branch(recorded_session), person(recorded_session, SECRETARY)
    days, clerk = Days(MONDAY.date(), MONDAY.date() + timedelta(days=3)), person(recorded_session, CLERK)
    stand_in = person(recorded_session, DEPUTY)
    note_leave(recorded_session, where, away, stand_in, days, "住院", clerk, MONDAY)
    assert set(told_by_wecom(recorded_session).values()) == {SECRETARY, DEPUTY}
    on_paper(recorded_session)
    with pytest.raises(Refused):
        note_leave(recorded_session, where, away, stand_in, days, "住院", clerk, MONDAY)


def test_every_place_that_tells_a_branch_something_is_told_once_in_these_tests() -> None:
    known = {where.partition(",")[0] for where in SCENES} | ELSEWHERE | NO_MESSAGES
    telling = functions_that_call("tell_branch", "tell_branches", "put_on_list", "put_all_on_list")
    assert telling == known, "add it to SCENES, with what makes it speak"
