"""What cells of the register's tables say: kinds of unit, types, ways of delivery, months, names in one cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from bot.wording import word
from rules.contacts import account_name, phone_number
from services.office_files.cells import Cell
from services.office_files.mistakes import Unclear, offered
from services.office_files.spelling import in_figures, plain, without_brackets
from services.office_files.values import as_whole, as_yes, is_nothing
from services.register_files.whom import WORDING
from services.tasks.sectors import WORDS as SECTOR_WORDS

LABELS: Final = "console/register_words.txt"
TYPES: Final = {
    "committee": ("党委", "党工委", "委员会"),
    "general_branch": ("党总支", "总支"),
    "branch": ("党支部", "支部"),
    "joint_branch": ("联合党支部", "联合支部"),
}
DELIVERIES: Final = {"wecom": ("企业微信", "微信", "wecom"), "paper": ("纸质", "纸质送达", "paper")}
VACANT: Final = ("空缺", "(空缺)", "暂缺", "缺", "无", "/", "-", "—")
_BETWEEN_NAMES: Final = re.compile(r"[/／、,，;；]")
_UNRANKED: Final = ("不参加排名", "不参评", "不参加考核", "不排名")
_ON_PAPER: Final = ("纸质",)
_FOUNDED: Final = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日成立")
_NUMBERED: Final = re.compile(r"^(?:[一二三四五六七八九十]+|\d+)[、.．]")
_SCHOOL: Final = re.compile(r"学校|中学|小学|幼儿园")
_HOSPITAL: Final = re.compile(r"医院|卫生")


def split_names(text: str) -> list[str]:
    """Part the names in one cell."""
    return [one.strip() for one in _BETWEEN_NAMES.split(text) if one.strip()]


def is_vacant(text: str) -> bool:
    """Tell whether a name says that the office is held by nobody."""
    return plain(text) in VACANT


def core(name: str) -> str:
    """Reduce a name to what two spellings of it have in common: 石湾村党支部 and 石湾村支部."""
    return plain(name).replace("党支部", "支部").replace("党总支", "总支")


def _one_of(kind: str, known: Mapping[str, tuple[str, ...]]) -> Callable[[Cell], str]:
    def read(cell: Cell) -> str:
        said = plain(cell.text)
        found = next((key for key, words in known.items() if said in words), None)
        if found is None:
            labels = [word(LABELS, f"{kind}_{one}") for one in known]
            raise Unclear("one_of", offered(labels), labels=labels)
        return found

    return read


read_type: Final = _one_of("type", TYPES)
read_delivery: Final = _one_of("delivery", DELIVERIES)


def type_in_name(name: str) -> str:
    """Tell the type of an organisation that is only named."""
    said = plain(name)
    if "联合" in said:
        return "joint_branch"
    return next((key for key, words in TYPES.items() if said.endswith(words)), "branch")


def read_sector(cell: Cell) -> str:
    """Read the kind of unit. Raises Unclear for what is none of them."""
    found = sectors_named(cell.text)
    if len(found) != 1:
        labels = [word(LABELS, f"sector_{one}") for one in SECTOR_WORDS]
        raise Unclear("one_of", offered(labels), labels=labels)
    return found[0]


def sectors_named(text: str) -> list[str]:
    """Find the kinds of unit that a section line names: 一、村（涉农）; 四、学校、医疗."""
    parts = re.split(r"[、和]", _NUMBERED.sub("", without_brackets(text)))
    words = {**SECTOR_WORDS, "enterprise": (*SECTOR_WORDS["enterprise"], "企业")}
    return [key for part in parts for key, said in words.items() if part in said]


def sector_of(section: str, name: str) -> str | None:
    """Tell the kind of unit by the section a row stands in; of schools and hospitals together by the name."""
    found = sectors_named(section)
    if set(found) == {"school", "hospital"}:
        by_name = {"school": _SCHOOL.search(name), "hospital": _HOSPITAL.search(name)}
        found = [key for key, fits in by_name.items() if fits]
    return found[0] if len(found) == 1 else None


def read_phone(cell: Cell) -> str:
    """Read a mobile number, "" for nothing."""
    if is_nothing(cell):
        return ""
    found = phone_number(cell.text)
    if found is None:
        raise Unclear("phone", wording=WORDING)
    return found


def read_userid(cell: Cell) -> str:
    """Read an account, "" for nothing."""
    if is_nothing(cell):
        return ""
    found = account_name(cell.text)
    if found is None:
        raise Unclear("userid", wording=WORDING)
    return found


# How the facts of an organisation are read, by column; what says nothing is not read.
FACTS: Final[Mapping[str, Callable[[Cell], Any]]] = {
    "sector": read_sector,
    "delivery": read_delivery,
    "assessed": as_yes,
    "full_members": as_whole,
    "probationary_members": as_whole,
    "party_groups": as_whole,
    "has_committee": as_yes,
    "note": lambda cell: cell.text[:256],
}


def said_in_note(note: str) -> dict[str, Any]:
    """Take from a remark what it says of ranking and delivery: 不参加排名; 不用企业微信，纸质送达."""
    said: dict[str, Any] = {}
    if any(one in note for one in _UNRANKED):
        said["assessed"] = False
    if any(one in note for one in _ON_PAPER):
        said["delivery"] = "paper"
    return said


def founded_in_note(note: str) -> date | None:
    """Find the day a remark names: 2026年5月15日成立."""
    found = _FOUNDED.search(in_figures(plain(note)))
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def shown(kind: str, value: Any) -> str:
    """Write a fact as people read it, the same for what is stored and for what a cell says."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return word(WORDING, "yes" if value else "no")
    return word(LABELS, f"{kind}_{value}") if kind in ("type", "sector", "delivery") else str(value)
