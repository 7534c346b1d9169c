"""What the office and the leaders ask about the town's slips, and what everybody asks: who are you, which number."""

from __future__ import annotations

from typing import Final

from bot.router import Turn
from handlers.commands.help import say_help
from handlers.commands.orders import list_orders
from handlers.commands.overhauls import list_overhauls
from handlers.commands.self_checks import show_month
from handlers.intents.intent import WHICH_BRANCHES, Intent
from handlers.intents.own_slips import INTENTS_TEXT
from handlers.intents.situations import always, standings
from handlers.offices import allowed
from models.organizations import groups_with_phone
from models.schemes import township
from services.register.names import mentioned
from services.rights.asking import check_may
from services.rights.table import Right
from services.self_checks.standing import standing
from services.slips.overview import month_overview
from services.slips.slips import current_slips


def say_month(turn: Turn) -> None:
    """概况: who has not handed in."""
    show_month(turn, "")


def say_who_knows(turn: Turn) -> None:
    """To everybody else: who may see it."""
    turn.say(INTENTS_TEXT, "ask_the_office")


def names_a_branch(turn: Turn) -> bool:
    """The message speaks of one organisation."""
    return mentioned(turn.session, turn.incoming.text) is not None


def say_of_branch(turn: Turn) -> None:
    """Whether the branch that is named has handed in. Raises Refused for whoever may not see it."""
    organization = mentioned(turn.session, turn.incoming.text)
    slips = current_slips(turn.session, [organization.id]) if organization else []
    if organization:
        check_may(turn.session, turn.person, Right.SEE_SLIP, turn.now, organization)
    found = [standing(turn.session, slip, turn.calendar, turn.now) for slip in slips]
    turn.say(INTENTS_TEXT, "handed_in", standings=found, of_town=not is_no_office(turn))


def say_town_deadline(turn: Turn) -> None:
    """Until when the month's slips are due, the last of them."""
    overview = month_overview(turn.session, turn.now)
    dues = [slip.counted for slip in overview.unanswered if slip.counted]
    latest = max(dues, key=lambda one: one.limit, default=None)
    turn.say(INTENTS_TEXT, "town_deadline", month=overview.month, latest=latest, open=len(overview.unanswered))


def say_sent(turn: Turn) -> None:
    """How many slips went out, on the way they took, and which could not be delivered."""
    turn.say(INTENTS_TEXT, "sent", overview=month_overview(turn.session, turn.now))


def say_what_may_be_changed(turn: Turn) -> None:
    """What can still be done about slips that are out."""
    turn.say(INTENTS_TEXT, "slips_may_be_changed", overview=month_overview(turn.session, turn.now))


def say_reminding(turn: Turn) -> None:
    """When branches are reminded by themselves."""
    turn.say(INTENTS_TEXT, "reminding")


def say_phone(turn: Turn) -> None:
    """The telephones the register holds."""
    turn.say(INTENTS_TEXT, "phone", phone=office_phone(turn), groups=groups_with_phone(turn.session))


def say_who_i_am(turn: Turn) -> None:
    """Who writes here, and that people stand behind it."""
    turn.say(INTENTS_TEXT, "who_are_you")


def say_what_i_can(turn: Turn) -> None:
    """Answer who asks what there is to say as 帮助 does."""
    say_help(turn, "")


def say_orders(turn: Turn) -> None:
    """Answer who asks for the orders as 督办清单 does."""
    list_orders(turn, "")


def say_overhauls(turn: Turn) -> None:
    """Answer who asks for the overhauls as 整顿清单 does."""
    list_overhauls(turn, "")


def say_no_hurry(turn: Turn) -> None:
    """Whoever puts it off hears until when there is time."""
    waiting = [one for one in standings(turn) if one.stage in ("waits", "overdue", "returned", "on_the_way")]
    turn.say(INTENTS_TEXT, "no_hurry", standings=waiting)


def say_not_mine(turn: Turn) -> None:
    """Somebody wants a speech, the weather or a sum: what is done here instead, in a sentence."""
    turn.say(INTENTS_TEXT, "not_mine")


def say_small_talk(turn: Turn) -> None:
    """Chat wants no more than a kind word."""
    turn.say(INTENTS_TEXT, "small_talk")


