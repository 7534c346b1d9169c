"""A bonus claim in one line: 加分 综合荣誉 县级 “先进基层党组织” 10月15日 澄委〔2026〕41号, in any order (R30-R33)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.forms import Reader, Setting, Understood, tidy

# What people call these kinds besides their titles, in whatever document they stand (R30-R33).
CALLED: Final[Mapping[str, tuple[str, ...]]] = {
    "综合性荣誉": ("综合荣誉", "荣誉"),
    "信息上报和媒体宣传": ("信息上报", "媒体宣传", "媒体", "宣传"),
    "创新做法获肯定推广": ("创新做法", "创新", "经验推广"),
    "主动承接上级活动": ("承接上级活动", "承接活动", "承接"),
}
# 市级 alone may be the county's or the prefecture's.
_UNCLEAR_LEVELS: Final = frozenset({"市级", "市里"})
LEVELS: Final[Mapping[str, tuple[str, ...]]] = {
    "town": ("镇级", "镇里"),
    "county": ("县级", "县里", "区级"),
    "prefecture": ("设区市级", "地市级", "地级市级"),
    "province": ("省级", "省里", "全省"),
    "national": ("国家级", "全国", "中央"),
}
_QUOTED: Final = re.compile('[“"「『](?P<in>[^”"」』]+)[”"」』]')
_PIECE: Final = re.compile('[“"「『][^”"」』]+[”"」』]|《[^》]+》|[^\\s,，;；。]+')
_PAPER: Final = re.compile(r"〔\d{4}〕|\[\d{4}\]|文号|https?:|文件|证书")
_LIKE_A_DAY: Final = re.compile(r"\d{1,2}[月.]|[昨前]天|今天|\d[日号]|上个?月|上周")


@dataclass(frozen=True)
class ClaimLine:
    """The parts of a claim a message names; `unfit` says that a level or a day in it cannot be claimed."""

    parts: Mapping[str, Any]
    unfit: bool = False


def read_claim_line(
    text: str, rules: Sequence[Mapping[str, Any]], known: Mapping[str, Any], day: Reader, setting: Setting
) -> ClaimLine:
    """Find rule, level, matter, awarded_on and proof in a message; without a rule nothing.

    Where a level or a day does not fit, kind and level alone are taken: what it was about is asked again.
    """
    found: dict[str, Any] = {}
    unfit = False
    for piece in _PIECE.findall(text):
        part, said = _part(piece, rules, day, setting)
        # Of two days nobody knows which is meant.
        unfit = unfit or said is None or (part == "awarded_on" and found.get(part, said) != said)
        if said is not None:
            found.setdefault(part, said)
    code = known.get("rule") or found.get("rule")
    rule = next((one for one in rules if one["code"] == code), None)
    if rule is None:
        return ClaimLine({})
    if "level" in found and found["level"] not in [one["code"] for one in rule["levels"]]:
        unfit = found.pop("level") is not None
    taken = ("rule", "level") if unfit else ("rule", "level", "matter", "awarded_on", "proof")
    return ClaimLine({part: found[part] for part in taken if part in found and part not in known}, unfit)


def _part(piece: str, rules: Sequence[Mapping[str, Any]], day: Reader, setting: Setting) -> tuple[str, Any]:
    """Tell which part a piece is, and what it says; None for a level or day that cannot be."""
    if rule := next((one["code"] for one in rules if tidy(piece) in _names(one)), None):
        return "rule", rule
    if piece in _UNCLEAR_LEVELS:
        return "level", None
    if level := _level(piece, rules):
        return "level", level
    if _PAPER.search(piece):
        return "proof", piece
    if _LIKE_A_DAY.search(piece) and not _QUOTED.match(piece):
        read = day.read("awarded_on", piece, setting)
        return "awarded_on", read.answers["awarded_on"] if isinstance(read, Understood) else None
    return "matter", _QUOTED.sub(r"\g<in>", piece)


def _names(rule: Mapping[str, Any]) -> tuple[str, ...]:
    return (tidy(rule["title"]), *CALLED.get(rule["title"], ()))


def _level(piece: str, rules: Sequence[Mapping[str, Any]]) -> str | None:
    said = tidy(piece).removesuffix("的")
    levels = [one for rule in rules for one in rule["levels"]]
    return next((one["code"] for one in levels if said in (tidy(one["label"]), *LEVELS.get(one["code"], ()))), None)
