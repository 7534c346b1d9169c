"""What a branch asks and says about a rectification order: until when, of what, by whom, and what comes then (R19)."""

from __future__ import annotations

from typing import Final

from bot.router import Turn
from handlers.intents.intent import Intent
from handlers.intents.needs import DISPUTED_IN_ANY_WORDS, DISPUTES, MORE_TIME
from handlers.intents.own_slips import INTENTS_TEXT
from handlers.offers import offer
from handlers.waiting_orders import order_at_hand, own_orders
from models.orders import WITH_BRANCH
from rules.periods import Quarter
from services.schemes.versions import scheme_for


def say_order_due(turn: Turn) -> None:
    """Until when each order is to be reported on."""
    turn.say(INTENTS_TEXT, "order_due", orders=own_orders(turn), now=turn.now)


def say_order_again(turn: Turn) -> None:
    """What each order is about, as it was given: problems, demand, day, ground and who signed."""
    turn.say(INTENTS_TEXT, "order_again", orders=own_orders(turn))


def say_after_report(turn: Turn) -> None:
    """How to say that it is done, who looks at it, and what comes then."""
    turn.say(INTENTS_TEXT, "after_report", orders=own_orders(turn))


def say_how_to_report(turn: Turn) -> None:
    """What a report is: words, no pictures."""
    turn.say(INTENTS_TEXT, "how_to_report", orders=own_orders(turn))


def say_order_points(turn: Turn) -> None:
    """An order itself costs nothing; what it names is counted where it belongs, and equals are placed by open ones."""
    policy = scheme_for(turn.session, Quarter.of(turn.now.date())).policy
    turn.say(INTENTS_TEXT, "order_points", parts_equals="fewer_open_orders" in policy.tie_break)


def say_what_an_order_is(turn: Turn) -> None:
    """What the words mean, and what a slip is beside it."""
    turn.say(INTENTS_TEXT, "meaning_of_order")


def ask_report_or_progress(turn: Turn) -> None:
    """Nothing is reported by the way: which of the two is meant, and what to type for each."""
    turn.say(INTENTS_TEXT, "report_or_progress", orders=own_orders(turn))


def offer_order_time(turn: Turn) -> None:
    """Another day is asked for with a day and a reason; the group decides."""
    found = [one for one in own_orders(turn) if one.state in WITH_BRANCH and not one.is_overdue_at(turn.now)]
    turn.say(INTENTS_TEXT, "order_time", orders=found)


def offer_to_dispute_order(turn: Turn) -> None:
    """A dispute of an order: the group that issued it can withdraw it, and the words can be passed on."""
    turn.say(INTENTS_TEXT, "dispute_order", orders=own_orders(turn), offered=offer(turn))


