"""The published board as a draft in the public account: only where one is set, once, and the office hears of it."""

import json

import pytest
from sqlalchemy.orm import Session

from bot import drawing, outbox
from bot.errors import NoRight, NotFound, NotNow
from bot.wording import refusal_text
from models.outbox import OutboxMessage
from rules.workdays import Calendar
from services.publications.account_drafts import DraftListener, draft_again
from services.publications.steps import pictures_to_post, post_published
from services.publications.telling import find_results, tell_results
from tests.worlds.posted_board import NOW, post_boards
from tests.worlds.recorded_quarters import HEAD, THIRD, person
from tests.worlds.watching import messages

APP = "wx1a2b3c4d5e6f7a8b"
LISTENER = DraftListener()

# The outbox is held on both databases elsewhere.
pytestmark = [pytest.mark.usefixtures("drawn"), pytest.mark.parametrize("published_session", ["sqlite"], indirect=True)]


@pytest.fixture
def session(published_session: Session) -> Session:
    return published_session


def posted(session: Session, calendar: Calendar) -> OutboxMessage:
    tell_results(session, calendar, NOW, find_results(session, calendar, NOW))
    pictures = drawing.pngs(pictures_to_post(session, calendar, NOW))
    post_published(session, calendar, NOW, pictures, account=APP)
    return messages(session, "%:account:%")[-1]


def told(session: Session) -> str:
    return outbox.shown(messages(session, "draft_%")[-1])


def test_where_no_account_is_set_no_draft_is_made(session: Session, calendar: Calendar) -> None:
    post_boards(session, calendar, NOW)
    assert messages(session, "%:account:%") == []


def test_the_article_says_what_the_text_for_the_account_says(session: Session, calendar: Calendar) -> None:
    draft = posted(session, calendar)
    article = json.loads(draft.body)["article"]
    assert (draft.addressee_kind, draft.addressee, draft.picture is None) == ("account", APP, False)
    assert article["title"] == "澄泾镇基层党组织红灰榜（2026年第三季度）"
    assert article["digest"].startswith("红榜 20 个，参评 39 个。核验码 ")
    lines = article["content"].splitlines()
    assert lines[0].startswith("<p>依据：《")
    assert "<p>公示平台：先锋澄泾</p>" in lines


def test_the_office_hears_where_the_draft_lies_and_that_people_publish_it(session: Session, calendar: Calendar) -> None:
    LISTENER.accepted(session, posted(session, calendar), NOW)
    assert told(session) == (
        "2026年第三季度红灰榜已放进公众号“先锋澄泾”的草稿箱，还没有发表。\n"
        "请在公众号后台打开草稿，核对文字、图片和公示时间，再点“发表”。"
    )


def test_a_refused_draft_is_told_with_the_reason_and_can_be_made_again(session: Session, calendar: Calendar) -> None:
    head = person(session, HEAD)
    first = posted(session, calendar)
    with pytest.raises(NotNow, match="draft_there"):
        draft_again(session, THIRD, head, calendar, NOW)
    first.state, first.errcode = outbox.FAILED, 40164
    LISTENER.refused(session, first, NOW)
    assert told(session) == (
        "2026年第三季度红灰榜没有放进公众号“先锋澄泾”的草稿箱，公众号没有收下。\n"
        "请把这件事告诉管服务器的同志，为什么、怎么办，在后台“发送记录”的这一条里。"
        "办好以后回复“公众号草稿 2026年3季度”再放一次；来不及的，请手工发表，文字回复“公示文字”可取。"
    )
    draft_again(session, THIRD, head, calendar, NOW)
    again = messages(session, "%:account:%")[-1]
    assert (again.state, again.addressee, again.body) == (outbox.WAITING, APP, first.body)
    again.state, again.accepted_at = outbox.SENT, NOW
    with pytest.raises(NotNow) as refused:
        draft_again(session, THIRD, head, calendar, NOW)
    assert refusal_text(refused.value).endswith("请在公众号后台核对后发表，不再放第二份。")


def test_only_who_publishes_boards_makes_a_draft_and_only_of_one_that_was_tried(
    session: Session, calendar: Calendar
) -> None:
    post_boards(session, calendar, NOW)
    with pytest.raises(NotFound, match="draft_none"):
        draft_again(session, THIRD, person(session, HEAD), calendar, NOW)
    with pytest.raises(NoRight):
        draft_again(session, THIRD, person(session, "zhuyongliang"), calendar, NOW)
