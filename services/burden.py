"""What the assessment costs people by month (基层减负): messages written, messages received, signs to read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.outbox import CARD, DROPPED, FAILED, PUSH
from models.inbox import InboxMessage
from models.outbox import OutboxMessage
from models.people import Person
from rules.periods import BEIJING, Month

# What people do; that somebody opened the chat is no burden.
WRITTEN: Final = ("text", "card_click", "menu_click", "image", "voice")
# What a person reads of a message; keys, addresses and styles are not read.
READ: Final = frozenset({"content", "title", "desc", "sub_title_text", "keyname", "value", "quote_text", "text"})


@dataclass(frozen=True)
class Burden:
    """One person's month: messages written and received, and signs to read."""

    person: Person
    written: int
    received: int
    signs: int


def burdens(session: Session, month: Month) -> list[Burden]:
    """List the month of everybody who wrote or received anything, the heaviest reading first."""
    begin, end = _bounds(month)
    written = _written(session, begin, end)
    received, signs = Counter[str](), Counter[str]()
    for one in session.execute(select(OutboxMessage.addressee, OutboxMessage.body).where(*_to_members(begin, end))):
        received[one.addressee] += 1
        signs[one.addressee] += signs_in(json.loads(one.body))
    people = session.scalars(select(Person).where(Person.userid.is_not(None)).order_by(Person.id))
    found = [Burden(one, *(count[str(one.userid)] for count in (written, received, signs))) for one in people]
    return sorted((one for one in found if one.written or one.received), key=lambda one: -one.signs)


def told_unasked(session: Session, userids: Collection[str], month: Month) -> Counter[str]:
    """Count what each of some members is told in a month without having written: pushes that left or still wait."""
    begin, end = _bounds(month)
    query = select(OutboxMessage.addressee, func.count().label("told")).where(
        OutboxMessage.addressee_kind == "member",
        OutboxMessage.addressee.in_(userids),
        OutboxMessage.lane == PUSH,
        OutboxMessage.state.not_in((FAILED, DROPPED)),
        OutboxMessage.created_at >= begin,
        OutboxMessage.created_at < end,
    )
    return Counter({one.addressee: one.told for one in session.execute(query.group_by(OutboxMessage.addressee))})


def signs_in(body: Mapping[str, Any]) -> int:
    """Count the signs of a message that a person reads."""
    total = 0
    for name, value in body.items():
        if isinstance(value, Mapping):
            total += signs_in(value)
        elif isinstance(value, list):
            total += sum(signs_in(one) for one in value if isinstance(one, Mapping))
        elif isinstance(value, str) and name in READ:
            total += len(value)
    return total


def _bounds(month: Month) -> tuple[datetime, datetime]:
    begin, end = (datetime.combine(one.first_day, time(), BEIJING) for one in (month, month.next))
    return begin, end


def _written(session: Session, begin: datetime, end: datetime) -> Counter[str]:
    within = (InboxMessage.received_at >= begin, InboxMessage.received_at < end, InboxMessage.kind.in_(WRITTEN))
    query = select(InboxMessage.userid, func.count().label("written")).where(*within).group_by(InboxMessage.userid)
    return Counter({one.userid: one.written for one in session.execute(query)})


def _to_members(begin: datetime, end: datetime) -> tuple[Any, ...]:
    """Select what members were given; an update of a card or a recall is nothing to read."""
    return (
        OutboxMessage.addressee_kind == "member",
        OutboxMessage.accepted_at >= begin,
        OutboxMessage.accepted_at < end,
        OutboxMessage.lane != CARD,
        OutboxMessage.body.not_like('%"msgtype":"recall"%'),
    )
