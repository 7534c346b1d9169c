"""What went out before, asked by whoever goes on from there: the last of its kind, a lost answer, a text half sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.outbox import ANSWER, FAILED, PUSH, WAITING, Addressee
from bot.parts import part_key, place_of
from models.outbox import OutboxMessage

_LAST_ANSWER: Final = (
    select(OutboxMessage.state, OutboxMessage.unknown_since)
    .where(OutboxMessage.addressee_kind == "member", OutboxMessage.addressee == bindparam("userid"))
    .where(OutboxMessage.lane == ANSWER)
    .order_by(OutboxMessage.id.desc())
    .limit(1)
)
_WAITING_AMONG: Final = select(OutboxMessage.key).where(
    OutboxMessage.key.in_(bindparam("keys", expanding=True)), OutboxMessage.state == WAITING
)


def last_said(session: Session, to: Addressee, prefix: str) -> OutboxMessage | None:
    """Find the last message to somebody whose key begins in a way; None when there was none, or long ago."""
    query = select(OutboxMessage).where(
        OutboxMessage.addressee_kind == to.kind,
        OutboxMessage.addressee == to.id,
        OutboxMessage.lane == PUSH,
        OutboxMessage.key.startswith(prefix, autoescape=True),
    )
    return session.scalar(query.order_by(OutboxMessage.id.desc()).limit(1))


def is_last_answer_lost(session: Session, userid: str) -> bool:
    """Tell whether nobody knows if a member got what we answered last, and it will not be said again."""
    last = session.execute(_LAST_ANSWER, {"userid": userid}).first()
    return last is not None and last.state == FAILED and last.unknown_since is not None


def begun_texts(session: Session, messages: Iterable[OutboxMessage]) -> set[str]:
    """Tell, by their keys, behind which of some messages a further part of the same text waits."""
    following = {part_key(base, number + 1): one.key for one in messages for base, number in [place_of(one)]}
    waiting = session.scalars(_WAITING_AMONG, {"keys": list(following)}) if following else ()
    return {following[key] for key in waiting}
