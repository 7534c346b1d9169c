"""What a branch asks about what it handed in: did it come, what stands there, what is next, why it came back."""

from __future__ import annotations

from typing import Final

from bot.router import Turn
from handlers.commands.duties import say_duties
from handlers.commands.slips import show_progress
from handlers.intents.intent import Intent
from handlers.intents.own_slips import INTENTS_TEXT
from handlers.intents.situations import handed_in, has_slip, leads, standings, was_returned
from handlers.offices import led_by
from handlers.waiting_slips import waiting_slips
from rules.periods import Month
from services.duties.duties import duties_of
from services.self_checks.standing import forms_returned


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


OWN_FORMS: Final = (
    Intent(
        (
            "我原来写的什么 · 我写的什么 · 我报的什么 · 看看我填的 · 我头歇写点啥 拨我看看 · 刚刚写的啥我忘了 · "
            "我报的那份调出来看看 · 我填的内容再给我看一眼"
        ),
        (
            "我/原来/上次/之前 写的/填的/报的/交的 什么/啥/哪些/看/给我",
            "头歇/前头/刚才/刚刚/方才/原来/上次/之前/前面 写/填/报/交 啥/什么/看/忘",
            "我/原先/原来 怎么写的/咋写的/怎么填的/怎么报的",
            "写的/填的/报的 谁/几号/哪天/哪个/多少 来着/了/吗/刚才/第/是",
            "是不是/好像/记得 写成/报成/填成/写了/报了/填了/选成/写的",
            "我写的/我填的/我报的/我交的/自己写的 看/调出来/发我/拨我/找出来/忘",
        ),
        say_what_was_written,
        has_slip,
    ),
    Intent(
        "我报了没有 · 报上去了吗 · 交上去没 · 你们收到没有 · 收到了吗 · 我不是报过了吗 · 报成功了吗",
        (
            "报了/交了/填了/报上去/交上去/报过/交过/发过/报好/报成功/提交 没/吗/伐/么/不是/没有/是不是/有没有",
            "报上去了/交上去了/报成了/报好了/交好了 吧",
            "收到 没有/没/吗/伐/么",
            "还要/要不要/用不用/还用 确认/再报/再交/再填",
        ),
        say_handed_in,
        has_slip,
    ),
    Intent(
        (
            "审核到哪一步了 · 弄好了没 · 好了没 · 几时审 · 什么时候审 · 审好了没 · 通过了吗 · "
            "审核了没有 · 审下来要几天 · "
            "几天能审好 · 多长时间有结果 · 啥时候有回音 · 哪天能批下来 · 过了没 · 过了没有"
        ),
        (
            "审核/审/批/通过 哪一步/哪步/没有/了没/了吗/好了/到哪/结果/过了/几时/什么时候/啥时候/多久",
            "几时/什么时候/啥时候/多久/多长时间/几天/哪天/啥辰光 审/批/通过/看/有结果/出结果/回音/回信/有消息",
            "有人/谁/你们 看了没/审了没/看过没/看过了没",
            "等 到哪天/到几时/到几号",
            "审/批 几天/哪天/多长时间/啥辰光",
            "弄好/搞好/好了 没/吗/伐/了没",
            "怎么/咋/还 还没/没有/没 批/审/通过",
            "快点/快些/抓紧/赶紧/早点/尽快 审/批/看",
        ),
        say_progress,
        leads,
    ),
    Intent(
        (
            "接下来要做什么 · 还要做什么 · 这个月有什么要弄的 · 下一张提醒单哪天来 · 有什么要办的 · "
            "啥呀 · 咋了 · 啥事 · 这是啥情况呀 · 有我的事没 · 什么事 · 怎么啦 · 现在该我办什么 · "
            "下面轮到谁弄 · 还有什么等我批 · 那我等通知就行了吗"
        ),
        (
            "接下来/下一步/还要/还需要/要我/该我/轮到 做/弄/办/干/填/报/批/审/签/我/谁",
            # 我有什么办法 asks for nothing to do.
            "还有什么/有什么/有啥 做/弄/办的/要办/干/填/报/批/审/签/我的/等我/等谁",
            "等我 办/批/审/签/干",
            "坐等/等通知/等消息/等结果/等回音/等你们/等着 就行/就好/就可以/吗/么/伐/是吧",
            "下一张/下张/下次/下个月/下月/新的 提醒单/单子/提醒/自查单/自查表/自查 哪天/几号/什么时候/啥时候/来",
        ),
        say_next_step,
    ),
    Intent(
        (
            "我写错了 · 写错了一条 · 少写了一条 · 能不能重新填 · 还能改吗 · 撤回 · 撤回来 · 怎么改 · "
            "开不成怎么办 · 改到几号为止 · 交错了能不能拿回来 · 发早了 退回来给我 · 刚才叫错了 能不能那回来不算"
        ),
        (
            "写错/填错/报错/交错/搞错/弄错/选错/少写/漏写/漏了/忘写/少填/错了",
            "重新/还能/能不能/想/还好/可以/怎么/咋 改/重填/填/重写",
            "从头/重头 填/写/来/弄",
            "撤回/撤销/收回/拿回来/退给我/要回来/退回来/发早了/报早了/交早了",
            "责任人/负责人/日期/日子/原因/措施 换/改/错/不对/不是/不当",
            "搞错/写错/填错/报错/弄错 那条/那项/这条/这项/第一/第二/支委会/党费/台账 不是/没/其实/应该/是我/是他",
            "开不成/做不成/完不成/做不到/弄不成 怎么办/咋办/怎么弄",
            "改 几号/哪天/什么时候/为止",
            "撤回/撤出/拿回/退回来/收回 重新/重写/重填/再写/再填/乱点/乱按",
            "写得/写的/填得/报得 简单/太少/太短/不清/难看/潦草",
            "再添/再加/再补/添/补/加 两句/几句/一句/点字/几个字",
        ),
        say_how_to_change,
        handed_in,
    ),
    Intent(
        "确认以后还能改吗 · 确认仔以后还好改伐 · 报上去以后还能改吗 · 我点了确认还能改不",
        (
            (
                "确认/提交/报送/报上去/交上去/送出去 还能改/还好改/还可以改/能不能改/可不可以改/能改/好改/"
                "可以改/改得了/改得动"
            ),
        ),
        say_how_to_change,
        has_slip,
    ),
    Intent(
        (
            "为什么退回 · 为什么退回来 · 哪里写得不好 · 退回原因 · 怎么又退了 · 什么原因退的 · "
            "哪一项没写好 · 退的是哪条 · 退回来是哪里没写好 · "
            "差在哪里 · 我要改点啥 · 哪儿写得不清楚 · 要我补什么 · 不改了，就这样交"
        ),
        (
            "为什么/为啥/怎么/咋/原因/啥意思/又/凭什么/哪里 退/打回",
            "退回来/推回来/打回来/退下来 哪里/那里/哪儿/那儿",
            (
                "哪里/哪儿/什么地方/哪点/哪一条/哪项/哪条/哪一项/哪块/哪样 不好/不行/不对/不合格/有问题/没写/"
                "没过/不清/没讲/没说"
            ),
            "啥/什么 地方不对/地方不好/问题/道理 ",
            "缺了/少了/缺/少 啥/什么/哪",
            "为啥/为什么/怎么/咋/凭啥 不给过/不过/没过/不通过/通不过",
            "写了/写过 还退/又退/退",
            "退回 理由/意见/哪里",
            "退 哪条/哪项/哪一/哪个/哪里/啥/什么",
            "差在/错在/问题出在/毛病在/不对在/差 哪/啥/什么",
            "改/补/重写/添 点啥/什么/些啥/哪些/哪里/哪条/哪项/哪一/哪个",
            "不是 写了/写着/写过/报了/填了/早写 吗/么/嘛/伐",
            "怎么/要/写/到底 才给过/才能过/才通过/才算过",
            "不改/不用改/勿改/不想改/改不来/没啥改/没什么改/原样/照原来 交/报/就这样/算了/上去",
        ),
        say_why_returned,
        was_returned,
    ),
)