_ORDER: Final = "督办/都办/整改单/整改通知"
ORDERS: Final = (
    Intent(
        "督办单几号到期 · 督办哪天到期 · 整改到哪天为止 · 整改情况什么时候交 · 还剩几天整改 · 什么时候要弄好",
        (
            f"{_ORDER} 几号/哪天/几天/什么时候/啥时候/多久/到期/截止/期限",
            "几号/哪天/哪一天/什么时候/啥时候/啥辰光/几时 到期/截止/为止/交/报/改好/整改完/前",
            "几号/哪天/什么时候/啥时候/啥辰光/几时 要弄好/要做好/要办好/要搞好/要改完/要完成",
            "还有/还剩/剩下 几天/多少天/多久",
            "整改/改/报 到几号/到哪天/到什么时候/到几时",
            "最晚/最迟/截止/到期 哪天/几号/什么时候/吗",
        ),
        say_order_due,
        order_at_hand,
    ),
    Intent(
        "要整改什么 · 督办单要整改啥 · 问题一是哪个 · 督办单再发一遍 · 哪几个问题 · 督办单给我看看",
        (
            "整改/改/督办/查出 什么/啥/哪些/哪几/哪个/哪里",
            "问题 哪个/哪些/哪几/是什么/是啥/什么",
            f"{_ORDER} 再发/重发/看看/看一下/看不到/找不到/没收到/内容",
            "哪些/哪几个/几个 问题",
        ),
        say_order_again,
        order_at_hand,
    ),
    Intent(
        "谁查的 · 谁来查 · 什么时候来查的 · 督办的依据是什么 · 凭什么发督办 · 谁签发的",
        (
            "谁/哪个/哪位/哪里 查/检查/签发/发的/定的/说的",
            "什么时候/啥时候/哪天/几时/几号 查/检查/来看/来过",
            f"{_ORDER} 依据/根据/为什么/为啥/凭什么/凭啥/怎么会",
            "为什么/为啥/凭什么/凭啥/怎么会 督办/发单/整改",
        ),
        say_order_again,
        order_at_hand,
    ),
    Intent(
        "改好了跟谁说 · 可以销号了吗 · 报了就销号了吗 · 整改好了怎么报 · 谁来核查 · 什么时候销号 · 报完了还要做什么",
        (
            "改好/整改好/整改完/改完/弄好/做好/完成 谁/怎么/咋/哪里/还要/然后/下一步/接下来/就行/就好/就可以/吗",
            "报了/报好/报完/交了 谁/怎么/还要/然后/下一步/接下来/就行/就好/就可以/就销号/算销号/吗",
            "销号 吗/么/伐/不/了没/怎么/什么时候/啥时候/多久/是不是/可以/能",
            "谁/哪个/几时/什么时候 核查/验收/复查/来看",
            "核查/验收/复查 谁/哪个/几时/什么时候/怎么",
        ),
        say_after_report,
        order_at_hand,
    ),
    Intent(
        "要不要附照片 · 督办报告怎么写 · 督办报告写什么 · 要发照片吗 · 要不要盖章 · 整改报告要多长",
        (
            "要/需要/用/发/附/拍/带 照片/图片/材料/盖章/签字/附件/纸质/视频",
            "报告/整改情况/整改报告 怎么写/咋写/写什么/写啥/写多少/多长/怎么弄/怎么填/格式/模板",
            "怎么/咋/如何/什么/啥 报告/写/填/回/弄",
        ),
        say_how_to_report,
        order_at_hand,
    ),
    Intent(
        "督办要不要扣分 · 督办扣几分 · 督办影响得分吗 · 整改好了还扣分吗",
        (f"{_ORDER}/整改 扣/分/影响/排名/上灰榜/灰榜",),
        say_order_points,
        order_at_hand,
    ),
    Intent(
        "督办和提醒单有什么两样 · 督办单是什么 · 督办单什么意思 · 销号是什么意思",
        (
            f"{_ORDER} 两样/区别/不同/一样/一回事/是什么/是啥/什么意思/啥意思/什么用/啥用/干什么/干啥",
            "销号 什么意思/啥意思/是什么/是啥",
        ),
        say_what_an_order_is,
        order_at_hand,
    ),
    Intent(
        "督办能不能延到月底 · 20号来不及 · 来不及能再宽几天吗 · 督办单晚几天行不行 · 时间太紧了 · 20号前改不完 · "
        "没钱改 · 我们改不了这个",
        (
            f"{_ORDER} 延/宽/晚/缓/推迟/来不及/多给",
            "能/再 宽/缓 天/日/号/周",
            "来不及",
            "没钱/没人/没条件/没经费/没材料 改/换/弄/修/做",
            "改不了/弄不了/做不了/换不了/改不动 我们/这/那/督办",
            "时间/期限/日子 太紧/太短/不够/太急",
            "号/天/前/日 改不完/改不好/整改不完/整改不了/做不完/弄不完/完不成",
            *MORE_TIME,
        ),
        offer_order_time,
        order_at_hand,
        tells=True,
    ),
    Intent(
        "督办发错了 · 不应该发督办 · 这个问题不存在 · 台账不缺的 · 督办不是我们的 · 公开栏一直是新的 · "
        "对督办有意见 · 我不签 这个不是我们村的事 · "
        "这不归我们管 · 不收 · 这个该村委管 · 跟我们没关系 · 这个是开发商的事 · 我们没这个问题",
        (
            "问题/情况 不存在/不成立/没有的事/不属实/不是事实",
            "没有 这回事/这个问题/这种情况",
            "一直/本来 是新的/是好的/都有/都在/是齐的/是全的",
            "不应该/不该/凭什么/怎么能 发/督办/扣/算",
            "不缺/没缺/没少/不少",
            f"{_ORDER} 发错/搞错/弄错/不对/不服/不合理/不是我们/异议/意见/冤枉",
            "明明/早就 有/做/开/换/改/是",
            "不签/不收/拒签/拒收/退回去",
            "不归/不是/不属于/不关 我们/我们管/我们村/我村/支部 管/事/责任/范围/职责",
            "该/应该/归/是 村委/别的/别人/上面/镇里/物业/社区/开发商/施工队 管/负责/的事/改",
            "跟/和/同 没关系/无关/不相干",
            "我们/支部 没这个/没有这个/没这种/不存在 问题/情况/事",
            *DISPUTES,
        ),
        offer_to_dispute_order,
        order_at_hand,
        tells=True,
        asides=DISPUTED_IN_ANY_WORDS,
    ),
    Intent(
        (
            "都改好了 · 督办都整改好了 · 还在整改 · 抓紧整改，限期销号 · 还没改呢 · 整改到位了 · 督办先不报 · "
            "公开栏已经换好了 · 台账补齐了"
        ),
        (
            "改好/整改好/整改完/改完/整改到位/整改了/换好/换了/换上/补好/补齐/补登/补上/做好/弄好/搞好/贴上/贴好/更新了/更新好/完成了/已完成/已整改/已更新",
            "还在/正在/在/抓紧/马上/尽快/会/准备/开始 整改/改/换/补/弄/落实/处理",
            "没改/没换/没补/未整改/没整改/没弄/没做 还/呢/完/好/督办",
            "限期/照单/按要求/按时 销号/整改",
            f"{_ORDER} 先不报/没报/晚点报/报告/销号",
        ),
        ask_report_or_progress,
        order_at_hand,
        tells=True,
    ),
)
