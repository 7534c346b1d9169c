"""What a branch asks about its own slips: until when, at what cost, how to fill in, what it means, where it is."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from bot.router import Turn
from handlers.commands.slips import show_slip
from handlers.intents.intent import Intent
from handlers.intents.situations import clean_slip_waits, has_slip, leads, several_wait, slip_waits, standings
from handlers.offers import offer
from rules.scoring import ZERO
from services.schemes.versions import scheme_for

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


def say_three_meetings(turn: Turn) -> None:
    """What 三会一课 is."""
    turn.say(INTENTS_TEXT, "three_meetings")


def say_if_late(turn: Turn) -> None:
    """What becomes of an answer that comes late or not at all, in the points of the rule that holds."""
    found = standings(turn)
    scheme = scheme_for(turn.session, found[0].slip.month.quarter)
    duty = scheme.indicators.get(scheme.policy.self_check_indicator)
    late = (duty.per_failure if duty.late is None else duty.late) if duty else Decimal(0)
    turn.say(INTENTS_TEXT, "if_late", standings=found, late=late, missing=duty.per_failure if duty else Decimal(0))


def say_slip_again(turn: Turn) -> None:
    """The slip itself, once more."""
    show_slip(turn, "")


def say_clean_doubted(turn: Turn) -> None:
    """Somebody doubts a slip that says all is done: what is right is confirmed, what is not is added."""
    turn.say(INTENTS_TEXT, "clean_doubted", standings=standings(turn), offered=offer(turn))


OWN_SLIPS: Final = (
    Intent(
        "有问题 · 不太对吧 · 这个准吗 · 好像漏了一项 · 其实有一次党课没开 要不要讲 · 还没核对 · 不对 · "
        "应该没问题吧 · "
        "有一个会没开 · 不全 · "
        "会计说没问题我再问问",
        (
            "其实/好像/可能/应该/恐怕/但是/不过/还/就是 没/漏/有/少/问题/差",
            "有/还有 一次/一项/一个/个/两 没/漏/问题/错",
            (
                "漏了/漏掉/少了/遗漏/不全/不对/不准/有错/有误/有问题/没核对/还没对/没对过/不一致/对不上/"
                "不太对/不大对/准吗/准不准/不全"
            ),
            "没问题/没有问题 吧/再/问/等/看/应该/好像/大概/说",
            "没开/没做/没上/没搞/没办/没交 要不要/要/讲/说/写/报/吗",
        ),
        say_clean_doubted,
        clean_slip_waits,
        tells=True,
    ),
    Intent(
        (
            "还有几天 · 最晚哪天 · 几号截止 · 啥时候截止 · 哪天到期 · "
            "啥辰光截止 · 还剩几天 · 还剩多少时间 · 还来得及吗 · 哪个先截止 · 还剩几个钟头 · "
            "还有几个小时好改 · 改到几时 · "
            "这个返工到几号为止"
        ),
        (
            (
                "还有/还剩/剩下/剩 几天/多少天/多久/多少时间/多长时间/几个钟头/几个小时/几小时/多少小时/"
                "多少辰光/几个工作日"
            ),
            "改/返工/交/报/填/弄 到几时/到几号/到哪天/到什么时候/到啥时候/到啥辰光",
            "最晚/最迟/截止/截至/到期 哪天/几号/几点/什么时候/啥时候/啥辰光/哪一天/几时/吗",
            "哪天/几号/几点/什么时候/啥时候/啥辰光/几时 交/报/回/填",
            "还能/能/好 拖几天/拖多久/等几天",
            "最后/期限 哪天/几号/哪一天",
            "时间 够伐/够不够/够吗",
            "几号前/几号以前/哪天以前/几号之前/哪天前/哪天之前/几点前/几号为止/哪天为止",
            "号前/天前/点前 回/交/报 也要/是不是/要不要/吗",
            "来得及 吗/伐/么/不",
            "deadline/ddl 什么时候/几号/啥时候/哪天/几时",
            "都是/全是/一样 号",
            "哪个/哪张/哪份/谁/先 截止/到期 先/早/急",
        ),
        say_deadline,
        has_slip,
    ),
    Intent(
        "怎么有两张 · 哪个支部的啊？我管两个 · 哪个先弄 · 哪个月的 · 两个支部都是一样的 都没开成 · "
        "两边都没问题 · 原因一样的 · "
        "东边那个支部忘了 · 两个支部能不能写一张 · 两个月的一起填行吗 · 两张可以合成一张吗",
        (
            "两张/两份/两个/二张/几张/三张 怎么/为什么/咋/干嘛/啥意思/什么意思",
            "哪个/哪张/哪一个/哪份 支部/月/先/弄/填/办/要紧/急",
            "两个/两边/两张/二个/几个/几张/两只/俩 都/全/一样/均/统统",
            "一样/同样/相同 原因/理由/情况/问题/都",
            "一个/那个/这个/一边/一张/东边/西边/南边/北边/老 支部 另一个/另外/忘/没/好了/开/补/人",
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
            "晚了/迟了/逾期/超了 几天/多久/哪天/几号",
        ),
        say_points,
        has_slip,
    ),
    Intent(
        (
            "怎么填 · 责任人那一栏可以写两个人吗 · "
            "1和2哪个先写 · 要写几个人 · 那我写什么好呢 · 又要检讨啊 · 就晚一天也要写啊 · 怎么弄 · "
            "不会填 · 怎么回复 · 要回什么 · "
            "回1就行了吗 · 看不懂 · 怎么操作"
        ),
        (
            "怎么/咋/如何/怎样 填/弄/写/报/回/搞/操作/改/做/办",
            "不会 填/弄/写/用/搞/操作/报",
            "写/要写/交 检讨/检查书/多少字/几个字/书面",
            "回1/回一/回复1/按1/打1 吗/行/就/是/可以",
            "看不懂",
            "写 行不/可以吗/行吗/行伐",
            "教教我/教我/教一教",
            "写 什么好/啥好/点啥/什么呢/几个/几条/几行/哪些/谁/啥",
            "哪个/哪项/哪条/哪一项 先写/先填/先弄",
            "也要/还要/还得/也得 写/填/报/回",
            "补充 什么/啥/哪些",
            "写在/写到/写进/填在/填到/填进/放在 哪/还是/里面",
            "责任人/负责人 两个人/几个人/多个人 可以/能不能/能/好",
            "责任人/负责人 写谁/填谁/写我/填我/写哪个/是谁/写啥人",
        ),
        say_how_to_fill,
        slip_waits,
    ),
    Intent(
        (
            "什么意思 · 未完成是什么意思 · 提醒单是什么 · 都完成了还要回什么 · 逾期完成是什么意思 · "
            "迟都迟了还要补啥 · 交都交了还要写什么 · 钱都缴了 还要填啥 · 事情都办好了 还搞啥"
        ),
        (
            "什么意思/啥意思/是什么/是啥/什么叫/啥叫 未完成/逾期/提醒单/自查/台账/整改/这个",
            "什么意思/啥意思",
            "完成 还要/为什么 回/报/填",
            (
                "都/已经/早/清了 迟了/晚了/交了/补了/做了/过了/缴了/缴清/交清/收齐/好了/完了 "
                "还要/还 补/写/填/报/改/整改/弄/回/说/搞/做/干 啥/什么/干嘛/吗/么"
            ),
            (
                "缴了/缴清/交清/收齐/补好/办好/弄好/收好/做了/完成了 还有啥/要我/还要/还/你还 填/写/报/弄/搞/"
                "做/补/要 啥/什么"
            ),
        ),
        say_meaning,
        has_slip,
    ),
    Intent(
        "三会一课是什么 · 三会一课到底是哪三会",
        ("三会/三会一课 是什么/是啥/哪三会/那三会/哪几/哪些",),
        say_three_meetings,
    ),
    Intent(
        (
            "过期了怎么办 · 还能报吗 · 晚一天会怎样 · 不报会怎样 · 逾期扣几分 · 迟一天罚不罚 · "
            "现在报还算数吗 · 今天再弄还收不收啊 · "
            "来不及了怎么办 · 退回了还算按时吗"
        ),
        (
            "晚/迟/逾期/过期/超期/来不及/忘记/忘了/错过 怎么样/怎样/会怎/怎么办/咋办/扣/后果/要紧/算/影响",
            "晚/迟/逾期 扣 几分/多少",
            "晚/迟/逾期/过期 罚/罚不罚/要罚/罚多少",
            "不报/不交/不填/没报/没交 怎么样/怎样/会怎/怎么办/咋办/扣/后果/呢",
            "还能/还可以/还好/还算/现在 报/交/补 吗/不/么/伐/算/行",
            "再弄/再报/再交/再填/再补/今天/现在 还收/还要 不收/吗/伐/么/不要",
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
)
