"""Telling the organisation office what it has to know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot import outbox
from bot.wording import word
from models.appointments import OFFICE, holders
from models.outbox import OutboxMessage


def tell_office(session: Session, block: str, *, key: str, now: datetime, **facts: Any) -> None:
    """Push one notice of templates/notices/office.txt to everybody in the office, once per key."""
    content = outbox.text(word("notices/office.txt", block, now=now, **facts))
    for person in holders(session, OFFICE, now.date()):
        if person.userid:
            member = outbox.Addressee("member", person.userid)
            outbox.push(session, member, content, key=f"{key}:{person.userid}", now=now)


class Undelivered:
    """Listens to messages without a topic of their own: the office hears when one could not be delivered."""

    def reworded(self, session: Session, message: OutboxMessage, now: datetime) -> Mapping[str, Any]:
        """Refuse: nothing without a topic hangs on a day."""
        raise NotImplementedError(f"{message.key} names a day but no topic that could word it anew")

    def accepted(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        """Nothing follows from it."""

    def refused(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        """Tell the office, but never about a notice to the office itself, nor about an answer in a chat.

        A robot's key is a secret: only a member is named.
        """
        in_office = {person.userid for person in holders(session, OFFICE, now.date())}
        if message.lane == outbox.PUSH and message.addressee not in in_office:
            tell_office(session, "undelivered", key=f"undelivered:{message.id}", now=now, message=message)
