"""帮助, 取消, 意见建议: what works for everybody from everywhere."""

from __future__ import annotations

from typing import Final

from bot.forms import Draft
from bot.router import Turn
from handlers.commands.command import Command
from handlers.forms import CONVERSATIONS
from handlers.forms.suggestion import LONGEST, SuggestionForm
from services.rights.asking import may
from services.rights.table import Right
from services.suggestions import suggest

CHAT = "notices/chat.txt"
# What can stand behind 帮助, and the block that answers it.
TOPICS: Final = {
    "审核": "topic_review",
    "日常": "topic_records",
    "异议": "topic_cases",
    "督办单": "topic_orders",
    "发榜": "topic_board",
    "年度": "topic_year",
    "评议": "topic_democratic_review",
    "处理": "topic_consequences",
}


def say_help(turn: Turn, more: str) -> None:
    """Say what can be typed, according to what the person is and may do; "帮助 发榜" says how each word is used."""
    if block := TOPICS.get(more):
        turn.say(CHAT, block)
        return
    office, supervisor = _may(turn, Right.SEE_TOWN), _may(turn, Right.INSPECT)
    approves, works_on_boards = _may(turn, Right.APPROVE_BOARD), _may(turn, Right.SEE_DRAFT)
    turn.say(
        CHAT,
        "help",
        person=turn.person,
        office=office,
        branch=_may(turn, Right.ACKNOWLEDGE_SLIP),
        supervisor=supervisor,
        approves=approves,
        works_on_boards=works_on_boards,
        topics=_topics(office=office, supervisor=supervisor, approves=approves, works_on_boards=works_on_boards),
    )


def _may(turn: Turn, right: Right) -> bool:
    return may(turn.session, turn.person, right, turn.now)


def _topics(*, office: bool, supervisor: bool, approves: bool, works_on_boards: bool) -> list[str]:
    concerned = {"审核": office, "日常": office or supervisor, "异议": office or approves}
    concerned |= {"督办单": office or supervisor, "发榜": works_on_boards, "年度": office or approves}
    concerned |= {"处理": office or supervisor or approves, "评议": office}
    return [topic for topic, concerns in concerned.items() if concerns]


def cancel(turn: Turn, more: str) -> None:
    """Forget the open conversation; nothing was handed in."""
    del more
    if not CONVERSATIONS.cancel(turn):
        turn.say(CHAT, "nothing_to_cancel")


def make_suggestion(turn: Turn, more: str) -> None:
    """Take a suggestion, at once when it stands in the same message."""
    if len(more) > LONGEST:
        turn.say(SuggestionForm.wording, "wrong_too_long")
    elif more:
        suggest(turn.session, turn.person, more, turn.now)
        turn.say(SuggestionForm.wording, "done")
    elif CONVERSATIONS.is_busy_with_other(turn, SuggestionForm.name):
        turn.say(SuggestionForm.wording, "in_one_message")
    else:
        CONVERSATIONS.begin(turn, SuggestionForm, None, Draft({}))
        return
    CONVERSATIONS.ask_again(turn)


def accept_thanks(turn: Turn, more: str) -> None:
    """Take thanks kindly."""
    del more
    turn.say(CHAT, "thanks")


CANCEL = Command(("取消", "退出", "不填了"), cancel, Right.COME_IN, returns=False)
HELP = Command(("帮助", "help", "?", "？", "菜单", "怎么用", "你好", "您好"), say_help, Right.COME_IN, takes_more=True)
THANK = Command(("谢谢", "谢谢您", "谢谢你", "多谢", "辛苦了"), accept_thanks, Right.COME_IN)
SUGGEST = Command(("意见建议", "意见", "建议", "投诉"), make_suggestion, Right.COME_IN, takes_more=True, returns=False)
