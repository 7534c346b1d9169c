"""How much a person may be told unasked in a month before the office is warned (基层减负); it may still decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.people import Person
from rules.periods import Month, Quarter
from services.burden import told_unasked
from services.schemes.versions import scheme_for


@dataclass(frozen=True)
class Past:
    """Somebody whom one more message would take past the cap, and how many the month has brought already."""

    name: str
    told: int
    most: int


def past_cap(session: Session, people: Sequence[Person], now: datetime) -> list[Past]:
    """List whom one more message this month would take past `most_messages_a_month`."""
    most = scheme_for(session, Quarter.of(now.date())).policy.most_messages_a_month
    told = told_unasked(session, [str(one.userid) for one in people], Month.of(now.date()))
    counted = [Past(one.name, told[str(one.userid)], most) for one in dict.fromkeys(people)]
    return [one for one in counted if one.told >= most]
