"""A clause that is said of all items at once, before or behind what is said of each: 两项都由小陆负责, 都放15号前.

It says by when or by whom, never why: 都是人不齐 is an answer of its own (rules/item_marks.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from rules.patterns import Pattern

_ALL: Final = r"(?:都|均|侪|全都|全部?|统统|一律|一起|一道)"
_THINGS: Final = (
    r"(?:(?:以上|上述|这|那)?(?:(?<!第)[两二俩量几2](?:项|条|个|桩|件|样|头)|俩)"
    r"(?:整改|问题|工作|事项|事情?|事体|任务)?|(?:以上|上述)(?:问题|事项|工作|内容)?)"
)
_HEAD: Final = r"(?:责[任仁认]人|负责人|完成时[限间]|时间|期限|日期|日子)"
# 以上两项均由王凤英负责, 这两个都让朱敏去办; without a number only where a clause begins: 都12号, 责任人都写我.
# By when or by whom may stand right behind a number of things: 两条12号前补好, 两件事情朱敏管.
_BY: Final = (
    r"(?=我?(?:\d|[一二三十廿]+[日号]|[本这下]?个?(?:周|礼拜|星期|月)|今|明|由|让|叫|交给|归)|\S{2,4}(?:负责|管|弄|办))"
)
_MARK: Final = Pattern(
    rf"(?P<things>{_THINGS})(?:的?(?:整改)?(?={_HEAD})|我?{_ALL}|{_BY}|我?(?=[^\s,，]{{0,8}}(?:前|底)[^\s,，]*{_ALL}))"
    rf"|(?<=[\s,，;；。!！])(?={_HEAD}[:：]?{_ALL})|(?<=[\s,，;；。!！]){_ALL}(?=\S)"
)
_BEHIND: Final = " \n,，;；。:：!！"


@dataclass(frozen=True)
class Shared:
    """What is said of each item, and the clause that is said of all of them; `counted`: 两项, 以上 calls them so."""

    each: str
    of_all: str
    counted: bool = True


def shared_clause(said: str, is_of_all: Callable[[str], bool]) -> Shared | None:
    """Part a message into what is said of each item and what is said of all; None where nothing is.

    `is_of_all` tells whether a clause says by when or by whom, and nothing else.
    """
    if first := _MARK.match(said):
        of_all, colon, each = said[first.end() :].replace("：", ":", 1).partition(":")
        if colon and is_of_all(of_all):
            return Shared(each.strip(_BEHIND), of_all)
    for mark in (one for one in _MARK.finditer(said) if one.start()):
        each, of_all = said[: mark.start()].rstrip(_BEHIND), said[mark.end() :].strip(_BEHIND)
        if each and is_of_all(of_all):
            return Shared(each, of_all, counted=bool(mark["things"]))
    return None
