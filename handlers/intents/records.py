"""What those who keep the daily records ask and say about them, besides 登记, 更正 and 日常."""

from __future__ import annotations

from typing import Final

from bot.router import Turn
from handlers.commands.daily_records import WORDING, show
from handlers.commands.said_records import month_and_rest
from handlers.intents.intent import Intent
from handlers.intents.town import names_a_branch
from rules.periods import Month
from services.daily_records.entering import without_records
from services.register.names import mentioned
from services.rights.table import Right


def _month(turn: Turn) -> Month:
    """The month that is named, else the one that is over: that is the one being noted."""
    return month_and_rest(turn, turn.incoming.text)[0] or Month.of(turn.now.date()).previous


def show_records(turn: Turn) -> None:
    """日常, of the branch that is named: what is on record, and who noted it."""
    organization = mentioned(turn.session, turn.incoming.text)
    month = _month(turn)
    show(turn, f"{organization.short_name if organization else ''} {month.year}年{month.month}月")


def say_without_records(turn: Turn) -> None:
    """Of which organisations nothing is on record for a month."""
    month = _month(turn)
    turn.say(WORDING, "without_records", month=month, without=without_records(turn.session, month))


def say_states(turn: Turn) -> None:
    """Which state is which."""
    turn.say(WORDING, "states")


def say_how_to_undo(turn: Turn) -> None:
    """How a record is put right."""
    turn.say(WORDING, "undo")


def ask_for_record(turn: Turn) -> None:
    """Somebody else is to note it: a record names its branch, and is written by whoever answers for it."""
    turn.say(WORDING, "whose_record")


def say_carry_on(turn: Turn) -> None:
    """Told and not asked: nothing is to be done."""
    turn.say(WORDING, "carry_on")


RECORDS: Final = (
    Intent(
        "石湾村10月登了些什么 · 荷塘一支部登记了什么 · 荷塘一那条未完成谁记的",
        (
            "登了/登记了/记了/录了 什么/啥/哪些/些什么",
            "谁 记的/登的/登记的/录的",
            "10月/记录/日常 看看/有什么/有哪些 登/记",
        ),
        show_records,
        names_a_branch,
        right=Right.SEE_TOWN,
    ),
    Intent(
        "10月还有谁一条都没登 · 哪些支部没有登记 · 谁的记录还没登 · 记了几家了 · 登记了多少家",
        (
            "记了/登了/录了/登记了/录入了/登好/录好 几家/几个/几条/几份/多少/哪几家/哪些",
            "谁/哪些/哪个/哪几个/哪家 没登/没记/没有登/没有记/没录/一条都没/未登记",
        ),
        say_without_records,
        right=Right.SEE_TOWN,
    ),
    Intent(
        "晚了三天算逾期还是未完成 · 逾期和未完成怎么分 · 什么算不适用",
        ("逾期/未完成/不适用 还是/区别/怎么分/什么算/怎么算",),
        say_states,
        right=Right.ENTER_RECORD,
    ),
    Intent(
        "刚才登错了 · 登记错了 · 刚才记错了怎么办 · 登错了怎么改 · 王建国他们支部10月支委会记错了改成完成",
        ("登错/记错/录错/登记错/记反 刚才/刚刚/了/怎么/改成/改为/应该是",),
        say_how_to_undo,
        right=Right.ENTER_RECORD,
    ),
    Intent(
        (
            "王建国那个支部十月份支委会没有开你记一下 · 他们那边党课没上帮我登一下 · 老李那里台账逾期了你给登记一下 · "
            "王建国他们支部10月党费记个未完成 · 老李那边支委会记成没完成 · 把老李他们支部的党费登成逾期完成 · "
            "王建国书记的支部10月主题党日记未完成 · 老李他们那个支委会没开，记上 · 10月党费，王建国支部，未完成 · "
            "王建国他们村我下午去看了公开栏空着你给记上"
        ),
        (
            (
                "记一下/登一下/登记一下/记一笔/帮我记/帮我登/给我记/给登记 "
                "没开/没有开/没上/没交/没搞/没做/未开/逾期/迟/未完成/没完成"
            ),
            (
                "记个/登个/写个/打个/标个/记成/登成/写成/标成/记为/登为/记作/记上/登上/"
                "记未/登未/写未/标未/记没/登没/记逾/登逾 "
                "没开/没有开/没上/没交/没搞/没做/未开/逾期/未完成/没完成/没有完成/不适用/空着/没换/没更新/缺了"
            ),
            "支部/他们/那边/那里/那个/那家 支委/党费/党日/党课/台账/大会 未完成/没完成/没有完成/逾期完成/不适用",
        ),
        ask_for_record,
        right=Right.ENTER_RECORD,
        tells=True,
    ),
    Intent(
        "我先把台账理一理 · 今天登完了 · 都登好了 · 明天再登",
        ("登完/登好/录完/录好/记完/记好 了", "先/再 理一理/整理/翻翻/对一对/登/录 台账/记录/材料/明天/再"),
        say_carry_on,
        right=Right.ENTER_RECORD,
        tells=True,
    ),
)
