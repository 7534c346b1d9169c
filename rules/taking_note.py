"""Whether a message only says that an order was received: 收到, 签收了, 已阅, 督办单3收到，照单整改. Pure text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from rules.speech import asks, is_filler, without_politeness, without_symbols

# What people call an order, one slip of the finger included.
_NAME: Final = r"(?:(?:整改)?[督都]办(?:通知)?单?|整改(?:通知)?单)"
_NAMED: Final = re.compile(_NAME)
_PAUSES: Final = re.compile(r"[\s,，。.!！~～、;；:：]+")
_NUMBER: Final = r"(?:编?第?\d{1,3}号?)?"
_NOTED: Final = r"(?:我们?|本支部)?(?:已经?)?(?:收到|收悉|签收|查收|阅(?:知|悉)?|知悉)(?:了|啦)?"
_NOTE: Final = re.compile(
    rf"(?:{_NUMBER}{_NAME}{_NUMBER}|编?第?\d{{1,3}}号)?{_NOTED}|{_NOTED}{_NUMBER}{_NAME}{_NUMBER}|{_NOTED}编?第?\d{{1,3}}号?"
)
# What is said beside it and promises nothing by itself.
_PLAN: Final = re.compile(
    r"(?:我们?|支部)?(?:会|将|一定)?(?:照单|照章|按要求|按时|马上|抓紧|立即|尽快|认真|限期|及时)*"
    r"(?:整改|照办|落实|办理|处理|改|办)(?:到位|落实)?"
)


@dataclass(frozen=True)
class Note:
    """That something was received: whether an order is named, and its number, where that is written."""

    names_order: bool
    number: int | None


def names_an_order(text: str) -> bool:
    """Tell whether a message calls an order by its name."""
    return _NAMED.search(text) is not None


def read_note(text: str) -> Note | None:
    """Understand that something was received; None for a message that says more, asks, or says less (好的)."""
    said = [one for one in _PAUSES.split(without_politeness(without_symbols(text))) if one]
    joined = "".join(said)
    parts = [joined] if _NOTE.fullmatch(joined) else said
    notes = [one for one in parts if _NOTE.fullmatch(one)]
    others = [one for one in parts if one not in notes]
    if asks(text) or len(notes) != 1 or not all(is_filler(one) or _PLAN.fullmatch(one) for one in others):
        return None
    number = re.search(r"\d+", notes[0])
    return Note(names_an_order(notes[0]), int(number[0]) if number else None)
