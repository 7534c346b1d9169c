"""Whether a sentence says that something is done: not that it will be, is being, or should be (R13).

Self-checks are full of stock phrases (抓紧整改到位, 争取月底前完成, 已安排专人负责) that hold the words of completion
and say the opposite. A sentence counts as done only when its last clause about the work says so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from rules.patterns import Pattern
from rules.speech import asks, plainly

# Said of the form that was returned, and of no work: 已修改, 都补充好了.
_FORM: Final = Pattern(
    r"(?:我|我们|现|现在|均|都|全|也|已经?|按\S{0,4}|重新|再)*(?:修改|更正|填写|填报|补充|重[填写报]|[填写]好?)"
    r"(?:完毕|完成|完|好|过|上)?(?:了|的)?"
)
_CLAUSES: Final = Pattern(r"[\s,，;；。.!！、]+|但是?|不过|只是|目前")
_WORK: Final = (
    r"(?:整改(?!表)|完成|完善|落实|处理|办理|解决|纠正|改正|补\S?|改(?!表)|登|搞|誊|录入?|交|(?<!公)开|学|做|(?<!组织)(?<!拆迁)(?<!党政)(?<!街道)办|报送?"
    r"|上传|上报|归档|更新|整理|召开|开展|公示|缴清?|(?<![抢秋夏春])收)"
)
# How long something went on is no word that it is done: 做了三天三夜.
_NOT_SO_LONG: Final = r"(?!(?:[\d一两二三四五六七八九十半]+|好几)个?(?:年|天|日|夜|礼拜|星期|月))"
_RESULT: Final = r"(?:完成|完毕|完|到位|好|齐全?|清|上|过|毕|掉|结束)"
_DONE: Final = Pattern(
    rf"已经?\S{{0,12}}?{_WORK}|(?:搞|弄|做|改|补|登|写|修|填)好了"
    rf"|(?:都|全部|均|早就?|昨天|前天|今天|当天|上周|后来)\S{{0,10}}?{_WORK}(?:{_RESULT}了?|了{_NOT_SO_LONG})"
    rf"|(?:昨|夜个|前[天儿]|上(?:周|个?礼拜|个?星期))\S{{0,8}}?{_WORK}的(?:呀|啊)?$|\d[日号](?:晚上?|夜里|上午|下午)?{_WORK}\S?的[呀啊]?$|{_WORK}\S{{0,8}}?{_RESULT}了?$|{_WORK}\S{{0,8}}?{_RESULT}了|{_WORK}了{_NOT_SO_LONG}(?:\S{{0,12}})?$"
)
_NOT_YET: Final = Pattern(
    rf"(?:还[没勿弗]|没有?|[勿弗]曾|朆|未|尚|不能|没法|无法|难以?|来不及)\S{{0,6}}?(?:{_WORK}|{_RESULT})|还[差在需要有]|只差|就差"
    rf"|差一点|(?:忘|漏)(?:记|掉|脱)?(?:了|哉)?{_WORK}|一半|部分|大半|基本|差不多|快要?{_WORK}|即将|将近|不到位"
    r"|进行中|了(?:一点点?|一些|几[页本处条])|(?:不|勿|弗)(?:用|必|需要?|要)|用不着|覅|甭|(?:凑|到|收|弄|做|开|补|来|改|记|办|搞|约|聚|找|叫|喊|请)[不勿弗](?:齐|拢|成|好|完|全|到|清|上|来|开)"
)
_INTENT: Final = Pattern(
    r"抓紧|抓好|才[能好可]|争取|力争|尽快|尽早|尽量|马上|立即|立刻|立马|赶紧|赶快|将(?!近)|(?<!按)(?<!需)(?<!主)要(?!求|点)"
    r"|会(?=尽|抓|在|于|按|马|立|继|再|补|整|完|及|认|积|好)|准备|打算|计划|拟|预计|希望|保证|确保|务必|继续|正在"
    r"|在[整补办]|着手|部署|安排|研究|督促|责成|通知|开始|启动|已列入|组织人|高度重视|加强|加大|严格"
    r"|认真(?:整改|落实)"
)
_HANDED_ON: Final = Pattern(r"交给|让\S{1,6}(?:去|来|办|补|改)|由\S{1,8}(?:负责|办|补|改)|责任人|指定|委托")
_IF: Final = Pattern("如果|(?<!主)(?<!重)(?<!需)要是|假如|的话")
_LATER: Final = Pattern(
    r"等\S|待\S|(?:好|完|掉|齐|到|收|发)了?就[补录登交开改报整办]|(?:好|完|掉)了?(?:再|就|自然|当然|会)*(?:告诉|通知|回复|答复)你"
    # 贴好了再报给你们; of 补齐了再核对了一遍 all is done.
    r"|(?:好|完|掉|齐|到|上|成|出来)[了仔]?(?:以后|之后|后)?(?:(?:再|我?就|即行?|马上|立刻|立即|第一时间)+(?:来|给|跟|同|向)?(?:[你您]们?|组织办|镇里|督导组)?"
    r"(?:报|汇报|回|告|讲|说|通知|联系|拍|发|传)|(?:就|会)?(?:跟|同|向)(?:[你您]们?|组织办|镇里|督导组)(?:报|汇报|讲|说)"
    r"|(?:就|会)?(?:发|传|拍|报|送)\S{0,4}给?(?:[你您]们?|组织办|镇里|督导组)|汇报$)(?!\S*了)|后再|之后|以后|再(?:补|改|整|完|报|交|开)|\S后(?=整|补|完|再|落)|明[天日早晚朝]|后[天日]|下(?:周|个?(?:礼拜|星期))"
    r"|下个?月|下旬|(?<!上)(?<!上个)[月年]底|[日号天周月]前|之前|[日天周月]内"
)

# A day says that it lies ahead unless something says that it is over: 周五补齐, but 周五已补齐.
_DAY: Final = Pattern(
    r"今[天晚日]|(?:周|礼拜|星期)[一二三四五六日天末]|[\d一二三四五六七八九十][日号](?:前|\S{0,3}?(?:晚|补|录|交|开|弄|整))"
    r"|[\d一两二三四五六七八九十](?:天|个?(?:礼拜|星期)|周)[补弄搞办登录交][好完定齐掉]"
)
_OVER: Final = Pattern(
    "已|了|过|上(?:周|个?礼拜|个?星期|个?月)|昨|夜个|前[天儿]|[弄开补交搞做办登录缴报收]\\S?的[呀啊呢哦]?$"
)


def says_done(text: str) -> bool:
    """Tell whether a sentence says that the work is done. Questions, intent, a part and a beginning are not done."""
    if asks(text) or _IF.search(text):
        return False
    done = False
    # 哉 of the Wu dialects is 了.
    for clause in filter(None, _CLAUSES.split(plainly(text).replace("哉", "了"))):
        if _FORM.fullmatch(clause):
            continue
        ahead = _DAY.search(clause) and not _OVER.search(clause)
        if ahead or any(pattern.search(clause) for pattern in (_NOT_YET, _INTENT, _HANDED_ON, _LATER)):
            done = False
        elif _DONE.search(clause):
            done = True
    return done


def says_over(text: str) -> bool:
    """Tell whether a sentence speaks of what is over: 已, 了, 上周."""
    return bool(_OVER.search(text))


def intends(text: str) -> bool:
    """Tell whether a sentence says what will be done, or who is to do it."""
    return any(pattern.search(plainly(text)) for pattern in (_INTENT, _HANDED_ON, _LATER))


# Words that say something was done, where it is asked what was: 换了新的, 已张贴, 补齐, 11月6日补开.
_ACTS: Final = (
    r"[换补贴改修装建写印配订搬擦刷挂填买发清做办开交登录搞弄好齐全上完新掉出成传报存整理核对收缴学讲拍送设签盖示布]"
)
_DID: Final = Pattern(
    rf"已(?:经|(?!经))(?!安排|通知|联系|列入|部署|准备|开始|启动|打算|计划|知|收到|在|请示)\S|{_ACTS}(?:了|过)"
    rf"|{_ACTS}(?:好|齐|全|上|完|清|掉|出|回|新|到|妥|正|成|开|录|登|拍|贴)|{_WORK}|上墙|归档|入册|[更撤调]换|张贴"
    r"|悬挂|公布|粘贴|完毕|开的会|(?:昨|前天|今天|上周|上个?礼拜|\d[号日])\S{0,8}[换贴改修装建写印配订搬刷挂弄做办]的$"
)
_NOT_DONE_NOW: Final = Pattern(
    r"(?:^|还|正|都)在\S{0,2}[做弄搞换改印写催查找]|快\S{0,3}好了|快了$|改天|回头|晚点|再[弄搞做换写说看]"
    r"|[做办弄搞改换修补完]不(?:了|成|完|好|到|动|来|掉)|下一步|今后|以后|成立|加强|提高|今晚"
    r"|(?:^|先|就|再|要|得|马上)去(?:找|买|换|叫|请|修|做|弄|办|补|订|量)(?!\S*[了过好])|[这过][两几]天(?:就|再|会|要|去|来|重新)*[补换贴弄做搞办装修写登录](?!\S*[了好完齐掉的])|今天(?!.*[了已])|\S在[做弄搞换印写催](?!\S*[好完])"
    # A guess, and what others only say of it: 应该换好了吧, 老陈说他换好了.
    r"|约[好了定]|(?:叫|请|托|喊|让)\S{1,8}去[做弄办搞换印修]了?$|应该|好像|可能|大概|估计|听说|听\S{1,4}[讲说]|[讲说]是?(?:他|她|伊|已经?|都|补|换|做|弄|搞)\S{0,6}[了好过]"
)
# It was done, and is not any more: 换是换了，又被风刮掉了.
_UNDONE: Final = Pattern(
    r"([贴换装补弄做办搞])没\1|没(?:去看|看到|看见|看过)|是\S{1,5}了[\s,，嗯]*(?:但是?|不过|就是|可是?)?还没|又(?!补|换|做|重|修)\S{0,6}(?:掉|坏|没|脱|撕|倒|丢|破)了?"
)
# 拆掉了重新做，月底好: all of it is ready only then.
_ONLY_AHEAD: Final = Pattern(r"\S{1,8}(?:好|完成|弄好|搞好|做好|完)")
# Where what is done ends and what is still open begins within a clause: 8月补好了9月还在补.
_STILL: Final = Pattern(r"(?<=了)(?=(?!还|没)\S{1,8}(?:还|没))")
# 没换 tells nothing, 没签名的补签好了 does.
_NOTHING_DONE: Final = Pattern(r"(?:没|未|不(?!少|断|久)|无)(?!.*(?:已|了|好|齐|完|全))|先不|不[报做办弄填改补写交]了")


def tells_something_done(text: str, lies_ahead: Callable[[str], bool]) -> bool:
    """Tell whether an answer to "what was done" tells it, in any of its clauses; `lies_ahead` knows a day to come.

    Questions, intent, a beginning, a half and what is not done yet tell nothing. What stands beside it stays said:
    "8月补好了9月还在补" tells of August.
    """
    if asks(text) or _IF.search(text) or _UNDONE.search(text):
        return False
    if any(_ONLY_AHEAD.fullmatch(one) and lies_ahead(one) for one in _CLAUSES.split(plainly(text)) if one):
        return False
    clauses = [part for clause in _CLAUSES.split(plainly(text)) for part in _STILL.split(clause) if part]
    return any(_tells_done(one) and (_OVER.search(one) or not lies_ahead(one)) for one in clauses)


def _tells_done(clause: str) -> bool:
    handed_on = _HANDED_ON.search(clause) and "已由" not in clause
    undone = (_NOT_YET, _INTENT, _LATER, _NOTHING_DONE, _NOT_DONE_NOW)
    return bool(_DID.search(clause)) and not handed_on and not any(pattern.search(clause) for pattern in undone)