def office_phone(turn: Turn) -> str | None:
    """Give the office's telephone; None while the register holds none."""
    town = township(turn.session)
    return town.office_phone if town else None


def is_no_office(turn: Turn) -> bool:
    """Whoever may not see the town's slips."""
    return not allowed(turn, Right.SEE_TOWN)


_WHO_IS_OPEN: Final = (
    f"谁/哪些/哪几/哪个/几个/还有谁/{WHICH_BRANCHES} 没报/没交/没填/未报/未交/未填/没回/没签/未签",
    "没报/没交/未报 名单/几家/哪几家/多少",
    "签收 没填/没报/没交",
    "自查/自查表/提醒单/各支部/单子 交齐/报齐/交全/报全/都交/都报/收齐/交了几/报了几",
    "还有 没报/没交 吗/么/哪",
)

TOWN: Final = (
    Intent(
        "谁没报 · 哪些支部没报 · 哪个支部没交 · 还有谁没交 · 还有哪几家没交的 · 没报的名单给我 · 哪些签收了没填",
        _WHO_IS_OPEN,
        say_month,
        right=Right.SEE_TOWN,
    ),
    Intent("谁没报 · 还有哪些没报", _WHO_IS_OPEN, say_who_knows, is_no_office),
    Intent(
        "石湾村报了没有 · 石湾村报了吗 · 锦绣花园交了没有",
        ("报了/交了/填了/报上来/交上来/报没/交没 没/吗/伐/么/没有",),
        say_of_branch,
        names_a_branch,
    ),
    Intent(
        "明天几点截止 · 提醒单哪天截止 · 几号截止",
        ("截止/到期/最晚 几点/哪天/几号/什么时候",),
        say_town_deadline,
        right=Right.SEE_TOWN,
    ),
    Intent(
        "今天一共发了几张 有没有发不出去的 · 提醒单发了多少张 · 有没有发不出去的 · 提醒单都发出去了吗",
        (
            "发了/发出/送出 几张/多少张/几份/多少份/几家",
            "有没有/哪些/哪几/谁 发不出/没发出/没送到/送不到/没收到单",
            "提醒单 都/全 发/送 吗/没/么",
        ),
        say_sent,
        right=Right.SEE_TOWN,
    ),
    Intent(
        "发出去的提醒单还能撤吗 · 提醒单发错了怎么办 · 提醒单还能改吗 · 能给他们延期吗 · 可以免报吗",
        (
            "提醒单/单子 能/可以/怎么/如何 撤/改/更正/收回 吗/么/怎么/如何/不",
            "提醒单/单子 发错/搞错/错了 怎么办/咋办/怎么",
            "能/可以/怎么/如何 免报/给他/给支部/给它 吗/么/怎么/如何",
        ),
        say_what_may_be_changed,
        right=Right.SEE_TOWN,
    ),
    Intent(
        "你会自动催吗 · 会提醒他们吗 · 什么时候催",
        ("会/自动/什么时候/几时 催/提醒他/提醒支部 吗/么/的/什么时候",),
        say_reminding,
    ),
    Intent(
        "督办单销了多少 · 还有几张督办单",
        ("督办 多少/几/哪些",),
        say_orders,
        right=Right.SEE_ORDER,
    ),
    Intent(
        "灰榜那几家现在在整改什么 · 灰榜整改得怎么样",
        ("灰榜 整改/整顿",),
        say_overhauls,
        right=Right.SEE_CONSEQUENCES,
    ),
)

# Nobody who was not understood meant to say one of these.
NEVER_OFFERED: Final = frozenset({say_not_mine, say_small_talk, say_no_hurry})

