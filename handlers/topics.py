"""What a message that was not understood is about, and what can be typed about that: a question that helps on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.router import Turn
from handlers.commands.help import SUBJECTS, words_on
from rules.speech import asks, plainly

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

# What else shows that a message speaks of the assessment, or of something that is to be done about it.
_ALSO_OURS: Final = (
    "党 支部 支委 书记 委员 会计 组织 镇里 领导 督导 小组 群 名册 领导小组 开会 会议记录 到会 学习 "
    "活动 平台 系统 材料 照片 签到 上传 打印 纸 密码 补 改 办 弄 催 退 重发 再发 "
    "批 审 投 查 看 写 认 定 算 确认 取消 通知 提醒 截止 期限 月份 条 项 "
    "意见 请假 代"
)
OUR_WORDS: Final = (*_ALSO_OURS.split(), *(word for one in TOPICS for word in one.shown_by))
# A shorter one leaves too much open.
SHORTEST_UNRELATED: Final = 6


def is_unrelated(text: str) -> bool:
    """Tell whether a message asks nothing and has no word of anything one could do here: 锅里的汤记得关火."""
    plain = plainly(text)
    return len(plain) >= SHORTEST_UNRELATED and not asks(text) and not any(word in plain for word in OUR_WORDS)


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
