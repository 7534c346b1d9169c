"""What the story's people type: about a slip at once, and whenever the bot asks for something."""

from __future__ import annotations

import re
from typing import Final

from demo.manners import manner_of

# What a busy secretary types when the bot asks for this; READ_BACK and WHY everybody answers in a manner of their own.
READ_BACK: Final = "请核对"
WHY: Final = "是什么原因"
REPLIES: Final = {
    "做到了吗": "都做到了",
    "核对无误请回复 1": "1",
    READ_BACK: "确认",
    "哪天交来": "今天",
    "以后怎么避免": "任务时间没记清，以后提前一周提醒",
    WHY: "人不齐，下周五前补做",
    "怎么整改": "下周五前补做",
    "哪天前完成": "下周五",
}
# What is typed where all is done; on a card it is a button.
CLEAR: Final = "1"
SLIP: Final = re.compile(r"(?P<month>\d+)月党建工作提醒单")
OPEN_ITEMS: Final = re.compile(r"其中(\d+)项需要自查整改")
LATE_ITEM: Final = re.compile(r"(?m)^(\d+)\. .*（逾期完成，")
PROMISED: Final = "上次答应"
ASKED_ITEM: Final = re.compile(r"第\d+项（共(\d+)项）")


def first_words(who: str, slip: str) -> str:
    """Write all that a slip asks in one message; nothing where these words are no slip."""
    if not (found := SLIP.search(slip)):
        return ""
    said = _about_items(who, slip, open_items(slip), int(found["month"]))
    if PROMISED in slip:
        return manner_of(who).with_promises(said)
    return said or CLEAR


def open_items(slip: str) -> int:
    """Tell how many items a slip asks about, on a card or in a text."""
    found = OPEN_ITEMS.search(slip)
    return int(found[1]) if found else 0


def reply(who: str, said: str) -> str | None:
    """Choose what somebody types next; None when nothing is asked. Several items are answered in one message."""
    manner = manner_of(who)
    if item := ASKED_ITEM.search(said):
        about = _about_items(who, said, int(item[1]), 0)
        return manner.with_promises(about) if PROMISED in said else about
    in_manner = {READ_BACK: manner.sure, WHY: manner.items[0]}
    return next((typed for question, typed in (REPLIES | in_manner).items() if question in said), None)


def _about_items(who: str, said: str, number: int, month: int) -> str:
    late = {int(found) for found in LATE_ITEM.findall(said)}
    return manner_of(who).of_items([one in late for one in range(1, number + 1)], month) if number else ""