GENERAL: Final = (
    Intent(
        (
            "帮我写篇年终总结 · 帮我写个发言稿 · 给我编个新闻稿 · 明天几度 · 讲个笑话 · "
            "翻译一下这句英文 · 帮我订个会议室 · "
            "帮我算下1388乘12 · 给我写份入党介绍人意见"
        ),
        (
            (
                "帮我/给我/替我/帮忙/来/麻烦 写/编/拟/做/画/起草 总结/发言稿/讲话/新闻/稿子/稿/心得/对联/诗/"
                "祝福/倡议/PPT/ppt/海报/介绍人/作文/检讨/汇报材料"
            ),
            "讲/说/来 笑话/故事/段子",
            "翻译 英文/一下/成/这",
            "帮我/给我/替我/帮忙 订/算/画/查/P图/p图 会议室/票/乘/加/除/减/张/天气/图/快递/路线/药",
            "今天/明天/后天/今朝/明朝/周末 几度/多少度/天气预报/下不下雨/下雨吗/热不热/冷不冷",
            "我要/帮我/给我/替我/想 买/订/推荐/改/修 火车票/机票/车票/饭店/餐馆/简历/手机/电脑",
            "唱/放/点 歌/一首",
            "现在 几点",
        ),
        say_not_mine,
        tells=True,
    ),
    Intent(
        (
            "电话 · 电话多少 · 组织办电话 · 号码是多少 · 找谁问 · 怎么联系你们 · 督导组电话 · 组织办座机号 · "
            "组织办怎么打 · 平台登不上去找哪个给个号码 · 组织办的电话 · 打哪个电话 · 打什么电话 · 联系电话 · "
            "联系方式 · 你们电话 · 你们的电话 · 督导组的电话 · 办公室电话 · 有电话吗"
        ),
        (
            "电话/号码/座机/座机号 是多少/多少/几号/给我/给个/找哪个/找谁/有吗/有没有/是什么/是啥/打给谁",
            "电话/号码/座机/座机号 发我/发给我/发一下/报给我/告诉我",
            "组织办/组织半/督导组/书记/主任/组长/领导 电话/号码/座机/手机号",
            "找谁/联系谁/问谁 问/电话/联系/弄/办",
            "怎么/如何/咋 联系",
            "组织办/镇里/督导组/你们 怎么打/咋打/打哪个/打什么",
            "打电话/电话里/打个电话 说/讲 能/可以/行/吗",
            "谁/哪个/哪位 管理员/负责人/管事",
        ),
        say_phone,
    ),
    Intent(
        "你是谁 · 谁啊 · 谁呀 · 哪位 · 你是谁呀 · 你是哪个单位的 · 你是机器人吗 · 是真人吗 · 你叫什么",
        ("你是/您是/你/是 谁/哪个单位/哪里的/机器/真人/人工/什么号/哪位", "你叫/您叫 什么/啥"),
        say_who_i_am,
    ),
    Intent(
        "你能干什么 · 你会什么 · 有什么用 · 怎么用你",
        ("你/您/能/可以 干啥/干什么/会什么/会啥/做什么/有什么用/有啥用", "怎么/咋/如何 用"),
        say_what_i_can,
    ),
    Intent(
        "先不回 · 哎呀忘记了 · 晚点弄 · 等下再弄 · 等我到家再看 · 在开会 · 还没看 · 明天再说 · 别催",
        (
            "晚点/等下/等会/等一会/待会/回头/明天/晚上/到家/下班 弄/填/报/看/回/说/再",
            "在弄了/在写了/在填了/在搞了/别打电话",
            "在开会/在忙/正忙/不急/别催/还没看/没空",
            "先不/先别 回/填/报/弄",
            "等我 再/弄/看/填",
        ),
        say_no_hurry,
        always,
        tells=True,
    ),
    Intent(
        (
            "太好了 · 总算弄好了 · 没事了 · 就这样 · 不改了 · 马上改 · 吃饭没 · 注意保暖 · 节日快乐 · "
            "不用催了 · "
            "跑了一上午腿都断了 · 累死了 · 饭吃过了伐 · 早饭吃了没啊 · 忙好了伐 下班了伐"
        ),
        (
            "太好了/总算/终于",
            "吃饭/饭吃/早饭/夜饭/中饭 没/了/吃",
            "下班 了/没/伐",
            "注意 保暖/身体/休息",
            "节日/新年/周末 快乐/愉快",
            "马上/这就 改/弄/填/看",
            "不用/先别 催",
            "谢谢/多谢 辛苦",
            "不改了",
            "腿 断/酸/软",
            "累/忙 死了/坏了/趴",
        ),
        say_small_talk,
        tells=True,
    ),
)
