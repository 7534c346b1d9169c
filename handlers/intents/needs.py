"""What people need somebody for: they dispute, want more time or the deputy, complain, or know of a change."""

from __future__ import annotations

import re
from typing import Final

from bot.router import Turn
from handlers.intents.intent import Intent
from handlers.intents.own_slips import INTENTS_TEXT
from handlers.intents.situations import (
    items_wait,
    leads,
    nothing_waits,
    objections_are_open,
    slip_waits,
    standings,
)
from handlers.offers import offer
from handlers.offices import led_by
from models.appointments import officers
from models.inbox import DISPUTED, WISHED
from rules.asides import Aside
from services.objections.filing import quarter_in_question
from services.rights.table import Right
from services.scores.own_score import last_day, objections_end, shown_board


def offer_objection(turn: Turn) -> None:
    """A dispute while a board is open to objections: 异议 takes the words along."""
    board = shown_board(turn.session, quarter_in_question(turn.session, turn.now))
    limit = objections_end(board) if board else None
    until = last_day(limit) if limit else None
    turn.say(INTENTS_TEXT, "dispute_by_objection", until=until, offered=offer(turn, state=DISPUTED))


def offer_to_tell(turn: Turn) -> None:
    """A dispute of a slip, which nobody can object to yet: the office looks into it."""
    turn.say(INTENTS_TEXT, "dispute", offered=offer(turn))


def offer_more_time(turn: Turn) -> None:
    """A person decides about a later day; until then the deadline stands."""
    turn.say(INTENTS_TEXT, "more_time", standings=standings(turn), offered=offer(turn, state=WISHED))


def offer_deputy(turn: Turn) -> None:
    """Who else of the branch may fill in, and how to hand over."""
    today, led = turn.now.date(), led_by(turn)
    held = [one for branch in led for one in officers(turn.session, branch, today)]
    others = [one for one in held if one.person_id != turn.person.id and one.person.userid]
    turn.say(INTENTS_TEXT, "deputy", others=others, waits=slip_waits(turn))


def offer_to_pass_on(turn: Turn) -> None:
    """A complaint, a wish, a change in the branch: the office should hear it as it was said."""
    turn.say(INTENTS_TEXT, "suggestion", offered=offer(turn))


def ask_which_branch(turn: Turn) -> None:
    """A leader speaks of something and names no branch."""
    turn.say(INTENTS_TEXT, "which_branch_matter")


def ask_which_matter(turn: Turn) -> None:
    """Somebody speaks of something, and nothing waits that it could be."""
    turn.say(INTENTS_TEXT, "which_matter")


DISPUTES: Final = (
    (
        "做过了/做了的/开过了/开过的/上过了/已经做/明明/我们有的/办过了/交过的 这项/第/我们/没开/"
        "支委/党课/党费/台账/开/你们"
    ),
    "是开的/是做的/是办的/是交的/是上的/是搞的 记录/本子/签到/照片/台账/号/我们/阿拉",
    "搞过/办过/去过/做过/组织过/弄过 你们/没登/没记/漏/的呀/没算",
    "不是 我们支部/我们的/本支部/我支部",
    "搞错/弄错/算错/发错/记错/登错/写错 你们/吧/是不是/了吧/分",
    "不合理/不属实/不对吧/不公平/冤枉/不服/不认可/不同意退/不同意扣/没道理",
    "凭什么/怎么能 说/算/退/记",
    "不能/别/不该 算 逾期/我/没",
    "有 异议/意见/意义/出入",
    "要提/想提/我提/提个 异议/意义/意见",
)
# What is open was done all along. 已补开 says that it was done afterwards: an answer, and the slip hears it first.
_DID_ALL_ALONG: Final = (
    "做了/做完了/搞了/办了/弄了/弄完了/开了/交了/登了 这项/那项/这条/那条/两项/两条/一项/一条/二项/二条",
    "早做/早搞/早办/早弄/早开/早交/早登/早就做/早就搞/早就办/早就弄/早就开/早就交/早就登 了 我们/这项/两项/这条/两条",
)
_DID_SAID: Final = (
    "这项我们做了 · 我们做了 · 我们都做了 · 我们做完了 · 早做了 · 早就弄好了 · 我们早就弄好了 · 我们早做了 · 两项都做了"
)
# It was done in part, or afterwards, or not at all.
_NOT_ALL_ALONG: Final = re.compile("没|未|半|还|补|差")


def entry_was_done(turn: Turn) -> bool:
    """Objections are open, and what is said leaves nothing undone."""
    return objections_are_open(turn) and not _NOT_ALL_ALONG.search(turn.incoming.text)


def item_was_done(turn: Turn) -> bool:
    """A slip with something open waits, and what is said leaves nothing undone."""
    return items_wait(turn) and not _NOT_ALL_ALONG.search(turn.incoming.text)


