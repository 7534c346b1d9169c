"""The one door out: what is to be said is written here, in the transaction that made it true."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import chain, count, islice
from typing import Any, Final, Literal, cast

from sqlalchemy import Table, bindparam, select, union_all
from sqlalchemy.orm import Session

from bot.db import insert_all_new, insert_new
from bot.parts import TEXTS, further_parts, part_key, parted, place_of
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
# How long WeCom is asked to recognise a repeat, always from the first try (protocol, duplicate check: at most 4 hours).
# An answer that nobody can tell about any more by then has become stale: it is not said again.
REMEMBERED: Final = {PUSH: timedelta(hours=4), ANSWER: timedelta(minutes=30)}
# Wordings of an answer that are looked for in one go: the words, with the time in front, and with a number.
ASKED_AT_ONCE: Final = 4

# Asked four times an answer: to make one anew took as long as to write with it.
_WRITER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

Kind = Literal["member", "chat", "webhook", "account"]

# Asked with every answer, of plain columns and always of as many bodies: any number of them took three times as long.
_TABLE: Final[Table] = OutboxMessage.__table__  # type: ignore[assignment]
_BODIES: Final = tuple(f"body_{number}" for number in range(ASKED_AT_ONCE))
_SAID_TO_THEM: Final = select(_TABLE.c.body, _TABLE.c.lane, _TABLE.c.accepted_at).where(
    _TABLE.c.addressee_kind == "member",
    _TABLE.c.addressee == bindparam("userid"),
    _TABLE.c.body.in_([bindparam(name) for name in _BODIES]),
)
# In two halves: asked in one, it read all that a member has ever got.
_SAID_LATELY: Final = union_all(
    _SAID_TO_THEM.where(_TABLE.c.accepted_at >= bindparam("since")),
    _SAID_TO_THEM.where(_TABLE.c.accepted_at.is_(None)),
)

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
    """Say something unasked: it leaves in the push window and once only. False when the key was said before."""
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
    rows = [_row(one.to, body, part) for one, envelope in envelopes for body, part in _parts(one.body, envelope)]
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


def exact(body: Mapping[str, Any]) -> str:
    """Write a body as the bytes that are sent and sent again."""
    return _WRITER.encode(body)


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


def _unlike(session: Session, userid: str, body: Mapping[str, Any], now: datetime) -> Mapping[str, Any]:
    """Word an answer so that WeCom takes it for no repeat of what this member has got lately."""
    kind = str(body["msgtype"])
    if kind not in TEXTS:
        return body
    stamped = ({**body, kind: {"content": f"{stamp} {body[kind]['content']}"}} for stamp in _stamps(now))
    wordings = chain([body], stamped)
    while True:
        some = {exact(one): one for one in islice(wordings, ASKED_AT_ONCE)}
        said = _said_lately(session, userid, list(some), now)
        for written, one in some.items():
            if written not in said:
                return one


def _stamps(now: datetime) -> Iterator[str]:
    """Give what may stand in front of words said again: the time, and a number where that has been used, too."""
    time = f"{now:%H:%M}"
    yield time
    yield from (f"{time} ({number})" for number in count(2))


def _said_lately(session: Session, userid: str, bodies: Sequence[str], now: datetime) -> set[str]:
    """Tell which of some words to a member WeCom may still remember, or will get soon."""
    session.flush()
    asked = {"userid": userid, "since": now - REMEMBERED[PUSH], **dict(zip(_BODIES, bodies, strict=True))}
    return {
        body
        for body, lane, accepted_at in session.connection().execute(_SAID_LATELY, asked)
        if accepted_at is None or accepted_at > now - REMEMBERED[lane]
    }


def _insert(session: Session, to: Addressee, body: Mapping[str, Any], envelope: _Envelope) -> bool:
    if envelope.lane == ANSWER:
        body = _unlike(session, to.id, body, envelope.now)
    return insert_new(session, OutboxMessage, **_row(to, body, envelope))


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
