"""What did not arrive, or perhaps not: said again by a person, to another of the branch, or put on paper."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final, cast

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from bot import outbox
from bot.errors import BadInput, NotFound, NotNow
from bot.parts import TEXTS, further_parts
from models.appointments import organizations_led_by
from models.handovers import Handover
from models.organizations import Organization
from models.outbox import OutboxMessage
from models.people import Person
from services.notices.branches import TOPIC, hearers
from services.notices.handovers import put_on_list, take_off
from services.rights.asking import check_may
from services.rights.table import Right

# How far back the office looks for what was said; older messages stand in the stories of what they were about.
KEPT_IN_SIGHT: Final = timedelta(days=31)
# Messages of other topics have somebody who hears what became of them and goes on by itself: the next of the branch is
# tried, it goes on paper, a board is posted again from its own place.
BY_HAND: Final = (None, "", TOPIC)
MENDED: Final = ("slip", "order", "overhaul")


def to_see(now: datetime) -> ColumnElement[bool]:
    """Select what was said of late, did not arrive or perhaps not, and nobody of the office has seen to."""
    lost = OutboxMessage.state == outbox.FAILED, OutboxMessage.seen_to_at.is_(None)
    said = OutboxMessage.lane == outbox.PUSH, OutboxMessage.created_at >= now - KEPT_IN_SIGHT
    by_itself = func.coalesce(OutboxMessage.topic, "").in_(MENDED)
    return and_(*said, *lost, ~by_itself)


def count_to_see(session: Session, now: datetime) -> int:
    """Count what waits for somebody of the office to see to it."""
    return session.scalar(select(func.count()).select_from(OutboxMessage).where(to_see(now))) or 0


def check_may_send_again(session: Session, message: OutboxMessage, by: Person, now: datetime) -> None:
    """Check that a message can be said again by hand. Raises Refused: not the office, arrived, or goes on by itself."""
    check_may(session, by, Right.SEND_AGAIN, now)
    if message.state != outbox.FAILED:
        raise NotNow("message_not_lost", message=message)
    if message.topic not in BY_HAND or json.loads(message.body)["msgtype"] not in TEXTS:
        raise NotNow("message_goes_on_by_itself", topic=message.topic or "", kind=message.addressee_kind)
    if message.forgotten_at is not None:
        raise NotNow("message_forgotten")
    if outbox.was_said(session, _again(message)):
        raise NotNow("message_sent_again", message=message)


def send_again(session: Session, message: OutboxMessage, by: Person, now: datetime, *, sure: bool) -> None:
    """Say a message again to whom it was for; it leaves with the next push hours.

    Raises Refused as `check_may_send_again`, and where nobody knows whether it arrived, unless somebody is `sure`.
    """
    check_may_send_again(session, message, by, now)
    if message.unknown_since is not None and not sure:
        raise BadInput("message_may_come_twice", message=message)
    to = outbox.Addressee(cast("outbox.Kind", message.addressee_kind), message.addressee)
    _say(session, message, to, _again(message), now)
    see_to(session, message, by, now)


def others_of_branch(session: Session, message: OutboxMessage, now: datetime) -> list[Person]:
    """List who else of the branch can get a message that was for one of its officers, in the order they are tried."""
    organization = branch_of(session, message, now)
    found = hearers(session, organization, now) if organization else []
    return [one for one in found if one.userid != message.addressee]


def send_to_other(session: Session, message: OutboxMessage, other: str, by: Person, now: datetime) -> Person:
    """Say a message to another officer of the branch, by userid. Raises Refused as `check_may_send_again`."""
    check_may_send_again(session, message, by, now)
    person = next((one for one in others_of_branch(session, message, now) if one.userid == other), None)
    if person is None:
        raise NotFound("message_nobody_else")
    _say(session, message, outbox.Addressee("member", other), _again(message), now)
    see_to(session, message, by, now)
    return person


def put_on_paper(session: Session, message: OutboxMessage, by: Person, now: datetime) -> Organization:
    """Put a message to a branch on the office's list of what is handed over. Raises Refused for no branch's."""
    check_may_send_again(session, message, by, now)
    organization = branch_of(session, message, now)
    if organization is None:
        raise NotNow("message_of_no_branch")
    put_on_list(session, organization, whole(session, message), key=_on_paper(message), now=now, about=_about(message))
    see_to(session, message, by, now)
    return organization


def see_to(session: Session, message: OutboxMessage, by: Person, now: datetime) -> None:
    """Note that somebody of the office has seen to what did not arrive. Raises Refused for others, and once it is."""
    check_may(session, by, Right.SEND_AGAIN, now)
    if message.state != outbox.FAILED or message.seen_to_at is not None:
        raise NotNow("message_not_lost", message=message)
    message.seen_to_at, message.seen_to_by = now, by
    session.flush()


def is_listed(session: Session, message: OutboxMessage) -> bool:
    """Tell whether a message that did not arrive is or was on the office's list."""
    return session.scalar(select(Handover.id).where(Handover.key == _on_paper(message))) is not None


def branch_of(session: Session, message: OutboxMessage, now: datetime) -> Organization | None:
    """Find the branch a message was for: the one it names, else the only one its reader is an officer of."""
    if message.topic == TOPIC:
        return session.get(Organization, (message.subject or "").partition(" ")[0])
    led = organizations_led_by(session, message.member, now.date()) if message.member else []
    return session.get(Organization, led[0]) if len(led) == 1 else None


def whole(session: Session, message: OutboxMessage) -> str:
    """Give the text a person reads, from this part of a long message on; of a card all that stands on it."""
    return "\n".join(_text(one) for one in [message, *further_parts(session, message)]).strip()


def _text(message: OutboxMessage) -> str:
    body = json.loads(message.body)
    return "\n".join(_lines(body["template_card"])) if "template_card" in body else outbox.shown(message)


def _lines(card: dict[str, Any]) -> Iterator[str]:
    """Read a card from top to bottom."""
    title = card["main_title"]
    yield from (said for said in (title.get("title"), title.get("desc"), card.get("sub_title_text")) if said)
    for one in card.get("horizontal_content_list", ()):
        yield " ".join(filter(None, (one.get("keyname"), one.get("value"))))


def _say(session: Session, message: OutboxMessage, to: outbox.Addressee, key: str, now: datetime) -> None:
    about = outbox.About(message.topic, message.subject or "") if message.topic else None
    body = json.loads(message.body)
    body[body["msgtype"]] = {"content": whole(session, message)}
    outbox.push(session, to, body, key=key, now=now, about=about)
    take_off(session, _on_paper(message), now)


def _again(message: OutboxMessage) -> str:
    return f"again:{message.id}"


def _on_paper(message: OutboxMessage) -> str:
    """Name a message on the list as the branch's listener names what WeCom has not delivered."""
    return f"{message.key}:refused"


def _about(message: OutboxMessage) -> str:
    return (message.subject or "").partition(" ")[2] if message.topic == TOPIC else ""