DISPUTED_IN_ANY_WORDS: Final = frozenset({Aside.DISPUTE})
_DISPUTES_SAID: Final = (
    "我们没迟啊，31号就交了 · 我们按时报了的 · 没有逾期 · 不迟的 · 不是我们没做，是没有拍照片 · "
    "我们明明开过的 · 不是我们支部的 · 扣得不合理 · 有意见 · 你们算错了吧 · 是不是发错了 · 这项登记错了吧 · "
    "支委会我们是开的，记录本在我手里"
)
# Wishes for a later day, of whatever is due.
MORE_TIME: Final = (
    "晚几天/晚两天/晚一点/晚些/过几天/过两天",
    "等/到 回来/回去/出院/周/礼拜/星期/号 再填/再报/再交/再弄/再办",
    "能不能/能否/可不可以/可以/行不行/好不好/想/让 晚/宽限/宽我/宽个/宽两/宽几/宽到/放宽/延/缓/推迟/迟",
    "宽限/延期/缓几天/缓两天/容我几天/容我两天/宽我几天/宽我两天/推迟",
    "再给/多给 天/日/时间",
    "再给两天/再给几天/再给三天/再给我两天/再给我几天/多给两天/多给几天",
    "明天/后天/大后天/下周/周一/星期一/月底 交/报 行不行/行吗/可以吗/好不好/可不可以/好伐",
    "来不及 晚/几天/两天",
    "答应/讲好/说好/同意/批过 宽我/宽限/宽到/缓到/缓几/晚两/晚几/延到/推到 又/还/怎么/咋/为什么/哪能",
    "哪个/哪里/怎么/哪能 来得及/赶得上",
    "过了/过完/等 再交/再报/再填/再回 行/好/可以/吗/伐",
    "跟/和/同 月 一起报/一起交/一起填/一道报",
)


def say_about_leave(turn: Turn) -> None:
    """Whose leave is noted here, and how it is begun or ended."""
    turn.say(INTENTS_TEXT, "about_leave")


def say_no_leave(turn: Turn) -> None:
    """Whoever is back, better, or able to fill in needs no leave."""
    turn.say(INTENTS_TEXT, "no_leave", waits=slip_waits(turn))


def say_paper(turn: Turn) -> None:
    """On paper it can be handed to the office, which enters it."""
    turn.say(INTENTS_TEXT, "on_paper")


# So long somebody is away: 今天开会吗 names a day and no time.
_A_WHILE: Final = "/".join(
    f"{many}{unit}"
    for unit in ("天", "周", "礼拜", "星期", "个月", "个礼拜", "个星期")
    for many in "一两二三四五六七八九十几半1234567890"
)


