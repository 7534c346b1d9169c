"""再发榜单: a post that did not arrive, or of which nobody can tell, goes out once more; who and where is kept."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot import outbox
from bot.errors import NotFound, NotNow, Refused
from bot.wording import refusal_text, word
from models.boards import Board
from models.transitions import transitions_of
from rules.cases import BOARD
from rules.workdays import Calendar
from services.chats import register_chat
from services.publications.posts import BoardListener
from services.publications.reposting import posts_to_repeat, repost_board
from tests.worlds.posted_board import NOW, deliver, post
from tests.worlds.recorded_quarters import CLERK, HEAD, THIRD, person
from tests.worlds.watching import CHAT, PNG, ROBOT, Drawn, messages

LATER = NOW + timedelta(hours=2)
OTHER = "镇机器人群"
SUMMARY, PICTURE = "board:2026-Q3:1:chat:%:summary", "board:2026-Q3:1:chat:%:picture"


@pytest.fixture
def session(published_session: Session) -> Session:
    return published_session


@pytest.fixture
def board(session: Session, calendar: Calendar, drawn: Drawn) -> Board:
    """A board that arrived in two groups."""
    assert drawn is not None
    register_chat(session, CHAT)
    register_chat(session, OTHER, ROBOT)
    posted = post(session, calendar)
    deliver(session)
    return posted


def fail(session: Session, like: str, *, unknown: bool = False) -> None:
    """Let the first message of a kind not have arrived, or let nobody be able to tell."""
    message = messages(session, like)[0]
    message.state, message.errcode, message.error = outbox.FAILED, 93000, "invalid webhook url"
    message.unknown_since = LATER if unknown else None
    session.flush()


def test_without_a_name_it_goes_where_a_post_is_missing(session: Session, board: Board, calendar: Calendar) -> None:
    fail(session, PICTURE)
    (found,) = repost_board(session, THIRD, "", person(session, CLERK), calendar, LATER)
    assert (found.chat.name, found.outcome) == (CHAT, "failed")
    first, *_ = messages(session, SUMMARY)
    summary, picture = messages(session, "board:2026-Q3:1:chat:%:again:%")
    assert outbox.shown(summary) == (
        f"再发（10月28日（周三）{LATER:%H:%M}）：下面的和上次一样，收到过的不用再看\n{outbox.shown(first)}"
    )
    assert picture.picture == PNG + b"group"
    step = transitions_of(session, BOARD.name, board.id)[-1]
    assert (step.event, step.by and step.by.userid, step.facts) == ("repost", CLERK, {"chats": [CHAT]})
    assert board.state == "published"
    assert [one.addressee for one in messages(session, "%:reposted:%")] != []


def test_a_group_that_is_named_gets_it_again_also_where_it_arrived(
    session: Session, board: Board, calendar: Calendar
) -> None:
    assert board.posted_at
    (found,) = repost_board(session, THIRD, OTHER, person(session, HEAD), calendar, LATER)
    assert (found.chat.name, found.outcome) == (OTHER, "sent")
    assert {one.addressee_kind for one in messages(session, "%:again:%")} == {"webhook"}
    with pytest.raises(NotNow, match="repost_on_its_way"):
        posts_to_repeat(session, THIRD, OTHER, person(session, HEAD), LATER)
    deliver(session, "%:again:%")
    again = repost_board(session, THIRD, OTHER, person(session, HEAD), calendar, LATER + timedelta(minutes=9))
    assert len(outbox.shown(again[0].first or messages(session, SUMMARY)[-1]).splitlines()) == len(
        outbox.shown(messages(session, SUMMARY)[0]).splitlines()
    )
    assert len(messages(session, "%:again:%:summary")) == 2


def test_what_would_go_where_and_what_became_of_it_is_read_back(session: Session, board: Board) -> None:
    fail(session, SUMMARY, unknown=True)
    found = posts_to_repeat(session, THIRD, "", person(session, CLERK), LATER)
    said = word("boards/posts.txt", "repost_read_back", quarter="2026年第三季度", board=board, found=found)
    assert said == (f"再发2026年第三季度红灰榜（第1版）的摘要和图片：\n{CHAT}：上次说不准有没有发到，请先到群里看一眼")


@pytest.mark.parametrize(("name", "said"), [("", "各群都已发到"), ("别的群", "没有登记叫“别的群”的群")])
def test_where_nothing_is_missing_the_group_is_asked_for(session: Session, board: Board, name: str, said: str) -> None:
    assert board.posted_at
    with pytest.raises(Refused) as refused:
        posts_to_repeat(session, THIRD, name, person(session, CLERK), LATER)
    assert said in refusal_text(refused.value)
    assert f"再发榜单 2026年第三季度 {CHAT}（登记的群：{CHAT}、{OTHER}）" in refusal_text(refused.value)


def test_only_who_may_publish_may_and_only_what_was_posted(session: Session) -> None:
    with pytest.raises(NotFound, match="no_published_board"):
        posts_to_repeat(session, THIRD, "", person(session, CLERK), LATER)
    with pytest.raises(Refused, match="board_publish_not_yours"):
        posts_to_repeat(session, THIRD, "", person(session, "zhuyongliang"), LATER)


def test_the_office_that_hears_of_a_missing_post_hears_how_to_send_it_again(session: Session, board: Board) -> None:
    assert board.posted_at
    fail(session, SUMMARY)
    BoardListener().refused(session, messages(session, SUMMARY)[0], LATER)
    (told, *_) = messages(session, "board-undelivered:%")
    assert f"回复“再发榜单 2026-Q3 {CHAT}”" in outbox.shown(told)


def test_a_group_that_was_added_after_the_publication_gets_what_the_others_got(
    session: Session, board: Board, calendar: Calendar
) -> None:
    added = register_chat(session, "后来建的群", ROBOT.replace("1", "6"))
    found = posts_to_repeat(session, THIRD, "", person(session, CLERK), LATER)
    assert [(one.chat.name, one.outcome) for one in found] == [("后来建的群", "never")]
    read_back = word("boards/posts.txt", "repost_read_back", quarter="第三季度", board=board, found=found)
    assert "后来建的群：发布以后才登记的群，还没有发过" in read_back
    repost_board(session, THIRD, "", person(session, CLERK), calendar, LATER)
    first, *_, last = messages(session, SUMMARY)
    assert (last.key, outbox.shown(last)) == (f"board:2026-Q3:1:chat:{added.id}:summary", outbox.shown(first))
    assert messages(session, PICTURE)[-1].picture == PNG + b"group"
    assert "again" not in last.key


def test_a_board_whose_words_have_gone_is_not_said_again(session: Session, board: Board) -> None:
    assert board.posted_at
    for message in messages(session, SUMMARY):
        message.forgotten_at = LATER
    session.flush()
    with pytest.raises(NotNow, match="message_forgotten"):
        posts_to_repeat(session, THIRD, CHAT, person(session, CLERK), LATER)
