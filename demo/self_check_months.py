"""What a self-check asked of each secretary: every message from the slip to the receipt, as the phones show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from demo.answering import SLIP, open_items
from demo.chapters.cast import PAPER_BRANCHES
from demo.narrator import shown

HANDED_IN: Final = "自查整改表已报送"
# A slip, what is read back, the receipt; and of the secretary's own the answer and 确认. Where all is done one click.
MOST_SENT, MOST_RECEIVED, MOST_SENT_CLEAN = 2, 3, 1
TITLE: Final = "自查的负担：从提醒单到回执，支部每月发几条、收几条（点卡片上的按钮不算发）\n"


@dataclass(frozen=True)
class Answered:
    """One slip that was answered: by whom, whether it had items, and the messages it took both ways."""

    month: str
    userid: str
    who: str
    has_items: bool
    sent: int = 0
    received: int = 1

    @property
    def is_light(self) -> bool:
        """Whether it took no more than it should."""
        return self.sent <= (MOST_SENT if self.has_items else MOST_SENT_CLEAN) and self.received <= MOST_RECEIVED


def answered_slips(said: Iterable[Mapping[str, Any]]) -> Iterator[Answered]:
    """Find the slips that branches answered in the chat, in the order of their receipts; `said` goes by time."""
    waiting: dict[str, Answered] = {}
    for one in said:
        text, is_bots = shown(dict(one)), one["from"] == "bot"
        if not (userid := one["userid"]):
            continue
        if (slip := waiting.get(userid)) is not None:
            slip = waiting[userid] = replace(slip, sent=slip.sent + (not is_bots), received=slip.received + is_bots)
            if is_bots and HANDED_IN in text:
                del waiting[userid]
                if not text.startswith(PAPER_BRANCHES):
                    yield slip
        elif is_bots and (found := SLIP.search(text)):
            waiting[userid] = Answered(f"{found[1]}月", userid, one["to_name"], has_items=open_items(text) > 0)


def by_month(answered: Iterable[Answered]) -> dict[str, list[Answered]]:
    """Sort answered slips by their months, in order."""
    found: dict[str, list[Answered]] = {}
    for one in answered:
        found.setdefault(one.month, []).append(one)
    return found


def months_table(answered: Iterable[Answered]) -> str:
    """Say of each month what it took at most, and by name who needed more."""
    return TITLE + "\n".join(_line(month, slips) for month, slips in by_month(answered).items()) + "\n"


def _line(month: str, slips: list[Answered]) -> str:
    light = [one for one in slips if one.is_light]
    groups = (
        ("有事项的", [one for one in light if one.has_items]),
        ("全部完成的", [one for one in light if not one.has_items]),
    )
    told = [f"{name}{len(group)}人，{_most(group)}" for name, group in groups if group]
    told += [f"{one.who}发{one.sent}条、收{one.received}条" for one in slips if not one.is_light]
    return f"{month}：{'；'.join(told)}。"


def _most(slips: list[Answered]) -> str:
    return f"最多发{max(one.sent for one in slips)}条、收{max(one.received for one in slips)}条"
