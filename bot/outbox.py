"""The one door out: what is to be said is written here, in the transaction that made it true."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, Literal, cast

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.db import insert_all_new, insert_new
from bot.parts import further_parts, part_key, parted, place_of
from bot.repeats import exact, unlike, unlike_all
from models.outbox import OutboxMessage

WAITING: Final = "waiting"
SENDING: Final = "sending"
SENT: Final = "sent"
FAILED: Final = "failed"
DROPPED: Final = "dropped"
PUSH: Final = "push"
ANSWER: Final = "answer"
# Changing a clicked card must keep no answer waiting.
CARD: Final = "card"
Kind = Literal["member", "chat", "webhook", "account"]

_SAID_AMONG: Final = select(OutboxMessage.key).where(OutboxMessage.key.in_(bindparam("keys")))


@dataclass(frozen=True)
class Addressee:
    """Where a message goes: a member (userid), an app chat (chatid), a group robot (webhook key), a public account."""

    kind: Kind
    id: str


@dataclass(frozen=True)
class About:
    """What a message is about: the topic's listener hears what became of it.

    `worded_for` is the day the text hangs on, for a text that names a deadline counted from its delivery.
    """

    topic: str
    subject: str
    worded_for: date | None = None


def text(content: str) -> dict[str, Any]:
    """Word a message as plain text."""
    return {"msgtype": "text", "text": {"content": content}}


def markdown(content: str) -> dict[str, Any]:
    """Word a message in WeCom's markdown subset."""
    return {"msgtype": "markdown", "markdown": {"content": content}}


def card(content: Mapping[str, Any]) -> dict[str, Any]:
    """Word a message as a template card."""
    return {"msgtype": "template_card", "template_card": dict(content)}


def picture() -> dict[str, Any]:
    """A picture: its bytes travel beside the body and are uploaded on delivery."""
    return {"msgtype": "image"}


def draft(title: str, digest: str, content: str) -> dict[str, Any]:
    """An article for the drafts of the public account (HTML); its picture travels beside the body, as its cover, too.

    The digest must be of this article alone: by title and digest a draft is found again.
    """
    return {"msgtype": "draft", "article": {"title": title, "digest": digest, "content": content}}


def grey_buttons(response_code: str, label: str) -> dict[str, Any]:
    """Turn the buttons of a clicked card into one grey line."""
    return {"msgtype": "update_card", "response_code": response_code, "replace_name": label}


def recall(msgid: str) -> dict[str, Any]:
    """Take back a message a member got within the last 24 hours."""
    return {"msgtype": "recall", "msgid": msgid}


def push(
    session: Session,
    to: Addressee,
    body: Mapping[str, Any],
    *,
    key: str,
    now: datetime,
    about: About | None = None,
    picture_bytes: bytes | None = None,
) -> bool:
    """Say something unasked: it leaves in the push window and once only. False when the key was said before.

    Where the same words went to them lately, the time stands in front, as with `answer`: 某某交了自查 may be so twice.
    """
    if was_said(session, key):
        return False
    return _put(session, to, body, _Envelope(PUSH, key, now, about, picture_bytes))


@dataclass(frozen=True)
class Letter:
    """One of many things to be said unasked, as `push` takes them."""

    to: Addressee
    body: Mapping[str, Any]
    key: str
    about: About | None = None


def push_all(session: Session, letters: Sequence[Letter], now: datetime) -> None:
    """Say many things unasked, each as `push` does, with as few statements as one; what was said before is left out."""
    said = said_among(session, [one.key for one in letters])
    envelopes = ((one, _Envelope(PUSH, one.key, now, one.about)) for one in letters if one.key not in said)
    parts = [(one.to, body, part) for one, envelope in envelopes for body, part in _parts(one.body, envelope)]
    bodies = unlike_all(session, [(_member(to), body) for to, body, _ in parts], now)
    rows = [_row(to, body, envelope) for (to, _, envelope), body in zip(parts, bodies, strict=True)]
    insert_all_new(session, OutboxMessage, rows)


