"""Texts too long for one message: WeCom would cut them without a word, so they are parted, each with its key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.outbox import OutboxMessage

# In bytes of UTF-8 (protocol, texts).
LONGEST_MESSAGE: Final = 2048
# Room in front for the time, where the same words have been said before: "14:32 (12) ".
LONGEST_STAMP: Final = 16
TEXTS: Final = ("text", "markdown")


def in_parts(content: str, longest: int = LONGEST_MESSAGE - LONGEST_STAMP) -> list[str]:
    """Part a long text between lines (or, in a line too long, between characters) so that WeCom cuts nothing."""
    parts: list[str] = []
    for line in content.split("\n"):
        first, *rest = _pieces(line, longest)
        joined = f"{parts[-1]}\n{first}" if parts else first
        parts[-1:] = [joined] if len(joined.encode()) <= longest else [*parts[-1:], first]
        parts += rest
    # WeCom refuses an empty text.
    return [part for part in parts if part.strip()] or [content]


def _pieces(line: str, longest: int) -> list[str]:
    pieces, rest = [], line.encode()
    while len(rest) > longest:
        pieces.append(rest[:longest].decode(errors="ignore"))
        rest = rest[len(pieces[-1].encode()) :]
    return [*pieces, rest.decode()]


def further_parts(session: Session, message: OutboxMessage) -> Iterator[OutboxMessage]:
    """Find the parts that come after this one, where a text was too long for one message."""
    base, number = place_of(message)
    while row := session.scalar(select(OutboxMessage).where(OutboxMessage.key == part_key(base, number + 1))):
        yield row
        number += 1


def is_first_part(message: OutboxMessage) -> bool:
    """Tell whether a text begins with this message."""
    return place_of(message)[1] == 1


def part_key(key: str, number: int) -> str:
    """Give the key of a part, counted from 1, of the text with this key."""
    return f"{key}#{number}"


def place_of(message: OutboxMessage) -> tuple[str, int]:
    """Read the key of the whole and the part's number from a message's key."""
    base, mark, number = message.key.rpartition("#")
    return (base, int(number)) if mark and number.isdigit() else (message.key, 1)


def parted(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Give a message's bodies: several where its text is too long for one."""
    kind = str(body["msgtype"])
    if kind not in TEXTS:
        return [body]
    return [{**body, kind: {"content": part}} for part in in_parts(body[kind]["content"])]