NEEDS: Final = (
    Intent(
        "有问题 · 那个事情怎么样了 · 都弄好了 · 那件事办好了吗 · 那个事 帮我弄一下子",
        ("那个/那件/这个/这件 事/事情 怎么/怎样/咋/好了/办/帮我",),
        ask_which_matter,
        nothing_waits,
        tells=True,
    ),
    Intent(
        "那边的事怎么还没动静 · 那件事怎么样了",
        ("那边/那个/那件/那家/上次 事/事情 怎么/怎样/咋/还没/没动静/进展",),
        ask_which_branch,
        right=Right.SEE_INTERNAL_EDITION,
    ),
    Intent(
        "这两个算一回事吗 · 主题党日跟党员大会是不是一回事",
        ("算/是/是不是 一回事/一码事/一样/同一个 吗/不/伐/么/是不是/算不算",),
        offer_to_pass_on,
        leads,
    ),
    Intent(_DISPUTES_SAID, DISPUTES, offer_objection, objections_are_open, tells=True, asides=DISPUTED_IN_ANY_WORDS),
    Intent(_DISPUTES_SAID, DISPUTES, offer_to_tell, leads, tells=True, asides=DISPUTED_IN_ANY_WORDS),
    Intent(
        _DID_SAID,
        _DID_ALL_ALONG,
        offer_objection,
        entry_was_done,
        tells=True,
    ),
    Intent(_DID_SAID, _DID_ALL_ALONG, offer_to_tell, item_was_done, tells=True),
    Intent(
        (
            "能不能晚两天 · 宽限几天 · 能不能宽我两天这两天屋里上梁走不开 · 容我两天 · 能不能宽限到周六 · "
            "家里在办丧事能不能给我宽到下礼拜一 · "
            "小王讲好宽我到周五的怎么又说逾期 · 再给我一天 · 后天交行不行 · 晚几天可以吗 · 延期"
        ),
        MORE_TIME,
        offer_more_time,
        slip_waits,
        tells=True,
    ),
    Intent(
        (
            "让副书记填 · 叫副书记弄 · 别人替我填行吗 · 我住院了副书记报 · 能不能让别人填 · 我不在 · "
            "我去外地几天 · 家里有事请几天假 · 我出国探亲一个月 · 我要去赶花场，十来天不在，有事你找小康 · 我住院了 · "
            "明天开刀 · 叫别人弄 · 人在外地 · 跟你们请个价 八号到十二号去看女儿 · "
            "我要到上海看牙齿住个把礼拜 支部的事让副书记帮我弄一下行不行"
        ),
        (
            "住院/开刀/手术/看病/生病/病了/动手术/坐月子/产假 我/要/叫/让/半个月/一周/天/月",
            "去/到/在 外地/国外/外省/北京/上海/南京/女儿家/儿子家/出差 几天/天/周/礼拜/月/阵/段",
            f"出国/探亲/旅游/开会/学习/培训 {_A_WHILE}/一趟",
            "照顾/陪护/奔丧/带孙子/带孩子/看孙子 不在/天/回/去/要/老家/家",
            "看眼睛/看牙/看腿/看腰/看耳朵/看毛病/看病/做检查 到/去 天/礼拜/星期/个月",
            "支部里的事/支部的事/支部里事/村里的事 叫/让/请/托 帮我/替我/代我/代为",
            "请个假/请假 号到/号至/日到/要去/我去/去看/探亲/带孩子",
            "请/告 几天假/天假/个假/一周假/半天假",
            "想/要 告假",
            "我要/我去/我得/我 天不在/天不在家/礼拜不在/个月不在",
            "不在 有事找/有事你找/有事打/有事跟",
            "我不在/人不在/不在家/在外地/在国外/在上海/在北京/回不来/赶不回",
            "叫/让/请/喊 弄/搞/办/填/报/代",
            "副书记/组织委员/别人/其他人/同事/会计 填/弄/报/替/代",
            "请假/告假/出差/外出 怎么/如何/咋/能不能/吗",
            "代我/替我/帮我 填/报/交",
        ),
        offer_deputy,
        leads,
        tells=True,
    ),
    Intent(
        (
            "表太多了能不能少一点 · 填表烦死了 · 我不当书记了 · 跟你们主任讲一下 · 我们支部改名了 · "
            "我有个建议 · 给你们提一条 消息能不能并成一条 · 你们干部作风有问题我要举报 · 我要反映个情况 · "
            "这两项我都有话讲 · 帮我转告组织办 · 我勿做书记哉，覅再寻我 · 已经退下来了别找我 · "
            "村里换届我下来了"
        ),
        (
            "能不能/建议/希望/最好 少/一次/改成/改/大一点/合并/简单/并成/合成",
            "提/给你们提/我提 一条/个建议/点建议/几条/一点想法/个想法",
            "累死/头大/头疼/吃不消/忙死/又是我们/又来了/又有了/一个月又一个月/没完没了",
            "烦死/太烦/烦不烦/太多了/太麻烦/形式主义/太累/没意思",
            "跟/和/同/帮我 主任/组织办/领导/你们 讲/说/反映/转告/转达",
            "转告/转达/反映/举报/投诉/上访",
            "有话/有几句话/有情况 讲/说/要讲/反映",
            "新书记/新支书/新委员/新会计/接任的/接班的 叫/是/姓/名字",
            "不当/不干/不是/卸任/换届/换人/换成 书记",
            "支部/名字/名称 改名/改了/改成/换成",
            "我/书记/班子/换届/已经/早就/现在 退下来/下来了/退休了/退了/不管了/勿做/弗做/不做了/调走/交班/不是我管",
            "别找我/覅寻我/覅再寻/别再找我/不要找我/找别人/换别人",
        ),
        offer_to_pass_on,
        tells=True,
    ),
    Intent(
        "取消请假 · 请假怎么取消 · 请假改天数 · 不请了 · 请假要找谁批 · 请假要寻啥人批 · 请假要不要写条子",
        (
            "取消/撤销/改/销/撤回 请假/假/代办",
            "请假 谁批/啥人批/哪个批/找谁/寻啥人/问谁/要批/批不批/写条/审批",
        ),
        say_about_leave,
        leads,
        tells=True,
    ),
    Intent(
        "不请假了，我能填 · 回来再说 · 谢谢关心，好多了 · 我能填 · 病好了 · 出院了 · 已经到家了",
        (
            "不请假/不用请假/我能填/我自己填/我来填/自己能",
            "回来/回去/到家 再说/再讲/再看",
            "好多了/病好了/身体好了/恢复了/没大碍",
            "出院了 我/昨天/今天/自己/可以",
            "到家了/回到村/回村了",
        ),
        say_no_leave,
        leads,
        tells=True,
    ),
    Intent(
        "纸的行不行 · 交纸质的可以吗 · 送到镇上行不行 · 能不能手写",
        ("纸/手写/打印/书面 行不行/可以/能/行吗/好伐/送/交", "送到/送去/带到 镇/组织办/办公室"),
        say_paper,
        leads,
    ),
)
