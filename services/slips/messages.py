"""How a slip is said: one card for a member who gets cards, one text for everybody else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot import outbox
from bot.wording import word
from models.people import Person
from models.schemes import township
from models.slips import Slip
from rules.deadlines import Deadline


def slip_facts(session: Session, slip: Slip, deadline: Deadline, now: datetime) -> dict[str, Any]:
    """Gather what a slip says, as text or as a card.

    A deadline counted from a receipt on a later day is said to be the latest: 签收 brings it forward (A2).
    """
    town = township(session)
    return {"slip": slip, "deadline": deadline, "now": now, "platform": town.platform if town else ""}


def slip_message(session: Session, slip: Slip, deadline: Deadline, person: Person, now: datetime) -> Mapping[str, Any]:
    """Word a slip for one person. A card's task id must never be used twice: each person is tried once."""
    facts = slip_facts(session, slip, deadline, now)
    if not person.gets_cards:
        return outbox.text(word("slips/notices.txt", "slip", **facts))
    content = json.loads(word("slips/card.json", **facts, task_id=f"slip-{slip.id}-{person.id}"))
    return outbox.card(content)
