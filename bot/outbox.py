"""The one door out: what is to be said is written here, in the transaction that made it true."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.outbox import OutboxMessage

# WeCom cuts longer texts without a word; we part them ourselves (in bytes of UTF-8).
LONGEST_TEXT: Final = 2048
WAITING: Final = "waiting"
SENDING: Final = "sending"
SENT: Final = "sent"
FAILED: Final = "failed"
PUSH: Final = "push"
ANSWER: Final = "answer"


@dataclass(frozen=True)
class Addressee:
    """Where a message goes: a member (userid), an app chat (chatid) or a group robot (webhook key)."""

    kind: Literal["member", "chat", "webhook"]
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


def grey_buttons(response_code: str, label: str) -> dict[str, Any]:
    """Turn the buttons of a clicked card into one grey line."""
    return {"msgtype": "update_card", "response_code": response_code, "replace_name": label}


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
    if session.scalar(select(OutboxMessage.id).where(OutboxMessage.key.in_([key, f"{key}:1"]))) is not None:
        return False
    _put(session, to, body, _Sheet(PUSH, key, now, about, picture_bytes))
    return True


def answer(session: Session, userid: str, body: Mapping[str, Any], *, key: str, now: datetime) -> None:
    """Answer somebody who has just written: it leaves at once, at any hour, and may say the same thing twice."""
    _put(session, Addressee("member", userid), body, _Sheet(ANSWER, key, now))


def exact(body: Mapping[str, Any]) -> str:
    """Write a body as the bytes that are sent and sent again."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def in_parts(content: str, longest: int = LONGEST_TEXT) -> list[str]:
    """Part a long text between lines (or, in a line too long, between characters) so that WeCom cuts nothing."""
    parts: list[str] = []
    for line in _short_lines(content, longest):
        joined = f"{parts[-1]}\n{line}" if parts else line
        if parts and len(joined.encode()) <= longest:
            parts[-1] = joined
        else:
            parts.append(line)
    return parts


def _short_lines(content: str, longest: int) -> list[str]:
    lines: list[str] = []
    for line in content.split("\n"):
        rest = line
        while len(rest.encode()) > longest:
            head = rest.encode()[:longest].decode(errors="ignore")
            lines.append(head)
            rest = rest[len(head) :]
        lines.append(rest)
    return lines


def _parted(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    kind = str(body["msgtype"])
    if kind not in ("text", "markdown"):
        return [body]
    return [{**body, kind: {"content": part}} for part in in_parts(body[kind]["content"])]


@dataclass(frozen=True)
class _Sheet:
    lane: str
    key: str
    now: datetime
    about: About | None = None
    picture: bytes | None = None


def _put(session: Session, to: Addressee, body: Mapping[str, Any], sheet: _Sheet) -> None:
    parts = _parted(body)
    for number, part in enumerate(parts, start=1):
        about = sheet.about if number == len(parts) else None
        session.add(
            OutboxMessage(
                key=sheet.key if len(parts) == 1 else f"{sheet.key}:{number}",
                lane=sheet.lane,
                addressee_kind=to.kind,
                addressee=to.id,
                body=exact(part),
                picture=sheet.picture,
                topic=about and about.topic,
                subject=about and about.subject,
                worded_for=about and about.worded_for,
                created_at=sheet.now,
                not_before=sheet.now,
                state=WAITING,
                attempts=0,
            )
        )
    session.flush()
