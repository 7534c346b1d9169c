"""What a message does besides naming a thing: it asks, denies, sets a condition, puts off, or only fills the silence.

Whoever acts on what people write asks here first: a word that acts, written inside a question, a negation or a
condition, is no order (never act on what was not said). Pure text, seen as people type it; the rules are generous in
finding a doubt, since a doubt costs one more message and an act that nobody ordered costs trust.
"""

from __future__ import annotations

import unicodedata
from enum import Enum
from functools import lru_cache
from typing import Final

from rules.patterns import Pattern
from rules.signs import seen
from rules.sounds import Words


class Doubt(Enum):
    """Why a message is not the plain order or statement it may look like."""

    QUESTION = "question"
    NEGATION = "negation"
    CONDITION = "condition"
    LATER = "later"


# Keycaps (1️⃣) and circled figures mark items; as plain figures they would run into the words behind them.
_KEYCAP: Final = Pattern("([0-9])\ufe0f?\u20e3")
_CIRCLED: Final = {
    ord(sign): f"({number})"
    for signs in ("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮", "❶❷❸❹❺❻❼❽❾❿")
    for number, sign in enumerate(signs, start=1)
}
# Chinese punctuation stays as people wrote it: their words are filed as they are.
_OWN_SIGNS: Final = frozenset("，。；：！？、（）“”‘’《》")
# They mean nothing to any reader.
_UNKNOWN: Final = frozenset({"Co", "Cn"})

