"""Reading findings as an inspector writes them: "ZD-02 8月未开支委会", several lines or several in one line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from bot.forms import Draft
from bot.readers import readable
from bot.wording import word
from rules.asides import Aside, aside_in
from rules.periods import Month
from services.inspections.checking import LONGEST_FACT, GivenFinding

WORDING: Final = "forms/inspection.txt"
# A code begins a finding wherever it stands (ZD-02, zd02, ZD 02), unless it is compared with: 同 ZD-02, 和 ZD-02 一样.
CODE: Final = re.compile(
    r"(?<![A-Za-z0-9])(?<![同见像如])(?<![同见像如] )([A-Za-z]{2})\s?[-—–－]?\s?(\d{2})(?!\d)(?!\s*(?:一样|相同|同样))"
)
# ZD-02 还要再看看 finds nothing.
_NO_FACT: Final = frozenset({Aside.LATER, Aside.UNKNOWN})
# ZD-02那条划掉 takes back a finding, and is none.
_STRUCK: Final = re.compile(
    r"(?:这|那)?[条项个]?(?:都|就|先)*(?:划掉|划去|去掉|删|勾掉|拿掉|取消|撤掉|作废|不要了|不算"
    r"|改(?!选|造|建)[成为到]?|换[成为]|应该?是|写错|不对|错了)"
)
# What speaks of the lines that are read back, and of no finding by its code.
_OF_LINES: Final = re.compile(
    r"划掉|划去|去掉|删|勾掉|拿掉|取消第|撤掉|作废|不要了|不算|[改换][成为]|写错|不对|加一[条项]|补一[条项]|第?[一二三四五\d][条项]|那[条项个]"
)
# ZD-02 没问题 finds nothing either.
_IN_ORDER: Final = re.compile(
    r"(?:这项|都|也|已经?|是|全部?|基本|台[账帐]|记录|资料)*(?:没有?(?:什么|啥)?问题|正常|齐全?|合格|规范|达标|很?好|不错|有的?|开了|做了|到位|已?整改|整改好了|落实了)(?:的|了)?"
)
# What leads over to the next one.
LEADS_ON: Final = re.compile(r"[\s,，;；。、]*(?:还有|另外|此外|以及|再加上|再有|然后|[和及跟与])+$")
# 还有一条，BZ-05 公开栏没更新: what leads to a further line.
_FURTHER: Final = re.compile(
    r"^(?:还有|另外|此外|再|要|补充?|加上?|一[条项个]|[\s,，:：、])+(?=[A-Za-z]{2}\s?[-—–－]?\s?\d{2})"
)
MONTH: Final = re.compile(r"(?<![\d个])(1[0-2]|0?[1-9])\s*月|(十[一二]?|[一二三四五六七八九])月")
IN_WORDS: Final = "一二三四五六七八九十"
BREAKS: Final = " \t\r\n、，,:：;；。.-"


@dataclass(frozen=True)
class Scope:
    """What a finding can be about: the codes that fit the organisation, and the months that have begun."""

    codes: Collection[str]
    months: Sequence[Month]


@dataclass(frozen=True)
class Lines:
    """What a message says: findings, each once, and in `notes` what could not be taken and what was assumed."""

    findings: tuple[GivenFinding, ...]
    notes: tuple[str, ...]


def speaks_of_lines(text: str) -> bool:
    """Tell whether a message wants a line of those that are read back otherwise, and does not say by its number."""
    return bool(_OF_LINES.search(text))


def read_lines(text: str, scope: Scope) -> Lines | None:
    """Part a message into findings; None when it does not begin with a code."""
    plain = "".join(unicodedata.normalize("NFKC", one) if one.isalnum() else one for one in text).strip()
    plain = _FURTHER.sub("", plain)
    starts = list(CODE.finditer(plain))
    if not starts or starts[0].start() != 0:
        return None
    ends = [one.start() for one in starts[1:]] + [len(plain)]
    findings: list[GivenFinding] = []
    notes: list[str] = []
    for start, end in zip(starts, ends, strict=True):
        code, fact = (
            f"{start[1].upper()}-{start[2]}",
            readable(LEADS_ON.sub("", plain[start.end() : end].rstrip(BREAKS))).strip(BREAKS),
        )
        month, note = _month(code, fact, scope)
        if month is not None:
            findings.append(GivenFinding(code, month, fact))
        notes += [note] if note else []
    return Lines(tuple(dict.fromkeys(findings)), tuple(notes))


def _month(code: str, fact: str, scope: Scope) -> tuple[Month | None, str]:
    """Find the month a finding belongs to, and what is to be noted about it; None for one that cannot be taken."""
    if code not in scope.codes:
        return None, word(WORDING, "wrong_code", code=code)
    if _STRUCK.match(fact):
        return None, word(WORDING, "how_to_strike", code=code)
    if not fact or len(fact) > LONGEST_FACT or aside_in(fact) in _NO_FACT or _IN_ORDER.fullmatch(fact):
        return None, word(WORDING, "wrong_fact", code=code, longest=LONGEST_FACT)
    named = months_named(fact)
    if not named:
        return scope.months[-1], word(WORDING, "month_assumed", code=code, month=scope.months[-1])
    fitting = [one for one in scope.months if one.month in named]
    if not fitting:
        return None, word(WORDING, "wrong_month", code=code, months=scope.months)
    return fitting[0], ""


def months_named(fact: str) -> set[int]:
    """List the months a sentence names: 8月, 八月, 8月15日."""
    return {int(found[1]) if found[1] else _number(found[2]) for found in MONTH.finditer(fact)}


def _number(words: str) -> int:
    return sum(IN_WORDS.index(one) + 1 for one in words)


def scope_of(draft: Draft) -> Scope:
    """Find in a draft what a finding can be about."""
    codes = [one["code"] for one in draft.facts["indicators"]]
    return Scope(codes, [Month.parse(one) for one in draft.facts["months"]])