def was_said(session: Session, key: str) -> bool:
    """Tell whether a message with this key was put here before, in one piece or in several."""
    return bool(said_among(session, [key]))


def said_among(session: Session, keys: Collection[str]) -> set[str]:
    """List the keys with which a message was put here before, in one piece or in several."""
    asked = [*keys, *(part_key(key, 1) for key in keys)]
    found = set(session.scalars(_SAID_AMONG, {"keys": asked}))
    return {key for key in keys if found & {key, part_key(key, 1)}}


def answer(session: Session, userid: str, body: Mapping[str, Any], *, key: str, now: datetime) -> None:
    """Answer somebody who has just written: it leaves at once, at any hour.

    Where the same words went to them lately, the time stands in front: so that asking twice is answered twice, though
    WeCom drops repeats. Raises ValueError for a key that was used before.
    """
    lane = CARD if body["msgtype"] == "update_card" else ANSWER
    if not _put(session, Addressee("member", userid), body, _Envelope(lane, key, now)):
        raise ValueError(f"the key {key} belongs to another answer; give each answer its own")


def shown(message: OutboxMessage) -> str:
    """Give the text of a message as it stands: of a card its title, of a picture nothing."""
    body = json.loads(message.body)
    if "template_card" in body:
        return str(body["template_card"]["main_title"]["title"])
    return str(body.get(body["msgtype"], {}).get("content", ""))


def word_anew(session: Session, message: OutboxMessage, body: Mapping[str, Any], now: datetime) -> None:
    """Put another wording into a message and its further parts, of which none has left."""
    rows = [message, *further_parts(session, message)]
    parts = parted(body)
    for row, part in zip(rows, parts, strict=False):
        row.body, row.worded_for = exact(part), now.date()
    for row in rows[len(parts) :]:
        row.state = DROPPED
    about = About(message.topic or "", message.subject or "", now.date())
    to = Addressee(cast("Kind", message.addressee_kind), message.addressee)
    for number, part in enumerate(parts[len(rows) :], start=len(rows) + 1):
        key = part_key(place_of(message)[0], number)
        _insert(session, to, part, _Envelope(message.lane, key, now, about))


@dataclass(frozen=True)
class _Envelope:
    lane: str
    key: str
    now: datetime
    about: About | None = None
    picture: bytes | None = None


def _put(session: Session, to: Addressee, body: Mapping[str, Any], envelope: _Envelope) -> bool:
    return all(_insert(session, to, part, own_envelope) for part, own_envelope in _parts(body, envelope))


def _parts(body: Mapping[str, Any], envelope: _Envelope) -> list[tuple[Mapping[str, Any], _Envelope]]:
    """Part a body that is too long, each part with its own key."""
    parts = parted(body)
    if len(parts) == 1:
        return [(body, envelope)]
    return [(part, replace(envelope, key=part_key(envelope.key, number))) for number, part in enumerate(parts, start=1)]


def _insert(session: Session, to: Addressee, body: Mapping[str, Any], envelope: _Envelope) -> bool:
    who = _member(to)
    if envelope.lane == PUSH:
        (body,) = unlike_all(session, [(who, body)], envelope.now)
    elif who and envelope.lane == ANSWER:
        body = unlike(session, who, body, envelope.now)
    return insert_new(session, OutboxMessage, **_row(to, body, envelope))


def _member(to: Addressee) -> str | None:
    """Name a member, for whom WeCom looks out for repeats."""
    return to.id if to.kind == "member" else None


def _row(to: Addressee, body: Mapping[str, Any], envelope: _Envelope) -> dict[str, Any]:
    about = envelope.about
    return {
        "key": envelope.key,
        "lane": envelope.lane,
        "addressee_kind": to.kind,
        "addressee": to.id,
        "body": exact(body),
        "picture": envelope.picture,
        "topic": about and about.topic,
        "subject": about and about.subject,
        "worded_for": about and about.worded_for,
        "created_at": envelope.now,
        "not_before": envelope.now,
        "state": WAITING,
        "attempts": 0,
    }