_QUESTION: Final = Pattern(
    r"[?？]|(?:[了的过行好能对会有用要是分]|可以|知道)[妈马骂码](?![\u4e00-\u9fff])|([写填报交选找算记开补])\S{1,8}还是\1|(?:麻烦|想|请)[您你]?问(?:一?[下声]|问)(?!\S{0,2}(?:会计|书记|主任|[他她老小]))|请教|(?:[吗呢](?![\u4e00-\u9fff])|嘛(?!\s*[,，、\u4e00-\u9fff\d]))|干嘛|(?:[行对是好]|(?<![不只才可])能\S{0,4}|可以\S{0,4})嘛|(?<!要)(?<!委会)(?<!台[账帐])(?<!党[费课日])么(?![\u4e00-\u9fff])|是不是|是否|不是\S{1,8}[了过的]吗|能不能|能否|可不可以|可否|要不要|好不好|行不行|(?<!不)对不对|会不会"
    r"|该不该|用不用|有没有|需不需要|(?<![不勿弗])([\u4e00-\u9fff])[不勿弗]\2|有呒没|几化|哪能(?:办|弄|填|写|讲|回|搞|做|补|报|开)"
    # 阿好, 阿可以; 叫阿好去 names somebody.
    r"|(?<![是对好行叫让请由跟和给])阿(?:好(?!像)|可以|能|要|是|会(?![计议])|行|来得?[及三]|来事|算|用|对|够|灵|嫌|晏|早|晚|迟|作兴)|(?<![\u4e00-\u9fff])阿有|[好行]伐|(?<![砍步讨采])伐(?![\u4e00-\u9fff])|可以吧|\S(?:[是对]|没错|没问题)吧[。.!！~～\s]*$|(?:[能行可会要用]\S{0,6}|得[及成上])[不勿弗][。.!！~～\s]*$|[好灵对事兴数][勿弗][。.!！~～\s]*$|了没有?$|来着[。.!！~～\s]*$|(?<!没)(?<!没有)什么\S{0,3}(?:好|合适|妥当)(?:呢|啊|呀)?[。.!！~～\s]*$"
    r"|\S过\S{0,2}没有?$|来不来得及|来得及伐|算不算|为什么|为啥|怎么|怎样|咋|如何|多少|多久"
    r"|哪[个些里天位月一儿句项条点处份张家样]|什么时候|啥时候|(?<![这那好前过了])几[天号时点分月]|[啥什]么?意思"
    r"|什么(?:叫|是(?!没))|啥(?:叫|是)|什么东西|(?:礼拜|星期|周)几|谁(?!也|都(?!行|可以|好|能))|请问|(?<!主要)(?<!原因)(?<!因为)[是要算][^\s,，。.;；、还]{1,10}还是[^\s,，。.;；、]|(?<!没)(?<!没有)(?<!没[搞弄做干办开有])啥(?![都也的])|(?<!没)(?<!没有)(?<!无)什么(?:地方|道理)|(?<![没不])[填写报补交弄搞做改回说讲干添](?:点|些|个)?[啥什](?:么|(?<=啥))(?:呀"
    r"|啊|哦|东西|内容)*(?=$|[\s,，。])"
)
# Of two signs and more that nothing else sounds like: 又没有 is no 有没有.
_ASKING: Final = Words(("什么时候", "什么", "怎么", "为什么", "多少", "可不可以"))
# 不 in what a reason may well say (人不齐, 措施不具体) still denies: whoever gives a reason says so with 理由：.
_NEGATION: Final = Pattern(r"不(?!少|断|久)|没|未|别|莫|勿|弗|覅|甭|呒|非|无法|还[差缺欠]|拒绝|暂缓|暂停|且慢|慢着")
_CONDITION: Final = Pattern(
    r"如果|(?<!主)(?<!重)(?<!需)要是|假如|倘若|若|除非|只要|只有|的话|(?<!提)前提|万一|[不没勿弗](?!知|晓)\S{1,4}再(?:讲|说|定|看|议|往后|推)|[看视](?:情况|天)|[不没勿]\S{1,3}就(?!是)"
)
# Who wants to think first: 我再想想, 我先问问.
_THINKS: Final = r"[容让]?我们?(?:这边)?(?:先|再|还|要|得)+(?:[想看问]|考虑|商量|研究|核实)\S{0,3}"
_LATER: Final = Pattern(
    r"等|待|再(?:说|议|定|看|办|批|报|通过|销|发|研究|讨论)|之后|以后|回头|改天|过(?:几天|两天|一会)|稍后|晚点"
    rf"|先放|先不|先别|缓|{_THINKS}[。.!！~～\s]*$"
)
_PUT_OFF: Final = Pattern(
    r"先不|先别|先放|暂缓|[等待]\S{0,14}再|(?:明|后|改|过|[下这]周|下个?月)\S{0,2}再[。.!！\s]*$|再(?:说|议|定)(?:吧)?[。.\s]*$|(?:^|[\s,，。])(?:等|过(?:几天|两天))"
    # Alone behind a pause: what else may stand at the end of a reason tells what somebody is to do.
    r"|[\s,，。;；](?:(?:(?:明|后|改|过)\S{0,2}|[下这]周\S?|下个?月)再[办批发报弄]了?|稍[等候]|缓一?缓|慢着|且慢|[看视]情况"
    rf"|{_THINKS})[。.!！~～\s]*$"
)
_IF: Final = Pattern("如果|(?<!主)(?<!重)(?<!需)要是|假如|倘若|除非|的话|万一")
# Who says so in passing keeps the talk going; beside a word that acts it holds the act back.
_WAIT: Final = "(?:稍等|等一?下|等等|等会儿?|一会儿?)"
# Somebody whom a greeting calls: 老吴, 吴主任.
CALLED: Final = r"(?:[老小][\u4e00-\u9fff]|[\u4e00-\u9fff]{1,2}(?:主任|老师|书记|同志|干事))"
_FILLER: Final = Pattern(
    r"(?:好[的滴嘞吧哒了]*|[嗯恩]+[呢的哼]?|[哦噢喔啊哈嘿嘻哎唉额呃呵咳哼哟呦咦诶欸哇呀嘘喂]+[哒]?|行[吧的]?|可以的?"
    r"|[成中得]|ok+|okay|okey|emm+|1\+1|(?:好的?)?(?:我?已?经?(?:收到|收悉|看到|看过|看见|知悉|阅知?)"
    r"|知道|知悉|明白|懂|晓得"
    r"|了解)(?:了|的|啦|咯|哉|勒|嘞|仔|呀)?(?:好的)?|已?(?:[收手首受瘦守][到道倒刀]|收到[勒嘞咧喽]|[知之][到道倒]|晓得乐|知道乐)(?:了|啦|哉)?|阅(?=$)"
    r"|(?:提醒单|通知|来单|来函|来信|单子|消息|信息|短信)(?:我们?|本?支部)?(?:[都均也])?已?经?(?:收到|收悉|敬悉|知悉|看到|阅)(?:了|啦)?"
    r"|(?:谢谢|多谢|感谢|谢[了啦]|辛苦)(?:您|你|了|啦|大家|领导|提醒)*|您辛苦了|在[吗的]?"
    rf"|{CALLED}?[你您]们?好[呀啊哇]?|早[安呀]?|[早上中下晚]+[午]?好[呀啊]?(?:各位|大家|同志们?)?|晚安|拜拜了?|再见|嗨+|哈喽|这个嘛?|那个嘛?"
    r"|(?:领导|各位|大家|同志们?|小\S)(?:们)?(?:[早晚]?[上午]*好|辛苦(?:了|啦)?)"
    r"|(?:节日|周末|新年|国庆|元旦|中秋|端午)(?:快乐|愉快|好)|那个|这个|就是说|新的一[周天年月]|加油|笑死|[咳哼哟嘿嘻]+|对[的]?|是的?|没事"
    rf"|{_WAIT}|\[(?:ok|强|握手|抱拳|玫瑰|微笑|呲牙|愉快|好的|收到|感谢|赞|爱心|合十|鲜花"
    r"|拥抱)\])+"
)
PAUSE: Final = Pattern(r"[\s,，。.!！?？~～…、;；:：“”\"]+")
_TAIL: Final = (
    r"谢谢(?:您|你|了|啦|领导|组织办|大家)?|多谢|感谢|辛苦(?:了|您了|你们了)?|麻烦(?:了|您了|你了)|劳驾"
    r"|拜托(?:了)?|请(?:各位|大家|[您你]们?|组织办?|上级|镇里|领导|\S主任|\S书记)*放心|\S{0,8}支部\s*敬[上礼]|敬[上礼]|[哈哦噢喔啊呀哟咯啦喽嘞哒]"
)
TAILS: Final = Pattern(rf"(?:[\s,，。.!！~～;；、]*(?:{_TAIL}))+[\s,，。.!！~～]*$")
HEADS: Final = Pattern(
    rf"^(?:{CALLED}?[您你]们?好|(?:不好意思|对不起|抱歉)(?:[,，\s]*(?:忘了|晚了|过期了))?"
    r"|(?:尊敬的)?[^\s,，。;；了的]{0,6}领导(?:好|们好)?|组织办(?:好|的同志)?|小助手|各位|同志(?:们)?(?:好)?"
    r"|[早上中下晚]+午?好|在吗|麻烦(?:您|你)?|请(?!假|示|问|了|过|不|来|病|客|人|事假|产假|丧)|劳驾|那个|嗯+|好的|哦|喂|@\S+(?!\S)(?!\s*[你您]来?负责))[\s,，。.!！:：、~～]*"
)


