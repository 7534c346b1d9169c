"""What is taken back in the same breath, and what takes its place: 12号补开，不对，13号; 停水，不是停水，是停电.

Only where both stand there: the old words go, the new ones come in their place, and all else stays as it was written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from rules.day_phrases import Promise
from rules.patterns import Pattern
from rules.speech import DONT, HOLD_ON

_PICTURES: Final = "\U0001f300-\U0001faff\u2600-\u27bf\ufe0f"
_PARTED: Final = Pattern(rf"((?:[\s,，;；。!！嗯{_PICTURES}]|[—…]{{2}}|…|\.{{2,}})+)")
_OH: Final = rf"(?:啊呀|哎呀|[哎哦噢呃唉呀啊]|{HOLD_ON})*"
# Words that take back what stands before them, and nothing else.
_WRONG: Final = (
    rf"{_OH}(?:(?:[不弗勿]对)+|布对|(?:刚才|前面|又|我)?[说讲打写记搞弄]错[了啦哉]?|错了"
    rf"|不是|布是|不|弗|更正一?下?|改一?下)[了啊呀哦]?"
)
_TAKES_BACK: Final = Pattern(rf"{_WRONG}")
_BEGINS: Final = Pattern(rf"{_WRONG}(?=\S)|{_OH}不是(?=\d)")
# Around a day that is all a clause says.
_BESIDE: Final = Pattern(
    r"(?:那就?|就|是|改|换|放|定|挪|移|推迟?|延后?|顺延|往后|调整?|到|在|为|成|吧|好了|之?前|还是|应该|[补重]?开|补[办登录上]?|[哦啊呀哎不对错打说讲写了弗勿再也])*"
)
_ANEW: Final = Pattern(
    rf"{_OH}(?:[不弗勿]对|[说讲打写记]错[了啦哉]?|错了)[了啊呀哦]?(?P<new>(?:应该|其实)?是(?:因为)?\S{{2,}})"
)
_SAYS_WHY: Final = Pattern(r"(?:应该|其实|原因)?是?(?:因为|由于)|(?:应该|其实)?是|原因")
# … 那是党费的事, … 是上个月的.
_OF_ANOTHER: Final = Pattern(r"(?:那|这)?个?是\S{2,8}的(?:事情?|原因|情况)?")
# 停水，不是停水，是停电; 十二号开，不是十二号，十二号要去县里，是十五号.
_DENIED: Final = Pattern(
    rf"(?P<a>[\u4e00-\u9fff\d]{{2,6}}?)(?:(?!没有?$)[^\s,，。;；]{{0,6}}?)[,，\s嗯]*(?:{_WRONG}[,，\s嗯]*)?{_OH}不是(?P=a)"
    r"(?:[,，\s嗯]*(?P=a)[^\s,，。是]{0,10})?[^\s,，。是]{0,3}[,，\s嗯]*而?是"
)
# 非停电，系停水: of two that stand against each other the second.
_NOT_BUT: Final = Pattern(
    r"(?P<pause>^|[\s,，。;；])并?(?:非|不是|[弗勿]是)(?=[\u4e00-\u9fff])[^\s,，。;；\d是]{2,8}[\s,，]+(?:而是|而系|系|是)(?:因为)?(?=[\u4e00-\u9fff]{2})"
)
# 不要写成人不齐，写停电.
_NOT_WRITTEN_BUT: Final = Pattern(
    rf"(?P<pause>^|[\s,，。;；])(?:原因|理由)?(?:先|就|可)?(?:{DONT}|[不勿弗]能)(?:再|给我|帮我)?写(?:成|作|是)?"
    r"[^\s,，。;；]{2,10}[\s,，]+"
    r"(?:要|就|改|给我|帮我|应该?|而)*(?:写(?:成|作)?|(?<![\s,，])是因为|是)(?=[\u4e00-\u9fff]{2})"
)
_BRACKETED: Final = Pattern(
    r"(?:\d[\d月./年\-]*[日号]?|(?<=[由让叫请人为:：])[\u4e00-\u9fff]{2,3})[(（](?:更正|改|应)为?[:：]?\s*(?P<b>[^()（）]{2,8})[)）]"
)

# 本来定10号补，…，改11号 is 11号补.
_FORMERLY: Final = Pattern(
    r"(?:原先?|原来|原本|本来|起初)(?:是|就)?(?:定|计划|安排|打算|准备|想|说|放)?(?:好|要)?(?:了|的)?(?:在|于|到|为)?$"
)

# Where a day is put right, a figure of its own is one: 十六吧，哦不对，那就十七.
_CORRECTS: Final = Pattern(r"不|改|错|换")
_BARE_DAY: Final = Pattern(
    r"(?<![\d一二三四五六七八九十月周期拜第./:：-])(?:[1-3]?\d|[一二三]?十[一二三四五六七八九]?)(?=吧|呢|$|[\s,，。])"
)

_STILL_WRONG: Final = Pattern(r"[不弗勿]对(?!称)|[说讲打写记看]错|(?:^|[\s,，])不是")
# 12月3号，不对，5号 is of the month that was named.
_MONTH_NAMED: Final = Pattern(r"^(?:\d{4}年)?(?:\d{1,2}|十[一二]?|[一二三四五六七八九])月(?:份)?")
_OF_NO_MONTH: Final = Pattern(r"(?:[1-3]?\d|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号]")

# When it was first to be held, and what came in between, is why it was not: 本来25号要开，25号全镇检查，改到5号开.
_WAS_TO_BE: Final = Pattern(r"(?:本来|原来|原先|原定|原计划|起初)(?!.*[补登录交办弄])\S*(?:要|该|想|准备|打算)开")

Promised = Callable[[str], Promise | None]


@dataclass(frozen=True)
class _Clause:
    words: str
    pause: str
    day: Promise | None


def with_bare_days(said: str) -> str:
    """Write the figures that are days as such where a day is put right: 10月16，不对，是15."""
    return _BARE_DAY.sub(lambda figure: f"{figure[0]}号", said) if _CORRECTS.search(said) else said


def still_takes_back(said: str) -> bool:
    """Tell whether words take something back without what takes its place, or with one nobody can read."""
    return bool(_STILL_WRONG.search(said))


def as_put_right(said: str, promised: Promised) -> str:
    """Write an answer with what was put right in the place of what it takes back."""
    said = _BRACKETED.sub(lambda one: str(one["b"]), said)
    said = _NOT_WRITTEN_BUT.sub(r"\g<pause>", _NOT_BUT.sub(r"\g<pause>", _DENIED.sub("", said)))
    clauses = _clauses(said, promised)
    for place in range(1, len(clauses)):
        if place < len(clauses) and (shorter := _put_right(clauses, place)):
            return as_put_right("".join(f"{one.pause}{one.words}" for one in shorter), promised)
    return said


def _clauses(said: str, promised: Promised) -> list[_Clause]:
    parts = ["", *_PARTED.split(said)]
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return [_Clause(words, pause, promised(words)) for pause, words in pairs]


def _put_right(clauses: list[_Clause], place: int) -> list[_Clause] | None:
    """Give the clauses without what the one at a place takes back; None where it takes nothing back."""
    one = clauses[place]
    wrong = bool(_TAKES_BACK.fullmatch(one.words))
    before = next((at for at in reversed(range(place)) if clauses[at].day), None)
    if before is not None and _WAS_TO_BE.search(clauses[before].words):
        return None
    if before is not None and (wrong or _BEGINS.match(one.words) or _same(one.day, clauses[before].day)):
        new = next((at for at in range(place, len(clauses)) if _is_other(clauses[at], clauses[before])), None)
        if new is not None:
            # Why the day was put right is no part of the answer: 12号，因为11号村里分红.
            behind = clauses[new + 1 :]
            behind = behind[1:] if behind and _same(behind[0].day, clauses[before].day) else behind
            return [*clauses[:before], _moved(clauses[before], clauses[new]), *behind]
    # 网络坏了，不对，是电脑坏了, with a pause behind 不对 or without.
    if (said := _ANEW.fullmatch(one.words)) and not clauses[place - 1].day:
        return [
            *clauses[: place - 1],
            replace(one, words=said["new"], pause=clauses[place - 1].pause),
            *clauses[place + 1 :],
        ]
    if wrong and place + 2 < len(clauses) and _disowns(clauses[place + 1].words, clauses[place - 1].words):
        return [
            *clauses[: place - 1],
            replace(clauses[place + 2], pause=clauses[place - 1].pause),
            *clauses[place + 3 :],
        ]
    if wrong and place + 1 < len(clauses) and not clauses[place - 1].day and _SAYS_WHY.match(clauses[place + 1].words):
        return [
            *clauses[: place - 1],
            replace(clauses[place + 1], pause=clauses[place - 1].pause),
            *clauses[place + 2 :],
        ]
    return None


def _disowns(words: str, before: str) -> bool:
    """Tell whether words say that what was said before is of something else: 停电了，不对，停电那是党费的事，….

    They begin with its own words.
    """
    own = before.rstrip("了啊呀哦的")
    return len(own) > 1 and words.startswith(own) and bool(_OF_ANOTHER.fullmatch(words.removeprefix(own)))


def _same(one: Promise | None, other: Promise | None) -> bool:
    return one is not None and other is not None and one.day == other.day


def _is_other(one: _Clause, before: _Clause) -> bool:
    """Tell whether a clause is only another day than the one before."""
    before_day, _, behind = _by_day(one)
    return one.day is not None and not _same(one.day, before.day) and bool(_BESIDE.fullmatch(f"{before_day}{behind}"))


def _moved(old: _Clause, new: _Clause) -> _Clause:
    (before, _, after), (_, day, work) = _by_day(old), _by_day(new)
    # A day alone gives way to all that is said of the new one: 12号，不对，13号补开.
    alone = not f"{before}{after}".strip("前吧的之")
    day = day.lstrip("到在于至")
    month = _MONTH_NAMED.match(_by_day(old)[1].lstrip("到在于至"))
    day = f"{month[0]}{day}" if month and _OF_NO_MONTH.match(day) else day
    return _Clause(f"{_FORMERLY.sub('', before)}{day}{after}{work if alone else ''}", old.pause, None)


def _by_day(one: _Clause) -> tuple[str, str, str]:
    """Part a clause at the day it names: what stands before, the day as it is written, and what stands behind."""
    start, end = (one.day.start, one.day.end) if one.day else (len(one.words), len(one.words))
    return one.words[:start], one.words[start:end], one.words[end:]
