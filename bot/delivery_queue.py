"""Which messages may leave now: order, leases, and the limits past which WeCom drops messages without a word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from bot.outbox import ANSWER, PUSH, SENDING, WAITING
from models.outbox import OutboxMessage
from models.rates import Rate

BATCH: Final = 64
# Longer than the gateway's own timeouts together, so that a lease only runs out on the dead.
LEASE_SECONDS: Final = 20.0
# WeCom forgets a duplicate check after four hours; what cannot be told by then is not said again.
SAFE_TO_REPEAT: Final = timedelta(hours=3, minutes=50)
MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)
# Below WeCom's 30 a minute and 1000 an hour for a member, 20 a minute for a robot (protocol, frequency limits).
MOST: Final = {"member": ((MINUTE, 28), (HOUR, 900)), "webhook": ((MINUTE, 19),), "chat": ((MINUTE, 190),)}
# Below WeCom's 10 000 calls a minute for one API.
CALLS_PER_SECOND: Final = 9_800 / 60
# How far ahead slots may be reserved; a paused API lies further ahead than this.
AHEAD_SECONDS: Final = 1.0

Slot = tuple[OutboxMessage, float]


@dataclass(frozen=True)
class Claimed:
    """Messages leased to the caller, each with the real second at which it may leave.

    `doubtful` ones were on their way when their sender died and may not be repeated.
    """

    due: list[Slot]
    doubtful: list[Slot]


def claim(session: Session, now: datetime, real_now: float, *, pushes: bool) -> Claimed:
    """Lease the next messages to the caller: answers before pushes, one per addressee and lane, in order."""
    due: list[Slot] = []
    doubtful: list[Slot] = []
    for message in _candidates(session, now, real_now, pushes=pushes):
        if message.state == SENDING:
            message.unknown_since = message.unknown_since or now
        if _may_not_be_repeated(message, now):
            doubtful.append((message, real_now))
        elif _rests(session, message, now):
            message.state, message.not_before = WAITING, now + timedelta(seconds=10)
        elif (slot := _reserve(session, api_of(message), real_now)) is not None:
            message.state, message.lease_until = SENDING, max(slot, real_now) + LEASE_SECONDS
            message.attempts += 1
            due.append((message, slot))
    session.flush()
    return Claimed(due, doubtful)


def api_of(message: OutboxMessage) -> str:
    """Name the WeCom API a message goes through."""
    return {"member": "message/send", "chat": "appchat/send", "webhook": "webhook/send"}[message.addressee_kind]


def pause(session: Session, api: str, until: float) -> None:
    """Let an API rest until a real second: WeCom said its limit was hit."""
    _rate(session, api).free_at = until


def _candidates(session: Session, now: datetime, real_now: float, *, pushes: bool) -> list[OutboxMessage]:
    query = (
        select(OutboxMessage)
        .where(
            _is_due(now, real_now), ~_has_one_before(), OutboxMessage.lane.in_([ANSWER, PUSH] if pushes else [ANSWER])
        )
        .order_by(OutboxMessage.lane, OutboxMessage.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    return list(session.scalars(query))


def _is_due(now: datetime, real_now: float) -> ColumnElement[bool]:
    return or_(
        and_(OutboxMessage.state == WAITING, OutboxMessage.not_before <= now),
        and_(OutboxMessage.state == SENDING, OutboxMessage.lease_until < real_now),
    )


def _has_one_before() -> ColumnElement[bool]:
    earlier = aliased(OutboxMessage)
    return exists().where(
        earlier.addressee_kind == OutboxMessage.addressee_kind,
        earlier.addressee == OutboxMessage.addressee,
        earlier.lane == OutboxMessage.lane,
        earlier.state.in_([WAITING, SENDING]),
        earlier.id < OutboxMessage.id,
    )


def _may_not_be_repeated(message: OutboxMessage, now: datetime) -> bool:
    if message.unknown_since is None:
        return False
    if message.addressee_kind != "member":
        return True
    has_task_id = '"task_id"' in message.body
    return message.lane == PUSH and not has_task_id and now - message.unknown_since > SAFE_TO_REPEAT


def _rests(session: Session, message: OutboxMessage, now: datetime) -> bool:
    return any(
        _accepted_since(session, message, now - span, now) >= most for span, most in MOST[message.addressee_kind]
    )


def _accepted_since(session: Session, message: OutboxMessage, since: datetime, now: datetime) -> int:
    query = select(func.count()).where(
        OutboxMessage.addressee_kind == message.addressee_kind,
        OutboxMessage.addressee == message.addressee,
        OutboxMessage.accepted_at > since,
        OutboxMessage.accepted_at <= now,
    )
    return session.scalar(query) or 0


def _reserve(session: Session, api: str, real_now: float) -> float | None:
    """Take the API's next free moment; None when it lies too far ahead to be worth waiting for."""
    rate = _rate(session, api)
    slot = max(rate.free_at, real_now)
    if slot - real_now > AHEAD_SECONDS:
        return None
    rate.free_at = slot + 1 / CALLS_PER_SECOND
    return slot


def _rate(session: Session, api: str) -> Rate:
    rate = session.get(Rate, api, with_for_update=True)
    if rate is None:
        rate = Rate(name=api, free_at=0.0)
        session.add(rate)
        session.flush()
    return rate
