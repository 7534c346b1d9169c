"""What people write at a read-back besides 确认: words that change an item, add a finding, or say there is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.forms import Setting, tidy
from handlers.forms.item_said import PARTS
from rules.day_phrases import promised_day
from rules.item_mentions import CHINESE, names_another
from rules.patterns import Pattern
from rules.responsible import without_person
from rules.speech import HOLD_ON, plainly, without_politeness

_CHANGE: Final = Pattern(r"(?:我)?(?:要)?(?:重新?写|修?改|更正)\s*第?\s*(?P<n>\d{1,2}|[一二三四五六七八九十])\s*项?")
_N: Final = r"(?P<n>\d{1,2}|[一二三四五六七八九十])"
_CONFIRMING: Final = (
    rf"(?:(?:收到|好的?|嗯|确认|{HOLD_ON}|不对|哦|那个"
    r"|对了|改一下)[，,。、！!~～\s]*)*(?:但是?|不过|另外|还有)?[，,\s]*"
)
# What follows an item that is to be otherwise: 改成, 写, 不是, a part of it, or who sees to it.
_MEANS_CHANGE: Final = (
    r"(?=(?:的?(?:原因|措施|责任人|负责人|日期|日子|时间|时限|期限|完成时限))?\s*(?:重新?[写说填]|不要写|不写|不是"
    r"|改(?:成|为|写|到|(?=\d))|(?:(?<=原因)|(?<=措施))改(?!一下|动|掉|进|善)|换(?:成|为|给)|换(?!届|会计|书记|人|班|了|岗|场|地|系统|手机)|写(?![错得的])|(?:叫|由|归|让|请)\S{1,6}(?:负责|管|跟进)|(?:责任|负责)人|(?<=[项条个])\s*\d{1,2}[日号]))"
)
_CHANGED: Final = Pattern(
    rf"{_CONFIRMING}(?:(?:修?改|更正)\s*第?\s*{_N}(?!下)\s*[项条个]?[，,：:、\s]*|第?\s*(?P<m>\d{{1,2}}|[一二三四五六七八九十])\s*[项条个]?[，,：:、\s]*{_MEANS_CHANGE})"
    r"(?P<rest>\S.*)",
    re.DOTALL,
)
# Several parts of one item: 原因改忘记了，日期改12号，责任人改朱敏.
_HEADS: Final = Pattern(
    r"(?:^|(?<=[\s,，;；。]))的?(原因|措施|责任人|负责人|日期|日子|时间|时限|期限)也?(?:改|换|写)(?:成|为|到|由)?[:：]?\s*(?=\S)"
)
_HEADINGS: Final = {"日期": "时限", "日子": "时限", "时间": "时限", "期限": "时限", "负责人": "责任人"}
# Where the next one begins that is to be otherwise: 1的责任人改成凤英，2的日期改12号.
_NEXT_CHANGED: Final = Pattern(
    r"[\s,，;；。]+(?:然后|再|还有|另外)?[\s,，]*(?=(?:第\s*(?:\d{1,2}|[一二三四五六七八九十])\s*[项条个]?|\d{1,2}(?:的|[项条]))"
    rf"[，,：:、\s]*{_MEANS_CHANGE}|(?:修?改|更正)\s*第?\s*(?:\d{{1,2}}|[一二三四五六七八九十])(?![\d月号日下]))"
)
_PART: Final = Pattern(
    r"(?:的)?(?P<part>原因|措施|(?:责任|负责)人|日期|日子|时间|时限|期限|完成时限)?\s*"
    r"(?:[写填打]错了?[\s，,]*)?(?:不要写\S*?[，,]\s*|不写\S*?[，,]\s*|不是\S*?[，,]\s*)?(?:而?是|改(?:成|为|写|到|由|(?=\d))"
    r"|换(?:成|为|给)?|重?新?[写说填](?:一下|一遍|过)?)?[：:，,\s]*"
)
_RESPONSIBLE: Final = ("responsible",)
_MEANT: Final = {
    "原因": ("reason",),
    "措施": ("measure", "done_by"),
    "责任人": _RESPONSIBLE,
    "负责人": _RESPONSIBLE,
}
_CLAUSES: Final = Pattern(r"[\s,，;；。!！]+")
_MOVED_TO: Final = Pattern(r"(?:提前|推迟|延后|延|推|挪|改|换|放)[到成为]?$")
_DENIES: Final = Pattern("不|没|别|原来|本来|之前写")
_ADDED: Final = Pattern(
    rf"{_CONFIRMING}(?:(?:再|要)?补充(?:$|一(?:条|项|个|点)[：:，,\s]*|(?:问题)?[：:，,\s]+)"
    r"|(?:再|要|还要|还|另外|我们?)*(?:加|添|补|多写|多报)上?一(?:条|项|个|点)(?!原因|措施)[^\s,，:：]{0,10}[：:，,\s]+)(?P<said>.*)",
    re.DOTALL,
)
# What is said of all the rest: 别的不动.
_REST_STAYS: Final = Pattern(
    r"[\s,，。;；]*(?:别的|其他|其它|另外的?|前面的?|原来的?)(?:内容|几项|两项)?(?:都|就|也)*(?:不[动变改]|照旧|一样|不用[动改])了?[\s。!！]*$"
)
_HAS_MORE: Final = Pattern(r"(?:还)?有(?:的|补充|一条|别的)?|补充(?:是|的是?|是补充)?(?:什么|啥)\S{0,4}")


@dataclass(frozen=True)
class NewWords:
    """New words for one item; `only` names the parts they are meant for."""

    number: int
    said: str
    only: Sequence[str]


def changed(text: str, count: int) -> NewWords | None:
    """Understand "改 1 11月13日补开", "第1项改成20号", "第一项原因写支委住院"; None when nothing new is said."""
    found = _CHANGED.fullmatch(plainly(text))
    number = _number(found["n"] or found["m"]) if found else 0
    if found is None or not 1 <= number <= count:
        return None
    if len(_HEADS.findall(found["rest"])) > 1:
        said = _HEADS.sub(lambda one: f"{_HEADINGS.get(one[1], one[1])}：", found["rest"])
        return NewWords(number, said, PARTS)
    # 换朱敏去办 is all of it.
    part = None if without_person(found["rest"]) != found["rest"] else _PART.match(found["rest"])
    named = part["part"] if part else None
    said = found["rest"][part.end() :] if part else found["rest"]
    if not said:
        return None
    only = _MEANT.get(named, ("done_by",)) if named else PARTS
    return NewWords(number, f"{named}：{said}" if named else said, only)


# Of an item that is named only to say that it stays as it is.
_STAYING: Final = (
    r"(?:那项|那个|那条|的)?(?:还是|就|也|都|先|是)*(?:不[动变改]|不用[改动]|别动|照旧|没问题|没变|原样|按?原来的?|保持|就这样|可以|对的?)"
    r"(?:不变|不动|了|的)*"
)
_ANOTHER_STAYS: Final = Pattern(
    rf"[\s,，。;；]+(?:第\s*(?:\d{{1,2}}|[一二三四五六七八九十])|\d{{1,2}}(?=[项条个]))\s*[项条个]?{_STAYING}[\s。!！]*$"
)


def changes(text: str, count: int) -> Sequence[NewWords] | None:
    """Understand one change or several; None where there is none, and empty where not each is plain.

    What is only said to stay is left out: 第一条改12号，第二条不变.
    """
    found = [changed(one, count) for one in _NEXT_CHANGED.split(_ANOTHER_STAYS.sub("", plainly(text)))]
    if found[0] is None:
        return None
    plain = [one for one in found if one and not names_another(one.said, one.number, range(1, count + 1))]
    return plain if len({one.number for one in plain}) == len(found) else []


# What is said of the writing before it: 不对, 第2条写的什么呀.
_LEAD: Final = (
    r"(?:(?:第\S{1,2}[项条个]|\S{2,4}那[项条个])?的?(?:原因)?(?:[写填记]的?|是)*(?:不对|错了?|(?:什么|啥)(?:东西)?)[了呀啊哦哉]*)?[,，。?？!！\s]*"
    r"(?:[^\s,，。不没是]{0,4}?)"
)
_PUT_RIGHT: Final = r"(?:[\s,，。]*(?:请|麻烦|帮我|给我)?改(?:过来|掉|一下)吧?)?"
_WORDS: Final = r"[^\s,，。;；]{2,12}?"
_INSTEAD: Final = r"(?P<instead>[^\s,，。;；]{2,20}?)"
_DENIALS: Final = tuple(
    Pattern(pattern)
    for pattern in (
        rf"{_LEAD}(?:不是|并?没有?)(?P<words>{_WORDS})[\s,，。]*(?:而是|应该是|其实是|是)(?:因为)?{_INSTEAD}{_PUT_RIGHT}",
        rf"{_LEAD}(?:其实|应该)?是{_INSTEAD}[\s,，。]*(?:而)?不是(?P<words>{_WORDS})",
        (
            rf"(?:第\S[项条个])?(?:也?改一?下)?[\s,，]*(?:的|把)?[“\"]?(?P<words>{_WORDS})[”\"]?(?:那[里儿句]|这[里句]|的地方|几个字)?"
            rf"(?:要|应该?)?(?:改|换|写)[成为][“\"：:]?(?P<instead>[^\s,，。;；“”\"]{{2,20}})[”\"]?(?:吧|了)?"
        ),
        rf"{_LEAD}(?P<words>{_WORDS})(?:不对|写错了?|错了)[\s,，。]*(?:应该?|其实)?是(?:因为)?{_INSTEAD}",
    )
)


@dataclass(frozen=True)
class Denied:
    """Words that are denied, and those said to be right instead."""

    words: str
    instead: str


def denied(text: str) -> Denied | None:
    """Understand 会计不是住院，是去外地带小孩: which words are wrong, and what is right; None for anything else."""
    plain = plainly(text).rstrip("。.，, ")
    found = next((match for one in _DENIALS if (match := one.fullmatch(plain))), None)
    return Denied(found["words"], found["instead"]) if found else None


# What stands around a day that is all a clause says: 那个日期改成14号吧.
_BESIDE_A_DAY: Final = Pattern(
    r"[\s的是为成到在吧啊呀哦嗯就还那这个第项条改换写错了应该定推迟后延提前一下日期子时间期限完"
    r"支委会党费台账课主题条一二三四五六七八九十\d]*"
)
_OF_A_PART: Final = Pattern(
    r"原因|措施|责任人|负责人|日期|日子|时间|时限|期限|删|改(?!天|日)|换成?|写错|不对|错了|不要写|重新写"
)


def day_put_right(text: str, setting: Setting) -> date | None:
    """Find the one day that a clause says by itself, or with words that change one; None where it is not plain, and
    where somebody else's is moved as well.

    十二号，第二项的日期，不是十号，会计十一号才出院 says 十二号.
    """
    if moves_another(text, setting):
        return None
    days = [day for clause in _CLAUSES.split(plainly(text)) if (day := _only_day(clause, setting))]
    return days[0] if len(set(days)) == 1 and days[0] >= setting.today else None


def moves_another(text: str, setting: Setting) -> bool:
    """Tell whether a clause moves the day of what is called by no name of an item: 凤英那条提前到6号."""
    return any(_is_moved(one, setting) and not _only_day(one, setting) for one in _CLAUSES.split(plainly(text)))


def _is_moved(clause: str, setting: Setting) -> bool:
    found = promised_day(clause, setting.today, setting.calendar)
    return found is not None and bool(_MOVED_TO.search(clause[: found.start]))


def _only_day(clause: str, setting: Setting) -> date | None:
    found = promised_day(clause, setting.today, setting.calendar)
    if found is None or _DENIES.search(clause):
        return None
    around = f"{clause[: found.start]}{clause[found.end :]}"
    return found.day if _BESIDE_A_DAY.fullmatch(around) else None


_WRITER: Final = Pattern(
    r"(?:责任人|负责人?)[^\s,，。]{0,8}(?:换成?|改成?|(?<!不)是|(?<!不)写)(?:我自己|我本人|本人|我)(?=$|[\s,，。]|来|负责)"
    r"|(?:换成?|改成?|还是|由)(?:我自己|我本人|本人|我)来?负责"
)


def names_writer(text: str) -> bool:
    """Tell whether a message puts its writer in the place of who sees to an item: 责任人换成我自己."""
    return bool(_WRITER.search(plainly(text)))


_STAYS: Final = Pattern(_STAYING)
_FIRST_STAYS: Final = Pattern(
    rf"\W*第?{_N}\s*[项条个]{_STAYING}[\s,，。;；!！]+(?:就是|只是|不过|但是?|倒是|主要是)?(?P<rest>.+)", re.DOTALL
)


_OBJECTS: Final = Pattern(r"^(?:(?:不对|搞错了?)[啊呀哦]*[\s,，!！。]*){2,}(?=\S{4})")


def stays(said: str) -> bool:
    """Tell whether words about an item say that nothing of it changes."""
    return bool(_STAYS.fullmatch(without_politeness(said)))


def without_what_stays(text: str) -> str:
    """Leave out that one item stays before what is said of another, and that something is wrong before what is right.

    第一条对的，就是党费那条改到12号; 不对不对，支委会是12号.
    """
    found = _FIRST_STAYS.fullmatch(plainly(text))
    return found["rest"] if found else _OBJECTS.sub("", plainly(text))


def speaks_of_change(text: str) -> bool:
    """Tell whether a message speaks of what a form says being otherwise."""
    return bool(_OF_A_PART.search(plainly(text)))


def added(text: str) -> str | None:
    """Understand "补充 活动室漏水，下周一修": what is added, empty for the word alone or 有; None when not said."""
    found = _ADDED.fullmatch(without_politeness(text))
    if found:
        return _REST_STAYS.sub("", str(found["said"])).strip()
    return "" if _HAS_MORE.fullmatch(without_politeness(text)) else None


def reopens(text: str) -> int:
    """Tell which item is to be asked anew ("改 2", "我重新写第一项"); 0 when none is."""
    found = _CHANGE.fullmatch(without_politeness(tidy(text)))
    return _number(found["n"]) if found else 0


_MORE: Final = re.compile(
    r"(?:的?(?P<measure>措施)|的?原因)?(?:里|后面)?(?:再|还|要|还要)*"
    r"(?:[加添](?:上?一?[句点]|几句|上|写)|补一?句|(?<=后面)[加添]|(?<=里)[加添])[：:，,\s]*(?P<said>\S{2,})",
    re.DOTALL,
)
# Who sees to it, and a day, are no words that are added.
_NO_MORE: Final = re.compile(r"负责|责任|牵头|\d[日号]")


@dataclass(frozen=True)
class More:
    """Words that are added to a part that is known."""

    part: str
    said: str


def more_said(said: str) -> More | None:
    """Understand 加一句：两个支委在外打工, 措施加上 提前三天通知; None for anything else."""
    found = None if _NO_MORE.search(said) else _MORE.fullmatch(said.strip())
    return More("measure" if found["measure"] else "reason", found["said"]) if found else None


def _number(written: str) -> int:
    return CHINESE.get(written) or int(written)


def is_of_a_day(text: str, setting: Setting) -> bool:
    """Tell whether a message changes days, whatever else it tells: 党费那条改到12号，会计11号才出院."""
    return moves_another(text, setting) or bool(speaks_of_change(text) and day_put_right(text, setting))