# Words many readers look for, each with bounds of its own: who asks to wait, forbids, or never said it.
HOLD_ON: Final = r"(?:慢[点着]|等一?下|等等|稍等)"
DONT: Final = r"(?:别|甭|覅|[不勿弗]要)"
NEVER_SAID: Final = r"我(?:可|又|并)?没有?[说讲]"


# Every reader of a message begins with it, hundreds for one message.
@lru_cache(maxsize=16)
def plainly(text: str) -> str:
    """Write a message in the plain signs everything is read in: half-width, no invisible signs, one blank for many.

    Line breaks stay; figures in circles and keycaps become (1). Nothing that carries meaning is lost: question marks,
    negations and the people's own words are there as they were.
    """
    marked = _KEYCAP.sub(r"(\1)", text).translate(_CIRCLED)
    signs = "".join(_plain_sign(one) for one in seen(marked))
    return "\n".join(" ".join(line.split()) for line in signs.split("\n")).strip()


def _plain_sign(sign: str) -> str:
    if sign == "\n" or sign in _OWN_SIGNS:
        return sign
    return "" if unicodedata.category(sign) in _UNKNOWN else unicodedata.normalize("NFKC", sign)


def doubt_in(text: str) -> Doubt | None:
    """Tell why a text is no plain order: it asks, puts off, sets a condition or denies; None when it does none."""
    plain = plainly(text)
    for doubt, pattern in _DOUBTS.items():
        if pattern.search(plain):
            return doubt
    return None


