"""A bonus claim in one line: 加分 综合荣誉 县级 “先进基层党组织” 10月15日 澄委〔2026〕41号, in any order (R30-R33)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.forms import Reader, Setting, Unclear, Understood, tidy

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
# A day may follow its name without a pause: 先进基层党组织10月20日.
_PIECE: Final = re.compile(
    r"[“\"「『][^”\"」』]+[”\"」』]|《[^》]+》|[^\s,，;；。]*?[^\s,，;；。\d年](?=\d{1,2}月\d{1,2}[日号](?:[\s,，;；。]|$))|[^\s,，;；。]+"
)
_PAPER: Final = re.compile(r"〔\d{4}〕|\[\d{4}\]|文号|https?:|文件|证书")
# What shows a claim, said when nothing is asked any more: a document's number or a link, or words called so.
_PROOF: Final = re.compile(
    r"(?:说明|证明(?:材料)?|文号|链接|网址)(?:补充?|[是为写])*(?P<called>[:：\s]*)(?P<words>\S.*)", re.DOTALL
)
_SHOWS: Final = re.compile(r"〔\d{4}〕|\[\d{4}\]|https?:")
# 1 望湖市级, 第1类，县级, 1县级; not 10月 and not 3名党员.
_NUMBERED: Final = re.compile(
    r"(?:第|选)?\s*(?P<n>\d)(?:[类项个]?[\s、,，.]+|(?![个名次篇])(?=\D{1,4}级))(?P<rest>.*)", re.DOTALL
)
_LIKE_A_DAY: Final = re.compile(r"\d{1,2}[月.]|[昨前]天|今天|\d[日号]|上个?月|上周")


@dataclass(frozen=True)
class ClaimLine:
    """The parts of a claim a message names; `unfit` are the wording blocks for a level or a day that cannot be."""

    parts: Mapping[str, Any]
    unfit: Sequence[str] = ()


def read_claim_line(
    text: str, rules: Sequence[Mapping[str, Any]], known: Mapping[str, Any], day: Reader, setting: Setting
) -> ClaimLine:
    """Find rule, level, matter, awarded_on and proof in a message; without a rule nothing.

    A level or a day that does not fit is asked again; all else that was given stays.
    """
    text = _spelled_out(text, rules, known)
    found: dict[str, list[Any]] = {}
    for piece in _PIECE.findall(text):
        part, said = _part(piece, rules, day, setting)
        found.setdefault(part, []).append(said)
    code = known.get("rule") or next(iter(found.get("rule", [])), None)
    rule = next((one for one in rules if one["code"] == code), None)
    if rule is None:
        return ClaimLine({})
    parts = {part: said[0] for part, said in found.items()}
    if "matter" in found:
        quoted = _QUOTED.search(text)
        parts["matter"] = quoted["in"] if quoted else " ".join(found["matter"])
    unfit = _unfit(found, rule)
    taken = ("rule", "level", "matter", "awarded_on", "proof")
    fits = {part: parts[part] for part in taken if part in parts and part not in {*known, *unfit}}
    return ClaimLine(fits, [block for part, block in unfit.items() if part not in known])


def proof_in(text: str) -> str:
    """Find what shows a claim in a message that answers no question; empty where nothing certainly does."""
    called = _PROOF.fullmatch(text.strip())
    if called and called["called"]:
        return called["words"]
    return text if _SHOWS.search(text) else ""


def _unfit(found: Mapping[str, Sequence[Any]], rule: Mapping[str, Any]) -> dict[str, str]:
    """Name the level or the day that cannot be claimed, with the sentence for it; of two days none is certain."""
    unfit = {}
    if "level" in found and found["level"][0] not in [one["code"] for one in rule["levels"]]:
        unfit["level"] = "wrong_level"
    days = found.get("awarded_on", [])
    if unclear := [one.reason for one in days if isinstance(one, Unclear)]:
        unfit["awarded_on"] = unclear[0]
    elif any(one != days[0] for one in days):
        unfit["awarded_on"] = "wrong_day"
    return unfit


def _spelled_out(text: str, rules: Sequence[Mapping[str, Any]], known: Mapping[str, Any]) -> str:
    """Write "1 2 先进基层党组织" as 综合性荣誉 云州市级 先进基层党组织: a kind by its number, and a level behind it."""
    chosen = None if "rule" in known else _NUMBERED.fullmatch(text.strip())
    if chosen is None or not 1 <= int(chosen["n"]) <= len(rules):
        return text
    rule = rules[int(chosen["n"]) - 1]
    level = _NUMBERED.fullmatch(f"{chosen['rest'].strip()} ")
    if level is None or not 1 <= int(level["n"]) <= len(rule["levels"]):
        return f"{rule['title']} {chosen['rest']}"
    return f"{rule['title']} {rule['levels'][int(level['n']) - 1]['label']} {level['rest']}"


def _part(piece: str, rules: Sequence[Mapping[str, Any]], day: Reader, setting: Setting) -> tuple[str, Any]:
    """Tell which part a piece is, and what it says; what cannot be is no level the rule has, or Unclear as a day."""
    if rule := next((one["code"] for one in rules if tidy(piece) in _names(one)), None):
        return "rule", rule
    if piece in _UNCLEAR_LEVELS or piece.isdecimal():
        return "level", ""
    if level := _level(piece, rules):
        return "level", level
    if _PAPER.search(piece):
        return "proof", piece
    if _LIKE_A_DAY.search(piece) and not _QUOTED.match(piece):
        read = day.read("awarded_on", piece, setting)
        return "awarded_on", read.answers["awarded_on"] if isinstance(read, Understood) else read
    return "matter", _QUOTED.sub(r"\g<in>", piece)


def _names(rule: Mapping[str, Any]) -> tuple[str, ...]:
    return (tidy(rule["title"]), *CALLED.get(rule["title"], ()))


def _level(piece: str, rules: Sequence[Mapping[str, Any]]) -> str | None:
    said = tidy(piece).removesuffix("的")
    levels = [one for rule in rules for one in rule["levels"]]
    return next((one["code"] for one in levels if said in (tidy(one["label"]), *LEVELS.get(one["code"], ()))), None)
