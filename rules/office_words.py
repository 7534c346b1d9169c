"""What the office orders about slips in a sentence of its own: 石湾村支部延到周五, 催一下荷塘二, 第1项划掉.

Pure text. A sentence is cut into the word that acts and what else it says; whether it is a plain order is asked of
`rules/speech.py`, and of the words right before it, which may deny it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from rules.item_names import name_at
from rules.odd_messages import is_to_others
from rules.patterns import Pattern
from rules.speech import is_quoted, plainly

WITHDRAW, CORRECT, WAIVE, EXTEND, REISSUE = "撤回提醒单", "更正提醒单", "免报", "延期", "重发提醒单"
URGE, TELL, UNDO, DELIVERED, PRINT = "催办", "转告", "撤销通过", "送达", "打印"
UNDO_RETURN = "撤销退回"

_OF_ANOTHER_MATTER: Final = Pattern(
    "异议|加分|督办|榜|申报|建议|测评|评议|总评|整顿|处理|请假|代办|同意|申请延|暂缓|暂停"
)
_ACTS: Final = {
    TELL: Pattern(r"^转告|^(?:请|帮我|麻烦)?(?:转告|转达给?|告诉|通知)一?下?(?!书记|我|单)"),
    UNDO: Pattern(r"(?:撤销|撤回|取消|收回)(?:审核)?通过"),
    UNDO_RETURN: Pattern(r"(?:撤销|撤回|取消|收回)(?:审核)?退回(?!督办|榜|年度)"),
    REISSUE: Pattern(
        r"(?:重新?|再)发(?:一[张份遍次]|一下)?(?=\S*(?:提醒单|单子))|(?<=提醒单)(?:重新?|再)发(?:一[张份遍次]|一下)?"
    ),
    CORRECT: Pattern(
        r"(?:更正|改正|订正)(?:一下)?(?=\S*提醒单)|(?=第?[\d一二三四五六七八九十]+项(?:划掉|划去|去掉|删掉|删去))"
        r"|(?=划掉|划去)"
    ),
    WAIVE: Pattern(r"免(?:予)?(?:报|填)(?:自查)?|不用(?:他们|它)?报了"),
    EXTEND: Pattern(r"(?:给)?(?:延期|宽限|推迟|延后|延|缓)(?:[几两]天|几日)?(?:到|至)?(?!误|长)"),
    WITHDRAW: Pattern(r"撤回来?|撤[掉销了]|收回|(?<=[不的要])撤|撤(?=[吧,，。\s]|$)"),
    URGE: Pattern(
        r"催(?:办|报|促)?(?:一下|一催|一遍|下|催)?|(?:再?发|来)一?(?:个|条)?提醒(?!单)|提醒(?:一下|下)|再提醒(?!单)"
    ),
    DELIVERED: Pattern(r"送(?:达|到)(?:了)?|送(?:过去|去|过)?了|(?<=[天日午上])送(?=[吧,，。\s]|$)"),
    PRINT: Pattern(r"(?:再)?打印(?:一份|一下|出来)?"),
}
# A form that came back on paper is no slip that was handed over: 自查表送到我这里了.
_CAME_BACK: Final = Pattern(
    r"(?:自查|整改)表|填好|写好|[送交拿][到来]?(?:给)?(?:我|咱|这|组织办|镇|街道|办公室|单位|党群)"
)
_DENIED: Final = Pattern(
    r"(?:不|没有?|还没|别|未|莫|勿|弗|覅|甭|不(?:用|要|必|能|再|消|许)|先别|先不)(?:给|再|要|用|去|来|急着|忙着)*$"
)
# Who is left out is named, and who is meant is not.
_SPARES: Final = Pattern(
    r"除(?:了|去|开|掉)|(?:以外|之外)(?:的|都|全|其)|(?:其他|其它|别的|其余)(?:的|几家|支部|单位)*(?:都|全|一律|统统)"
)
# 催办不要 石湾村支部 takes it back; 免报 不在家 gives a reason.
_DENIED_BEHIND: Final = Pattern(
    r"^\s*(?:提醒单|单子)?\s*(?:先|暂时?)?(?:不(?:要|用|必|能|许|再|办|期|\s)|别|勿|莫|甭|覅)"
)
# 昨天催过 tells of what was done.
_OVER: Final = Pattern(r"过(?!去|来|期|后|了?(?:之后|以后|再))")
_PUT_OFF: Final = Pattern(r"再(?:说|议|定|看看?|讲)(?:吧)?[。.\s]*$")
# 再催一下 is one more time; 下周再催 is not today.
_LATER: Final = Pattern(r"(?:[明后改等晚过]|[下这]周|下个?月|月底)\S{0,8}再(?:去|来|给)?\s*$")
_SLIP: Final = Pattern(
    r"^[\s,，、:：;；。的把将给]*(?:(?P<month>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?的?(?=提醒单|单子|自查|[\s,，:：]|$))?"
    r"[\s的]*(?:(?:那|这)(?:张|份))?(?:的)?(?:提醒单|单子|自查(?:整改)?表?)?(?:的)?[\s,，、:：;；。]*"
)
_BECAUSE: Final = Pattern(r"^(?:理由|原因)?(?:是|[:：])\s*|^(?:因为|由于)")
_OUT: Final = Pattern(
    r"(?<![这那哪])第?\s*(?P<numbers>[\d一二三四五六七八九十]+(?:\s*项?\s*[、,，和跟与及]\s*第?\s*[\d一二三四五六七八九十]+)*)\s*项?"
    r"(?:要|请)?(?:划掉|划去|去掉|删掉|删去|撤掉|取消)(?:了|吧)?"
)
_NAMED_OUT: Final = Pattern(
    r"(?P<names>[^\s，,。；;:：]+?)(?:这一?项|那一?项)?\s*(?:要|请|就)?(?:划掉|划去|去掉|删掉|删去|撤掉)(?:了|吧)?"
    r"|(?:划掉|划去|去掉|删掉|删去)(?P<behind>[^\s，,。；;:：]+)"
)
_TOGETHER: Final = Pattern("[、和跟与]")
_HELPING: Final = Pattern("^(?:请?把|将|的|里的?|上的?)+")
_IN: Final = Pattern(r"(?:新增|增加|补上|加上?)\s*(?P<code>[A-Za-z]{2}-\d{2})")
_NO_TITLES: Final[Mapping[int, str]] = MappingProxyType({})
_NUMBERS: Final = "零一二三四五六七八九十"
# 王建国还没报吧，催他一下 speaks of one, and of none that is named.
ONE_OF_THEM: Final = Pattern(r"[他她伊](?![们拉])|[这那](?:家|个支部)")
EVERYBODY: Final = Pattern(r"没有?[报交填回]|未报|未交|几家|全部|所有|大家|各支部|都")

# The forms in which nothing is open, all of them: 没问题的都, 把无问题的全部.
ALL_CLEAR: Final = "无问题的"
_CLEAR: Final = Pattern(
    r"[把将]?(?:所有|全部)?(?:没有?|无)(?:发现)?问题的(?:几[家份]|自查(?:整改)?表|表|支部)?(?:都|全部|全都|统统|一起|一并)*"
    r"(?:给我|给)?"
)


def all_clear_first(text: str) -> str | None:
    """Give what follows the words that mean all forms in which nothing is open; None where others begin the text."""
    found = _CLEAR.match(text.strip())
    return text.strip()[found.end() :].strip() if found else None


# Told to all at once: 转告各支部 …, 通知大家 …
TO_ALL: Final = Pattern(
    r"(?:全部|所有|全体|全镇|各个?|每个?|每一?家|大家)(?:的)?(?:党?支部|党组织|单位|村|书记|同志|人|[\s，,：:]|$)|大家|各位"
)


@dataclass(frozen=True)
class Ordered:
    """The word that acts, as the command is called, what else is said, and whether that denies it or puts it off.

    `begins` tells whether the sentence begins with the word, `spares` whether those it names are left out.
    """

    word: str
    rest: str
    denied: bool
    put_off: bool
    begins: bool
    spares: bool = False


def order_in(text: str) -> Ordered | None:
    """Find what a sentence orders about slips; None for what orders nothing, or is about another matter."""
    said = plainly(text)
    for word, pattern in _ACTS.items():
        found = None if word == DELIVERED and _CAME_BACK.search(said) else pattern.search(said)
        if found and (word == TELL or not (_OF_ANOTHER_MATTER.search(said) or is_to_others(said))):
            before, after = said[: found.start()], said[found.end() :]
            spares = _spares_one(said, pattern, found.start())
            return Ordered(
                word,
                f"{before} {after}".strip(),
                denied=bool(_DENIED.search(before) or _DENIED_BEHIND.match(after) or _OVER.match(after))
                or spares
                or is_quoted(said, found.start()),
                put_off=bool(_LATER.search(before) or _PUT_OFF.search(after)),
                begins=not before,
                spares=spares,
            )
    return None


def _spares_one(said: str, pattern: Pattern, place: int) -> bool:
    """Tell whether a sentence leaves somebody out of what it orders: 催一下没报的，石湾村不用催; 除了石湾村都催."""
    later = (one.start() for one in pattern.finditer(said) if one.start() > place)
    return spares_somebody(said) or any(_DENIED.search(said[:at]) for at in later)


def spares_somebody(said: str) -> bool:
    """Tell whether a sentence names whom it leaves out: 除了石湾村别的都过."""
    return bool(_SPARES.search(said))


# 撤了吧 gives no reason.
_SOFT: Final = Pattern("[吧了啊呀呢哦嘛啦]+")
# 延到周五吧，他家里有丧事.
_SOFT_FIRST: Final = Pattern(r"^[吧啊呀呢哦嘛啦]+[\s,，、。]+")


def month_and_reason(rest: str) -> tuple[int | None, str]:
    """Part what stands beside a branch's name into the slip's month, where one is named, and the reason."""
    said = plainly(rest)
    head = _SLIP.match(said)
    month = head["month"] if head else None
    reason = _BECAUSE.sub("", said[head.end() :] if head else said).strip(" ,，、:：;；。")
    reason = _SOFT_FIRST.sub("", "" if _SOFT.fullmatch(reason) else reason)
    return (_number(month) if month else None), reason


def change_in(text: str, titles: Mapping[int, str] = _NO_TITLES) -> tuple[str, str]:
    """Read which items of a slip are taken out ("out 1 2") or which indicator is added ("in ZD-02"), and the rest.

    An item is named by its number or by its title among `titles`. "" for a text that names neither.
    """
    said = plainly(text)
    if out := _OUT.search(said):
        numbers = [str(_number(one)) for one in re.findall(r"\d+|[一二三四五六七八九十]+", out["numbers"])]
        return " ".join(["out", *numbers]), f"{said[: out.start()]} {said[out.end() :]}"
    if added := _IN.search(said):
        return f"in {added['code'].upper()}", f"{said[: added.start()]} {said[added.end() :]}"
    if named := _named_out(said, titles):
        return named
    return "", said


def _named_out(said: str, titles: Mapping[int, str]) -> tuple[str, str] | None:
    """Read 支委会和党费划掉; None unless every name is one item's and no other's."""
    found = _NAMED_OUT.search(said)
    names = _TOGETHER.split(_HELPING.sub("", found["names"] or found["behind"])) if found else []
    meant = [[number for number, title in titles.items() if name_at(name, title) == name] for name in names if name]
    if found is None or not meant or any(len(one) != 1 for one in meant):
        return None
    return " ".join(["out", *(str(one[0]) for one in meant)]), f"{said[: found.start()]} {said[found.end() :]}"


def _number(written: str) -> int:
    if written.isdecimal():
        return int(written)
    tens, ten, ones = written.partition("十")
    return (10 * (_NUMBERS.find(tens) if tens else 1) if ten else 0) + (
        _NUMBERS.find(ones or tens) if ones or not ten else 0
    )
