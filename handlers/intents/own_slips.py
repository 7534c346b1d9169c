"""What a branch asks about its own slips: until when, at what cost, how to fill in, did it come, why it came back."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from bot.router import Turn
from handlers.commands.duties import say_duties
from handlers.commands.slips import show_progress, show_slip
from handlers.intents.intent import Intent
from handlers.intents.situations import handed_in, has_slip, leads, several_wait, slip_waits, standings, was_returned
from handlers.offices import led_by
from handlers.waiting_slips import waiting_slips
from rules.periods import Month
from rules.scoring import ZERO
from services.duties.duties import duties_of
from services.schemes.versions import scheme_for
from services.scores.entries import SELF_CHECK
from services.self_checks.standing import forms_returned

INTENTS_TEXT: Final = "notices/intents.txt"


def say_deadline(turn: Turn) -> None:
    """Until when, and how many working days that is."""
    turn.say(INTENTS_TEXT, "deadline", standings=standings(turn), now=turn.now)


def say_each_its_own(turn: Turn) -> None:
    """Which slips wait, and that each branch and month has its own form."""
    turn.say(INTENTS_TEXT, "each_its_own", standings=standings(turn))


def say_points(turn: Turn) -> None:
    """What every open item is about, why it is on the slip, and what it is worth."""
    slips = [one.slip for one in standings(turn)]
    at_stake = {slip.id: sum((item.points for item in slip.open_items), ZERO) for slip in slips}
    turn.say(INTENTS_TEXT, "points", slips=slips, at_stake=at_stake)


def say_how_to_fill(turn: Turn) -> None:
    """How to fill in, for the slip that waits."""
    turn.say(INTENTS_TEXT, "how_to_fill", standings=standings(turn))


def say_meaning(turn: Turn) -> None:
    """What the words of a slip mean."""
    turn.say(INTENTS_TEXT, "meaning_of_slip")


def say_if_late(turn: Turn) -> None:
    """What becomes of an answer that comes late or not at all, in the points of the rule that holds."""
    found = standings(turn)
    indicators = scheme_for(turn.session, found[0].slip.month.quarter).indicators
    duty = indicators.get(SELF_CHECK)
    late = (duty.per_failure if duty.late is None else duty.late) if duty else Decimal(0)
    turn.say(INTENTS_TEXT, "if_late", standings=found, late=late, missing=duty.per_failure if duty else Decimal(0))


def say_slip_again(turn: Turn) -> None:
    """The slip itself, once more."""
    show_slip(turn, "")


def say_what_was_written(turn: Turn) -> None:
    """What was handed in last, as it stands."""
    forms = [one.self_check for one in standings(turn) if one.self_check]
    turn.say(INTENTS_TEXT, "what_was_written", forms=forms)


def say_handed_in(turn: Turn) -> None:
    """Whether it came in, when, from whom, and how far it is."""
    turn.say(INTENTS_TEXT, "handed_in", standings=standings(turn), of_town=False)


def say_progress(turn: Turn) -> None:
    """How far all slips are."""
    show_progress(turn, "")


def say_next_step(turn: Turn) -> None:
    """What waits for the person: slips, or when the next comes; and steps of an office."""
    duties = duties_of(turn.session, turn.person, turn.now)
    if duties or not leads(turn):
        say_duties(turn, "waiting", duties)
    if leads(turn):
        _say_next_slip(turn)


def _say_next_slip(turn: Turn) -> None:
    comes = turn.calendar.first_working_of(Month.of(turn.now.date()).next)
    turn.say(INTENTS_TEXT, "next_step", slips=waiting_slips(turn), comes=comes)


def say_how_to_change(turn: Turn) -> None:
    """How to change what was handed in, and until when."""
    turn.say(INTENTS_TEXT, "how_to_change", standings=standings(turn))


def say_why_returned(turn: Turn) -> None:
    """The reason the office gave, for as long as it matters."""
    turn.say(INTENTS_TEXT, "why_returned", forms=forms_returned(turn.session, led_by(turn)))


OWN_SLIPS: Final = (
    Intent(
        ("还有几天 · 最晚哪天 · 几号截止 · 啥时候截止 · 哪天到期 · 啥辰光截止 · 还剩几天 · 还剩多少时间 · 还来得及吗"),
        (
            "还有/还剩/剩下/剩 几天/多少天/多久/多少时间",
            "最晚/最迟/截止/截至/到期 哪天/几号/几点/什么时候/啥时候/啥辰光/哪一天/几时/吗",
            "哪天/几号/几点/什么时候/啥时候/啥辰光/几时 交/报/回/填",
            "几号前/几号之前/哪天前/哪天之前/几点前/几号为止/哪天为止",
            "号前/天前/点前 回/交/报 也要/是不是/要不要/吗",
            "来得及 吗/伐/么/不",
            "deadline/ddl 什么时候/几号/啥时候/哪天/几时",
            "都是/全是/一样 号",
        ),
        say_deadline,
        has_slip,
    ),
    Intent(
        "怎么有两张 · 两个支部能不能写一张 · 两个月的一起填行吗 · 两张可以合成一张吗",
        (
            "两张/两份/两个/二张/几张/三张 怎么/为什么/咋/干嘛/啥意思/什么意思",
            "两张/两份/两个/二张/几张/三张 写一张/填一张/一起填/一起报/一起写/合并/合成/并成/写在一起/一次填",
        ),
        say_each_its_own,
        several_wait,
    ),
    Intent(
        "扣了多少分 · 几分 · 扣几分 · 要扣多少 · 没扣分吧 · 为什么扣分 · 凭什么扣分 · 扣在哪里",
        (
            "加起来/一共/总共/两样 扣 几分/多少",
            "扣我们 几分/多少",
            "别 扣分",
            "扣 几分/多少分/多少/分吗/分吧/分么/分伐",
            "为什么/为啥/凭什么/怎么/咋/干嘛 扣",
            "扣在/扣了 哪/什么/啥",
            "扣 是谁/谁 记的/登的/扣的",
        ),
        say_points,
        has_slip,
    ),
    Intent(
        "怎么填 · 怎么弄 · 不会填 · 怎么回复 · 要回什么 · 回1就行了吗 · 看不懂 · 怎么操作",
        (
            "怎么/咋/如何/怎样 填/弄/写/报/回/搞/操作/改/做/办",
            "不会 填/弄/写/用/搞/操作/报",
            "写/要写/交 检讨/检查书/多少字/几个字/书面",
            "回1/回一/回复1/按1/打1 吗/行/就/是/可以",
            "看不懂",
            "补充 什么/啥/哪些",
        ),
        say_how_to_fill,
        slip_waits,
    ),
    Intent(
        "什么意思 · 未完成是什么意思 · 提醒单是什么 · 都完成了还要回什么 · 逾期完成是什么意思",
        (
            "什么意思/啥意思/是什么/是啥/什么叫/啥叫 未完成/逾期/提醒单/自查/台账/整改/这个",
            "什么意思/啥意思",
            "完成 还要/为什么 回/报/填",
        ),
        say_meaning,
        has_slip,
    ),
    Intent(
        (
            "过期了怎么办 · 还能报吗 · 晚一天会怎样 · 不报会怎样 · 逾期扣几分 · 现在报还算数吗 · "
            "来不及了怎么办 · 退回了还算按时吗"
        ),
        (
            "晚/迟/逾期/过期/超期/来不及/忘记/忘了/错过 怎么样/怎样/会怎/怎么办/咋办/扣/后果/要紧/算/影响",
            "晚/迟/逾期 扣 几分/多少",
            "不报/不交/不填/没报/没交 怎么样/怎样/会怎/怎么办/咋办/扣/后果/呢",
            "还能/还可以/还好/还算/现在 报/交/补 吗/不/么/伐/算/行",
            "退回 算/影响 按时/逾期",
        ),
        say_if_late,
        has_slip,
    ),
    Intent(
        "没收到提醒单 · 再发一遍 · 提醒单没收到 · 重新发一下 · 提醒单看不到 · 把提醒单给我看看 · 提醒单不见了",
        (
            "没收到/没看到/收不到/没有收到/看不到/找不到/没来/删了/删掉/不见 提醒/单子/通知/清单",
            "找不着/不见/没了/翻不到 单子/提醒/通知/清单/再看/再发",
            "再发/重发/重新发/补发 遍/一下/一次/次/一份/给我/个",
            "提醒单/单子 看看/看一下/看下/发我/发一下/发给我/找出来",
        ),
        say_slip_again,
        leads,
    ),
    Intent(
        "我原来写的什么 · 我写的什么 · 我报的什么 · 看看我填的",
        ("我/原来/上次/之前 写的/填的/报的/交的 什么/啥/哪些/看/给我",),
        say_what_was_written,
        has_slip,
    ),
    Intent(
        "我报了没有 · 报上去了吗 · 交上去没 · 你们收到没有 · 收到了吗 · 我不是报过了吗 · 报成功了吗",
        (
            "报了/交了/填了/报上去/交上去/报过/交过/发过/报好/报成功/提交 没/吗/伐/么/不是/没有/是不是/有没有",
            "收到 没有/没/吗/伐/么",
        ),
        say_handed_in,
        has_slip,
    ),
    Intent(
        "审核到哪一步了 · 审好了没 · 通过了吗 · 审核了没有",
        ("审核/审/批/通过 哪一步/哪步/没有/了没/了吗/好了/到哪/结果/过了",),
        say_progress,
        leads,
    ),
    Intent(
        (
            "接下来要做什么 · 还要做什么 · 这个月有什么要弄的 · 下一张提醒单哪天来 · 有什么要办的 · "
            "现在该我办什么 · 下面轮到谁弄 · 还有什么等我批"
        ),
        (
            "接下来/下一步/还要/还需要/还有什么/有什么/有啥/要我/该我/等我/轮到 做/弄/办/干/填/报/批/审/签/我/谁",
            "下一张/下张/下次/下个月/下月/新的 提醒单/单子/提醒 哪天/几号/什么时候/啥时候/来",
        ),
        say_next_step,
    ),
    Intent(
        (
            "我写错了 · 写错了一条 · 少写了一条 · 能不能重新填 · 还能改吗 · 撤回 · 撤回来 · 怎么改 · "
            "开不成怎么办 · 改到几号为止"
        ),
        (
            "写错/填错/报错/搞错/弄错/选错/少写/漏写/漏了/忘写/少填/错了",
            "重新/还能/能不能/想/还好/可以/怎么/咋 改/重填/填/重写",
            "撤回/收回/拿回来/退给我/要回来",
            "开不成/做不成/完不成/做不到/弄不成 怎么办/咋办/怎么弄",
            "改 几号/哪天/什么时候/为止",
        ),
        say_how_to_change,
        handed_in,
    ),
    Intent(
        "为什么退回 · 为什么退回来 · 哪里写得不好 · 退回原因 · 怎么又退了 · 什么原因退的",
        (
            "为什么/为啥/怎么/咋/原因/啥意思/又/凭什么/哪里 退/打回",
            "哪里/哪儿/什么地方/哪点/哪一条/哪项 不好/不行/不对/不合格/有问题/没写",
            "退回 理由/意见/哪里",
        ),
        say_why_returned,
        was_returned,
    ),
)
