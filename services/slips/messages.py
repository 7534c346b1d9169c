"""How a slip is said: one card for a member known to see cards, one text for everybody else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot import outbox
from bot.wording import word
from models.people import Person
from models.slips import Slip
from rules.deadlines import Deadline


def slip_message(slip: Slip, deadline: Deadline, person: Person) -> Mapping[str, Any]:
    """Word a slip for one person. A card's task id must never be used twice: each person is tried once."""
    facts = {"slip": slip, "deadline": deadline, "person": person}
    if not person.sees_cards:
        return outbox.text(word("slips/notices.txt", "slip", **facts))
    content = json.loads(word("slips/card.json", **facts, task_id=f"slip-{slip.id}-{person.id}"))
    return outbox.card(content)
