"""What a message that was not understood is about, and what can be typed about that: a question that helps on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.router import Turn
from handlers.commands.help import SUBJECTS, words_on
from rules.speech import plainly

MOST_LINES: Final = 4


@dataclass(frozen=True)
class Topic:
    """One thing messages are about: the words that show it, and the word of the help lines that belong to it."""

    name: str
    shown_by: tuple[str, ...]
    helped_by: tuple[str, ...]


# The narrower ones first.
TOPICS: Final = (
    Topic(
        "加分",
        ("加分", "奖", "荣誉", "表彰", "表扬", "先进", "新闻", "报道", "媒体", "试点", "获评", "上报纸"),
        ("加分",),
    ),
    Topic("年度总评", ("年度", "全年", "总评"), ("年度",)),
    Topic("异议", ("异议", "申诉", "不服", "冤"), ("异议",)),
    Topic("督办单", ("督办", "延期", "签收", "整改", "延到"), ("督办", "延期")),
    Topic("整顿", ("整顿", "帮扶"), ("整顿", "帮扶")),
    Topic("季度检查", ("检查", "督查", "要查", "查完", "没查"), ("检查",)),
    Topic("日常记录", ("登记", "记错", "记录", "更正"), ("登记", "更正", "日常")),
    Topic("榜单", ("榜", "名次", "排名", "垫底", "季度", "涉密", "会审", "保密", "草稿"), ("榜", "保密", "得分")),
    Topic(
        "提醒单和自查", ("提醒单", "单子", "自查", "台账", "张", "填", "报", "交"), ("提醒单", "自查", "概况", "进度")
    ),
    Topic("得分", ("分", "扣"), ("得分", "为什么")),
)


def topic_of(turn: Turn) -> tuple[Topic, list[str]] | None:
    """Find what a message is about, and the help lines of it for this person; None when it shows nothing of that."""
    text = plainly(turn.incoming.text)
    touched = [one for one in TOPICS if any(word in text for word in one.shown_by)]
    on = words_on(turn)
    # Whose words they are is only asked where there is something to show.
    lines = [line for one in SUBJECTS if touched and one.concerns(turn) for line in one.lines(on)[1:]]
    for topic in touched:
        if helping := [line for line in lines if any(word in line for word in topic.helped_by)]:
            return topic, list(dict.fromkeys(helping))[:MOST_LINES]
    return None
