"""What a mark in a cell says of a duty: √, ×, 逾期, 补, 已完成, /, in all spellings; what is unclear is asked."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

from bot.wording import label
from models.daily_records import STATES
from services.daily_records.checking import WORDING
from services.daily_records.file import LONGEST, STATES_TO_EXPLAIN
from services.office_files.cells import Cell
from services.office_files.mistakes import Option, Unclear, offered
from services.office_files.spelling import plain
from services.office_files.values import as_text

MARKS: Final = {
    "done": ("√", "✓", "✔", "☑", "v", "已完成", "完成", "按时完成", "按期完成", "按时", "已办", "done"),
    "late": (
        *("逾期完成", "逾期", "补", "补办", "补录", "补做", "补开", "迟办", "超期", "超期完成", "延期完成", "late"),
        *("已补", "已补办", "已补录"),
    ),
    "not_done": ("×", "✗", "✘", "❌", "x", "未完成", "没完成", "没有完成", "未办", "未做", "未开展", "not_done"),
    "not_applicable": ("/", "\\", "—", "——", "-", "不适用", "不涉及", "无此项", "not_applicable"),
}
_MEANT: Final = {plain(mark): state for state, marks in MARKS.items() for mark in marks}
# 未完成：人员不齐 · 逾期（11月2日补录)
_WITH_REASON: Final = re.compile(r"\s*([^:：（(，,]+?)\s*(?:[:：，,]\s*(.+)|[（(](.+)[)）])\s*")


@dataclass(frozen=True)
class Mark:
    """A state, and the fact where the cell says it itself."""

    state: str
    reason: str = ""


def state_labels() -> list[str]:
    """Name the states as people read and write them."""
    return [label(one) for one in STATES]


def read_mark(cell: Cell) -> Mark:
    """Read a cell that is not empty. Raises Unclear, as a question where a mark could mean several things."""
    if state := _state(cell.text):
        return Mark(state)
    found = _WITH_REASON.fullmatch(cell.text)
    if found and (state := _state(found[1])):
        return Mark(state, (found[2] or found[3]).strip())
    if not _has_words(cell.text):
        raise Unclear("unclear_mark", options(), wording=WORDING, asked=True, said=cell.text)
    raise Unclear("state", options(), wording=WORDING, labels=state_labels())


# No town calls a state otherwise, and a file has thousands.
_named = cache(label)


def said_of(state: str, remark: str) -> str:
    """Write a state and its fact as a cell does, and as it is read again."""
    return f"{_named(state)}：{remark}" if remark else _named(state)


def explained(cell: Cell, mark: Mark, *reasons: str) -> str:
    """Give the fact of a late or missing duty: what its cell says, else the first other word about it.

    Raises Unclear where there is none: it would cost points that nobody could explain (R5).
    """
    fact = next(filter(None, (mark.reason, *reasons)), "")
    if mark.state in STATES_TO_EXPLAIN and not fact:
        raise Unclear("needs_fact", wording=WORDING, asked=True, label=label(mark.state))
    as_text(Cell(cell.place, fact), LONGEST["remark"])
    return fact


def options() -> tuple[Option, ...]:
    """Offer the states that need no fact, and the others to be gone on with."""
    return offered(state_labels())


def _state(text: str) -> str:
    return _MEANT.get(plain(text), "")


def _has_words(text: str) -> bool:
    """Tell words from mere signs: ？, △, √/× could mean anything."""
    return any(unicodedata.category(one)[0] in "LN" for one in text if one not in "xXvV")
