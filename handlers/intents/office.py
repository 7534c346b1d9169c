"""What is asked about the work of the office, of groups and of those who decide: how far a board is, what is left."""

from __future__ import annotations

import re
from typing import Final

from bot.router import Turn
from handlers.commands import board_steps, consequences, inspections, orders, self_checks
from handlers.intents.intent import Intent
from handlers.intents.own_slips import INTENTS_TEXT
from services.rights.table import Right

_NUMBER: Final = re.compile(r"\d+")


def list_waiting(turn: Turn) -> None:
    """Answer who asks what waits for review as 待审核 does."""
    self_checks.list_waiting(turn, "")


def show_board_progress(turn: Turn) -> None:
    """榜单进度: how far, by whom, who is next."""
    board_steps.show_progress(turn, "")


def show_board_draft(turn: Turn) -> None:
    """榜单草稿: both lists and both edges."""
    board_steps.show_draft(turn, "")


def show_inspections(turn: Turn) -> None:
    """检查进度, of every group."""
    inspections.show_progress(turn, "")


def list_inspections(turn: Turn) -> None:
    """检查: what the own group has left."""
    inspections.inspect(turn, "")


def say_how_to_take_back(turn: Turn) -> None:
    """What is published or decided is not taken back, and what can be done instead."""
    turn.say(INTENTS_TEXT, "take_back")


def say_what_is_checked(turn: Turn) -> None:
    """What a secrecy check looks at, and where it is read."""
    turn.say(INTENTS_TEXT, "secrecy")


def show_consequence(turn: Turn) -> None:
    """处理建议, of the number that is named."""
    consequences.show_consequences(turn, _number(turn))


def show_order(turn: Turn) -> None:
    """督办, of the number that is named."""
    orders.show_orders(turn, _number(turn))


def _number(turn: Turn) -> str:
    found = _NUMBER.search(turn.incoming.text)
    return found[0] if found else ""


_INSPECTIONS_SAID: Final = (
    "还差哪几家没查 · 我们组还剩几家没查 · 检查到哪一步了 · 三季度检查哪天前要查完 · 哪个组没查完 · "
    "这一季剩下几家没去过 · 剩几个村没去 · 还有几家没跑到 · 我们组没去的还有谁 · "
    "嗯我们组那个还有哪些支部没有查 · 还没轮到查的支部是哪几个 · 没查的支部名单给我 · 三季度还差谁没督查 · "
    "我这边还要查哪几个支部 · 我们组剩几个 · 我们这组查到哪里了还剩谁 · 还有哪家的检查表没填"
)
_INSPECTIONS: Final = (
    (
        "没查/没有查/未查/没检查/没有检查/没督查/没有督查/没去/没有去/没跑/没有跑/没走/没有走/没轮到查/没有轮到查 "
        "几/哪/谁/多少/还/名单"
    ),
    "还剩/还差/剩/还要/还得 几/哪/多少/谁 查/检查/督查/我们组/我组",
    "检查表/督查表 没填/没有填/没写/没交 哪/谁/几",
    "检查/查 哪天/几号/什么时候/啥时候/到哪 查完/完成/结束/截止/前/步",
)

OFFICE_ASKS: Final = (
    Intent(
        "还有几家没审 · 还有几份没审 · 还有多少没审 · 还差几家 · 哪几份还没审 · 待审核的有哪些 · 有几份要审",
        ("没审/要审/待审/未审/等审 几/哪/多少/有/还", "还有/有 几份/几家/哪几 审"),
        list_waiting,
        right=Right.REVIEW_SELF_CHECK,
    ),
    Intent(
        "榜走到哪一步了 · 榜单到哪一步了 · 榜单谁起草的 · 谁起草的 · 榜单卡在谁那里 · 榜什么时候发 · 可以公示了没",
        (
            "榜 哪一步/到哪/哪步/卡在/进度/进展",
            "榜/谁 谁起草/起草的/谁审的/谁批的",
            "榜 什么时候/几号/哪天/啥时候 发/出/公布",
            "公示/发布/出榜/上墙 没/了没/吗/伐",
            "批/审 到哪/哪一步/哪步/进度",
        ),
        show_board_progress,
        right=Right.SEE_DRAFT,
    ),
    Intent(
        "最后十名是哪几家 · 20名和21名差多少 · 灰榜有哪几家 · 红榜界线差多少 · 草稿给我看看",
        (
            "最后/倒数/末尾/后 十名/几名/10名 哪/谁/几家/是",
            "名 差 多少/几分",
            "灰榜/红榜 哪几/有谁/哪些/是谁/差多少",
            "草稿 看/给我/发",
        ),
        show_board_draft,
        right=Right.SEE_DRAFT,
    ),
    Intent(_INSPECTIONS_SAID, _INSPECTIONS, show_inspections, right=Right.SEE_TOWN),
    Intent(_INSPECTIONS_SAID, _INSPECTIONS, list_inspections, right=Right.INSPECT),
    Intent(
        "发错了还能收回来吗 · 定了以后还能改主意吗 · 销了还能恢复吗 · 批了还能退吗 · 发布以后能撤吗",
        ("还能/能不能/能/可以/可不可以 收回/撤回/撤/改主意/恢复/反悔/退回/退/重来/改 吗/么/不/伐/能不能/可不可以",),
        say_how_to_take_back,
        right=Right.SEE_DRAFT,
    ),
    Intent(
        (
            "审哪些内容 · 内容发我看看 · 我看下内容 · 原文呢 · 把要审的给我看一下 · 要审的东西在哪里看 · "
            "保密审查审什么 · 审什么"
        ),
        (
            "审 哪些/什么/啥/哪里/在哪 ",
            "审查 内容/看什么/哪里看/怎么审",
            "内容/原文/材料/东西/要审的 看/发我/给我/呢/在哪/哪里",
        ),
        say_what_is_checked,
        right=Right.CHECK_SECRECY,
    ),
    Intent(
        (
            "第5条依据是什么 · 什么情况 · 怎么回事 · 什么情况 哪个村 · 是哪几个村 · 为啥要约谈 · 讲讲情况 · "
            "说的是谁 · 哪个村 · 哪几个村 · 哪个支部 · 是哪个村 · 是哪个支部 · 是哪几个支部 · 建议3的依据 · "
            "凭什么建议3 · 建议2是怎么来的"
        ),
        (
            "条/建议/处理 依据/凭什么/为什么/为啥/怎么来/根据",
            "哪个/哪几个/哪些/哪几家 村/支部/单位 约谈/整顿/谈话/处理/处置/建议/报告/说的/涉及/讲的",
            "为什么/为啥/凭什么/怎么 约谈/整顿/谈话/处理/报告",
        ),
        show_consequence,
        right=Right.SEE_CONSEQUENCES,
    ),
    Intent(
        "督办2到哪一步了 · 7号哪天到期 · 5号延期申请的理由是啥 · 3号督办什么情况 · 5号报告写了什么",
        (
            "号/督办 到期/截止/时限 哪天/几号/什么时候/啥时候",
            "号/督办 延期/申请 理由/为什么/为啥/原因",
            "号/督办 什么情况/咋样/怎么样/到哪/哪一步/进展/写了什么/写了啥",
        ),
        show_order,
        right=Right.SEE_ORDER,
    ),
)