_DOUBTS: Final = {
    Doubt.QUESTION: _QUESTION,
    Doubt.LATER: _LATER,
    Doubt.CONDITION: _CONDITION,
    Doubt.NEGATION: _NEGATION,
}


# 请写明谁负责 and 没说清怎么整改 tell what is wanted; they ask nothing. What asks or sets a condition at its end is not
# part of it.
_WANTED: Final = Pattern(
    r"(?:请|没有?|未|要|应|须|需|缺)[再先]?(?:补充?)?(?:[写列注补查]|[说讲](?=[明清])|交代|明确)(?:[明清出上]楚?"
    r"|一下)?(?:\s(?!先?别|还是|要不))?(?:(?![吗么呢嘛不](?:[\s，。；,;!！~]|$)|了没有?(?:[\s，。；,;!！~]|$)|(?:([行好对可能会要是])不\1|可不可以|能否|可否)(?:[\s，。；,;!！~]|$)|如果|假如|要是|除非|的话|万一"
    r"|[等待]\S{0,14}再|再(?:说|议|定)|算了)[^\s，。；,;?？])*"
)
# 书记住院不 asks.
_LEFT_OPEN: Final = Pattern(r"(?<!要)不[。.!！\s]*$")
# What takes an order back behind its reason: 数字不对，算了; 日期没写，还是批准吧. 不办了 alone is a reason.
_TAKEN_BACK: Final = Pattern(
    r"(?:^|[\s,，。;；!！])(?:(?:还是|就|那|要不|我看)?算了[吧罢]?(?=[\s,，。;；!！~]|$)"
    r"|(?:还是|要不)[先就]?(?:[不别]\S{0,4}[了吧]|(?:批准|通过|同意|放过|留着|保留|退回?|撤销?|办|等等?)\S{0,4}[了吧])"
    r"|(?:先|还是)?别(?:[办退撤发批]了?吧?)?(?=[\s,，。;；!！~]|$))|\S{2}(?<![个区类级性特分识甄告派鉴辨])别[。.!！\s]*$"
)


# 我可没答应他 behind what somebody else wants disowns it; 支部没同意 is a reason.
_DISOWNED: Final = Pattern(
    r"(?:我们?|咱们?|俺|阿拉|伲|组织办)(?:这边|可|并|还|又|是|也|都|根本|压根)*(?:没有?|未|勿曾|呒没)(?:答应|同意|松口|应下|允许|准许|点头|批|理[他她会睬]|睬|接他?话)"
)
# What stands in quotation marks somebody else said.
_QUOTED: Final = Pattern('“[^”]*”|「[^」]*」|『[^』]*』|"[^"]*"')


def is_quoted(text: str, place: int) -> bool:
    """Tell whether a place of a text lies within quotation marks, with something said outside of them."""
    found = next((one for one in _QUOTED.finditer(text) if one.start() <= place < one.end()), None)
    return found is not None and bool(PAUSE.sub("", text[: found.start()] + text[found.end() :]))


def doubt_in_reason(text: str) -> Doubt | None:
    """Tell whether the reason for an act asks, sets a condition or puts the act off; that it denies is its business."""
    plain = _WANTED.sub("", plainly(text))
    if _QUESTION.search(plain) or _LEFT_OPEN.search(plain):
        return Doubt.QUESTION
    if _DISOWNED.search(plain) or _TAKEN_BACK.search(plain):
        return Doubt.NEGATION
    return Doubt.LATER if _PUT_OFF.search(plain) else Doubt.CONDITION if _IF.search(plain) else None


def takes_back(text: str) -> bool:
    """Tell whether an order ends in words that take it back: 今天，算了."""
    return bool(_TAKEN_BACK.search(plainly(text)))


@lru_cache(maxsize=16)
def asks(text: str) -> bool:
    """Tell whether a message asks something, in whatever characters its question words are written."""
    return bool(_QUESTION.search(_ASKING.heard(plainly(text))))


