"""A second version takes back what was said of the first; and what did not arrive is told to the office."""

import json

import pytest
from sqlalchemy.orm import Session

from bot import outbox
from rules.workdays import Calendar
from services.chats import register_chat
from services.publications.posts import BoardListener
from tests.worlds.posted_board import NOW, amend, deliver, post
from tests.worlds.recorded_quarters import CLERK, HEAD, OTHER_CLERK, person
from tests.worlds.watching import CHAT, ROBOT, Drawn, messages


@pytest.fixture
def session(published_session: Session) -> Session:
    return published_session


def test_a_new_version_says_what_it_replaces_everywhere(session: Session, calendar: Calendar, drawn: Drawn) -> None:
    register_chat(session, CHAT)
    person(session, "guchengzhi").sees_cards = True
    post(session, calendar)
    deliver(session)
    drawn.pictures.clear()
    amend(session, calendar, 30)
    heading, first, *_ = json.loads(messages(session, "board:2026-Q3:2:%:summary")[0].body)["markdown"][
        "content"
    ].splitlines()
    assert (heading, first) == ("## 2026年第三季度红灰榜（第2版）", "本榜替代10月28日发布的第1版，请以本榜为准")
    assert {(facts.version, facts.replaces) for facts, _ in drawn.pictures} == {(2, "10月28日发布的第1版")}
    for message in messages(session, "board:2026-Q3:2:leader:%"):
        if "image" not in message.body:
            assert "替代10月28日发布的第1版" in message.body
            assert "第2版" in message.body


@pytest.mark.usefixtures("drawn")
def test_what_members_got_of_the_old_version_is_recalled_within_a_day(session: Session, calendar: Calendar) -> None:
    register_chat(session, CHAT)
    post(session, calendar)
    deliver(session)
    amend(session, calendar, 23)
    recalled = messages(session, "board:2026-Q3:2:recall:%")
    old = messages(session, "board:2026-Q3:1:own:%") + messages(session, "board:2026-Q3:1:leader:%")
    assert [(one.addressee, json.loads(one.body)) for one in recalled] == [
        (one.addressee, {"msgtype": "recall", "msgid": one.msgid}) for one in old
    ]
    new = messages(session, "board:2026-Q3:2:own:%") + messages(session, "board:2026-Q3:2:leader:%")
    assert len(new) == len(old) > 8
    assert max(one.id for one in recalled) < min(one.id for one in new)


@pytest.mark.usefixtures("drawn")
def test_after_a_day_nothing_can_be_recalled(session: Session, calendar: Calendar) -> None:
    post(session, calendar)
    deliver(session)
    amend(session, calendar, 24)
    assert messages(session, "%:recall:%") == []
    assert len(messages(session, "board:2026-Q3:2:leader:%")) == 8


@pytest.mark.usefixtures("drawn")
def test_what_has_not_left_of_the_old_version_never_leaves(session: Session, calendar: Calendar) -> None:
    register_chat(session, CHAT)
    post(session, calendar)
    deliver(session, "%:leader:xulixin")
    amend(session, calendar, 1)
    states = {message.key: message.state for message in messages(session, "board:2026-Q3:1:%")}
    kept = {key.split(":")[-1] for key, state in states.items() if state != outbox.DROPPED}
    assert kept == {"xulixin", "create"}
    assert {message.state for message in messages(session, "board:2026-Q3:2:%")} == {outbox.WAITING}


@pytest.mark.usefixtures("drawn")
def test_a_version_that_was_never_posted_is_not_posted_after_its_successor(
    session: Session, calendar: Calendar
) -> None:
    amend(session, calendar, 1)
    assert messages(session, "board:2026-Q3:1:%") == []


# What did not arrive


@pytest.mark.usefixtures("drawn")
def test_the_office_hears_which_chat_missed_the_board_and_no_secret(session: Session, calendar: Calendar) -> None:
    register_chat(session, "网格群", ROBOT)
    post(session, calendar)
    summary = messages(session, "%:summary")[0]
    summary.error = "webhook/send: WeCom says 93000"
    BoardListener().refused(session, summary, NOW)
    told = messages(session, "board-undelivered:%")
    assert {message.addressee for message in told} == {CLERK, OTHER_CLERK, HEAD}
    assert "网格群" in told[0].body
    assert ROBOT not in told[0].body


@pytest.mark.usefixtures("drawn")
def test_a_recall_that_came_too_late_disturbs_nobody(session: Session, calendar: Calendar) -> None:
    post(session, calendar)
    deliver(session)
    amend(session, calendar, 23)
    BoardListener().refused(session, messages(session, "%:recall:%")[0], NOW)
    assert messages(session, "board-undelivered:%") == []
