"""How a slip is said: one card for a member who gets cards, one text for everybody else."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from bot import outbox
from bot.db import page_address
from bot.wording import LONGEST_REMARK, word
from models.people import Person
from models.schemes import Township
from models.slips import Slip, SlipItem
from rules.deadlines import Deadline

WORDING: Final = "slips/notices.txt"
# What a card shows of a list before WeCom cuts it, in signs (protocol, template cards).
LONGEST_LIST: Final = 160


def slip_facts(
    session: Session, town: Township | None, slip: Slip, deadline: Deadline, now: datetime
) -> dict[str, Any]:
    """Gather what a slip says, as text or as a card, with the address of its page where there are pages.

    A deadline counted from a receipt on a later day is said to be the latest: 签收 brings it forward (A2).
    """
    page = page_address(session, f"m/slips/{slip.organization_id}/{slip.month}")
    facts = {"slip": slip, "deadline": deadline, "now": now, "platform": town.platform if town else ""}
    return {**facts, "recorded": recorders(slip), "page": page}


def recorders(slip: Slip) -> list[tuple[str, date]]:
    """List who recorded what stands open on a slip, and the last day each did."""
    known = [
        (one.recorded_by.name, one.recorded_at.date()) for one in slip.open_items if one.recorded_by and one.recorded_at
    ]
    return sorted(dict(sorted(known)).items(), key=lambda one: one[1])


def items_on_card(slip: Slip) -> str:
    """List the open items in the space a card gives: remarks are shortened first, then the last items left out."""
    items = slip.open_items
    whole = [(items, LONGEST_REMARK // part) for part in (1, 2, 4)]
    fewer = [(items[:shown], LONGEST_REMARK // 4) for shown in range(len(items) - 1, 0, -1)]
    said = ""
    for some, remark in (*whole, *fewer, ([], 0)):
        said = _listed(some, remark, len(items) - len(some))
        if len(said) <= LONGEST_LIST:
            break
    return said


def _listed(items: Sequence[SlipItem], remark: int, left: int) -> str:
    return word(WORDING, "items_on_card", items=items, longest=remark, left=left)


def slip_message(
    session: Session, town: Township | None, slip: Slip, deadline: Deadline, person: Person, now: datetime
) -> Mapping[str, Any]:
    """Word a slip for one person. A card's task id must never be used twice: each person is tried once."""
    facts = slip_facts(session, town, slip, deadline, now)
    if not person.gets_cards:
        return outbox.text(word(WORDING, "slip", **facts))
    on_card = {
        "items": items_on_card(slip) if slip.open_items else "",
        "task_id": f"slip-{slip.id}-{person.id}{slip.issue_mark.replace(':', '-')}",
    }
    content = json.loads(word("slips/card.json", **facts, **on_card))
    return outbox.card(content)
