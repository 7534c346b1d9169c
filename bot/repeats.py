"""Words WeCom takes for a repeat of what it has just sent: it drops them without a word, so they are put otherwise.

Asking twice is answered twice, and 某某交了自查 may be so twice in a morning.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain, count, islice
from typing import Any, Final

from sqlalchemy import Table, and_, bindparam, or_, select, text, union_all
from sqlalchemy.orm import Session

from bot.parts import TEXTS
from models.outbox import OutboxMessage

# By lane, how long WeCom is asked to recognise a repeat, always from the first try (protocol, duplicate check: at most
# 4 hours). An answer that nobody can tell about any more by then has become stale: it is not said again.
REMEMBERED: Final = {"push": timedelta(hours=4), "answer": timedelta(minutes=30)}
LONGEST: Final = max(REMEMBERED.values())
# Wordings of an answer that are looked for in one go: the words, with the time in front, and with a number.
ASKED_AT_ONCE: Final = 4

# Asked four times an answer: to make one anew took as long as to write with it.
_WRITER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

# Asked with every answer, of plain columns and always of as many bodies: any number of them took three times as long.
_TABLE: Final[Table] = OutboxMessage.__table__  # type: ignore[assignment]
# What certainly did not arrive, and will not, is remembered by nobody.
_MAY_ARRIVE: Final = and_(
    _TABLE.c.accepted_at.is_(None),
    or_(_TABLE.c.state.not_in(("failed", "dropped")), _TABLE.c.unknown_since.is_not(None)),
)
_BODIES: Final = tuple(f"body_{number}" for number in range(ASKED_AT_ONCE))
_SAID_TO_THEM: Final = select(_TABLE.c.body, _TABLE.c.lane, _TABLE.c.accepted_at).where(
    _TABLE.c.addressee_kind == "member",
    _TABLE.c.addressee == bindparam("userid"),
    _TABLE.c.body.in_([bindparam(name) for name in _BODIES]),
)
# In two halves: asked in one, it read all that a member has ever got.
_SAID_LATELY: Final = union_all(
    _SAID_TO_THEM.where(_TABLE.c.accepted_at >= bindparam("since")),
    _SAID_TO_THEM.where(_MAY_ARRIVE),
)

# The same of many members and bodies at once, as pushes are put.
_SAID_TO_SOME: Final = select(_TABLE.c.addressee, _TABLE.c.body).where(
    _TABLE.c.addressee_kind == "member",
    _TABLE.c.addressee.in_(bindparam("userids", expanding=True)),
    _TABLE.c.body.in_(bindparam("bodies", expanding=True)),
)
_SAID_LATELY_TO_SOME: Final = union_all(
    _SAID_TO_SOME.where(_TABLE.c.accepted_at >= bindparam("since")),
    _SAID_TO_SOME.where(_MAY_ARRIVE),
)
_LOCKS: Final = text("SELECT pg_advisory_xact_lock(one) FROM unnest(CAST(:locks AS bigint[])) AS one")


def exact(body: Mapping[str, Any]) -> str:
    """Write a body as the bytes that are sent and sent again."""
    return _WRITER.encode(body)


def unlike_all(
    session: Session, texts: Sequence[tuple[str | None, Mapping[str, Any]]], now: datetime
) -> Iterator[Mapping[str, Any]]:
    """Word bodies to be pushed, each to a member (None: to whom nothing is a repeat), as `unlike` does, with one look.

    Others who push the same words to the same member at this moment come after us, and see ours.
    """
    taken = _said_lately_to_some(session, {(who, exact(body)) for who, body in texts if who and _is_text(body)}, now)
    for who, body in texts:
        worded = body
        if who and (who, exact(body)) in taken:
            worded = unlike(session, who, body, now, {written for userid, written in taken if userid == who})
        if who and _is_text(body):
            taken.add((who, exact(worded)))
        yield worded


def _said_lately_to_some(session: Session, texts: Collection[tuple[str, str]], now: datetime) -> set[tuple[str, str]]:
    """Tell which of some words to members (userid, body) WeCom may still remember, or will get soon."""
    if not texts:
        return set()
    session.flush()
    _one_after_another(session, texts)
    userids, bodies = {userid for userid, _ in texts}, {body for _, body in texts}
    asked = {"userids": userids, "bodies": bodies, "since": now - LONGEST}
    found = {(userid, body) for userid, body in session.connection().execute(_SAID_LATELY_TO_SOME, asked)}
    return found & {*texts}


def _one_after_another(session: Session, texts: Collection[tuple[str, str]]) -> None:
    """Let transactions that push the same words to the same member wait for each other until they end.

    SQLite lets one write at a time; on PostgreSQL two workers saw nothing of each other, and WeCom dropped one message.
    Answers need none of it: a member's messages are worked off one after the other.
    """
    if session.connection().dialect.name == "postgresql":
        # In one order, so that two do not wait for each other.
        session.connection().execute(_LOCKS, {"locks": sorted(map(_lock_number, texts))})


def _lock_number(words: tuple[str, str]) -> int:
    digest = hashlib.blake2b("\n".join(words).encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def unlike(
    session: Session, userid: str, body: Mapping[str, Any], now: datetime, taken: Collection[str] = ()
) -> Mapping[str, Any]:
    """Word a message so that WeCom takes it for no repeat of what this member has got lately, nor of what is `taken`.

    The time stands in front, and a number where that has been used, too.
    """
    if not _is_text(body):
        return body
    kind = str(body["msgtype"])
    stamped = ({**body, kind: {"content": f"{stamp} {body[kind]['content']}"}} for stamp in _stamps(now))
    wordings = chain([body], stamped)
    while True:
        some = {exact(one): one for one in islice(wordings, ASKED_AT_ONCE)}
        said = _said_lately(session, userid, list(some), now)
        for written, one in some.items():
            if written not in said and written not in taken:
                return one


def _is_text(body: Mapping[str, Any]) -> bool:
    return body["msgtype"] in TEXTS


def _stamps(now: datetime) -> Iterator[str]:
    time = f"{now:%H:%M}"
    yield time
    yield from (f"{time} ({number})" for number in count(2))


def _said_lately(session: Session, userid: str, bodies: Sequence[str], now: datetime) -> set[str]:
    """Tell which of some words to a member WeCom may still remember, or will get soon."""
    session.flush()
    asked = {"userid": userid, "since": now - LONGEST, **dict(zip(_BODIES, bodies, strict=True))}
    return {
        body
        for body, lane, accepted_at in session.connection().execute(_SAID_LATELY, asked)
        if accepted_at is None or accepted_at > now - REMEMBERED[lane]
    }
