"""What people are told of a message that did not arrive: to whom it went, what it said, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from bot import outbox
from bot.wecom_errors import verdict
from bot.wording import word
from models.appointments import OFFICE, holders
from models.outbox import OutboxMessage
from models.people import person_by_userid
from services.notices.office import tell_office

WORDING: Final = "notices/undelivered.txt"


def tell_undelivered(session: Session, block: str, message: OutboxMessage, now: datetime, **facts: Any) -> None:
    """Push a notice of templates/notices/office.txt about a message to the office, once for each message."""
    key = f"{block.replace('_', '-')}:{message.id}"
    said = {"receiver": receiver(session, message), "why": why_undelivered(message), "first_line": first_line(message)}
    tell_office(session, block, key=key, now=now, message=message, **said, **facts)


def why_undelivered(message: OutboxMessage, *, with_code: bool = True) -> str:
    """Say in one clause why a message did not arrive; what exactly WeCom answered stands in the log."""
    if message.unknown_since is not None:
        return word(WORDING, "unknown")
    # Without an error WeCom took the message, but not for this member.
    action = verdict(message.errcode).action if message.error else "addressee_refused"
    errcode = message.errcode if with_code else None
    return word(WORDING, "why", action=action, errcode=errcode, to_member=message.addressee_kind == "member")


def receiver(session: Session, message: OutboxMessage) -> str:
    """Name who a message is for; a robot's key is a secret, so of chats and robots only the kind is named."""
    if message.addressee_kind != "member":
        return word(WORDING, "chat")
    person = person_by_userid(session, message.addressee)
    return person.name if person else message.addressee


def first_line(message: OutboxMessage) -> str:
    """Quote the first line a reader would see; a picture has none, and its kind is named."""
    lines = outbox.shown(message).splitlines()
    return lines[0] if lines else word(WORDING, "picture")


class Undelivered:
    """Listens to messages without a topic of their own: the office hears when one could not be delivered."""

    def reworded(self, session: Session, message: OutboxMessage, now: datetime) -> Mapping[str, Any]:
        """Fail: a message without a topic names no day that could pass, so it is never worded anew."""
        raise NotImplementedError(f"{message.key} names a day but no topic that could word it anew")

    def accepted(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        """Nothing follows from it."""

    def refused(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        """Tell the office, but never about a notice to the office itself, nor about an answer in a chat."""
        in_office = {person.userid for person in holders(session, OFFICE, now.date())}
        if message.lane == outbox.PUSH and message.addressee not in in_office:
            tell_undelivered(session, "undelivered", message, now)