def is_filler(text: str) -> bool:
    """Tell whether a message only keeps the talk going (好的, 收到, 谢谢, 👌, 在吗) and holds nothing to take down."""
    said = without_symbols(plainly(text)).lower()
    return all(_FILLER.fullmatch(part) for part in PAUSE.split(said) if part)


_WAITS: Final = Pattern(_WAIT)


def waits(text: str) -> bool:
    """Tell whether a filler asks to wait: 等一下, 稍等."""
    return bool(_WAITS.fullmatch(plainly(text)))


_GREETS: Final = Pattern(r"[您你]们?好|[早晚]上好|[上中下]午好|早安|晚安|在[吗么嘛]|在不在|喂")
_THANKS: Final = Pattern("谢|辛苦|麻烦")


def greets(text: str) -> bool:
    """Tell whether a message that keeps the talk going opens it: 您好, 在吗."""
    return bool(_GREETS.search(text))


def thanks(text: str) -> bool:
    """Tell whether a message that keeps the talk going thanks: 好的谢谢."""
    return bool(_THANKS.search(text))


# They choose how a picture is drawn, and join several.
_JOINING: Final = "\ufe0e\ufe0f\u200d"


def without_symbols(text: str) -> str:
    """Take out emoji and other pictures; they never carry a word."""
    return "".join(one for one in text if unicodedata.category(one) not in ("So", "Sk", "Cs") and one not in _JOINING)


def without_politeness(text: str) -> str:
    """Take greetings, thanks and soft particles from both ends of a message."""
    said = plainly(text)
    while (shorter := TAILS.sub("", HEADS.sub("", said)).strip()) != said:
        said = shorter
    return said


# Said by somebody who weighs a decision: 原则上同意, 先不批, 缓一缓, 上会研究; 统一 is 同意 as keyboards write it.
_WEIGHS: Final = Pattern(
    r"同意|统一|赞成|批准?|通过|退回|驳回|否决|发布|会审|审查|销|作废|缓|研究|商量|商议|讨论|上会|再定|不定|定了"
    r"|太重|太轻|不行|撤|原则|拿不准|没问题|有问题|[上下]午[发看]|明天[发看]|一个个看|(?:没有?|无)(?:意见|异议)"
    r"|没议|会上|开会|公开|涉密|泄密|敏感|隐私|打码|身份证|[手电][机话]号|个人信息|删|去掉|照(?:此|建议)?办"
    r"|按\S{0,3}建议|别催|没啥意见|^过$|发了?吧|可以的?发|报上去|照(?:这个|办)|不?成熟|重新[算来]|再[看想等]"
    r"|不[查急销]"
)
LONGEST_WEIGHED: Final = 40


def weighs_a_decision(text: str) -> bool:
    """Tell whether a short message speaks of deciding something without ordering anything."""
    plain = plainly(text)
    return len(plain) <= LONGEST_WEIGHED and bool(_WEIGHS.search(plain))


_EVERYTHING: Final = Pattern(
    r"(?:一律|统统|通通|全部?|都|所有的?)(?:给我|给|帮我|一起)?(?:放行|通过|过关|过|批准?|同意|放过)(?:了|吧|掉)?"
)


def decides_everything(text: str) -> bool:
    """Tell whether a message decides all at a stroke, and says nothing else: 一律放行, 统统给过."""
    said = [one for one in PAUSE.split(without_politeness(text)) if one]
    return any(_EVERYTHING.fullmatch(one) for one in said)


def sets_condition(text: str) -> bool:
    """Tell whether a message holds only under a condition."""
    return bool(_CONDITION.search(plainly(text)))


_NONE: Final = Pattern(
    r"(?:其他|其它|别的|另外|自己|暂时|目前|也|都|就|还|真的)*(?:没有?|无|没啥|没什么|不用|不需要|否|不|零"
    r"|0)(?:查出|发现|查到)?(?:其他|其它|别的|什么|要|需要)*(?:补充|问题|情况|事项)?的?(?:了|啦)*"
)


def says_none(text: str) -> bool:
    """Tell whether a message says that there is nothing (more) to name, in whatever words: 0, 没有了, 没有其他问题."""
    said = [one for one in PAUSE.split(without_politeness(text)) if one]
    return bool(said) and all(_NONE.fullmatch(one) for one in said)
