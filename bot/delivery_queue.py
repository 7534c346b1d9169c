"""Which messages may leave now, in which order, and who has leased them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, literal, or_, select, tuple_, union_all, update
from sqlalchemy.orm import Session, aliased

from bot.delivery_limits import ROUTES, Frequency, Slot, Slots, api_of
from bot.outbox import CARD, PUSH, SENDING, WAITING
from bot.repeats import REMEMBERED
from bot.sending import is_harmless_to_repeat
from bot.underway import IS_IN_HAND, IS_UNDERWAY, IS_WAITING, UNDERWAY
from models.outbox import OutboxMessage

# A living sender renews its leases long before, however long its sends take: a lease only runs out on the dead.
LEASE_SECONDS: Final = 20.0
# What cannot be told before WeCom forgets a duplicate check is not said again.
SPARE: Final = timedelta(minutes=5)
REST: Final = timedelta(seconds=10)
# Messages to one addressee in one lane leave one after the other.
LINE: Final = (OutboxMessage.addressee_kind, OutboxMessage.addressee, OutboxMessage.lane)

Route = tuple[str, str]
Line = tuple[str, str, str]


# The statements are asked several times for every message: to build one anew takes longer than to ask it.
# What was never put off is due whatever the clock says: it may have been written by a machine that is ahead of ours.
_IS_DUE: Final = or_(
    and_(
        OutboxMessage.state == WAITING,
        or_(OutboxMessage.not_before <= bindparam("now"), OutboxMessage.not_before == OutboxMessage.created_at),
    ),
    and_(OutboxMessage.state == SENDING, OutboxMessage.lease_until < bindparam("real_now")),
)
LANES: Final = sorted({lane for _, lane in ROUTES})


def _in_lane(lane: str) -> tuple[ColumnElement[bool], ...]:
    return IS_UNDERWAY, OutboxMessage.lane == literal(lane, literal_execute=True), _IS_DUE


_LANES_DUE: Final = union_all(*(select(literal(lane)).where(exists().where(*_in_lane(lane))) for lane in LANES))
# Where few addressees have much waiting, no more than this is looked through in each lane for the first of a line.
_MOST_LOOKED_AT: Final = 256


def _oldest(lane: str) -> Select[tuple[int, str, str, str]]:
    routed = tuple_(OutboxMessage.addressee_kind, OutboxMessage.lane).in_(bindparam("routes", expanding=True))
    found = select(OutboxMessage.id, *LINE).where(*_in_lane(lane), routed).order_by(OutboxMessage.id)
    return select(*found.limit(literal(_MOST_LOOKED_AT, literal_execute=True)).subquery().c)


_OLDEST: Final = union_all(*map(_oldest, LANES)).subquery()
_EARLIER: Final = aliased(OutboxMessage)
# Looked up for each, which the offset holds PostgreSQL to: it knows next to nothing of how much is under way, and
# compared each of thousands with each.
_EARLIER_IN_LINE: Final = (
    select(_EARLIER.id)
    .where(
        _EARLIER.state.in_(UNDERWAY),
        _EARLIER.addressee_kind == _OLDEST.c.addressee_kind,
        _EARLIER.addressee == _OLDEST.c.addressee,
        _EARLIER.lane == _OLDEST.c.lane,
        _EARLIER.id < _OLDEST.c.id,
    )
    .offset(literal(0, literal_execute=True))
)
_FIRST_IN_LINE: Final = (
    select(_OLDEST.c.id)
    .where(~_EARLIER_IN_LINE.exists())
    .order_by(_OLDEST.c.lane, _OLDEST.c.id)
    .limit(bindparam("most"))
)
# By their numbers, however the database would have looked for them; who else has claimed one meanwhile, keeps it.
_CANDIDATES: Final = (
    select(OutboxMessage)
    .where(OutboxMessage.id.in_(bindparam("ids", expanding=True)), _IS_DUE)
    .order_by(OutboxMessage.lane, OutboxMessage.id)
    .with_for_update(skip_locked=True)
)
_IN_HAND: Final = (
    select(OutboxMessage.id).where(*IS_IN_HAND, OutboxMessage.lease_until >= bindparam("real_now")).limit(1)
)
_LEFT_BEHIND: Final = (
    update(OutboxMessage)
    .where(*IS_IN_HAND, OutboxMessage.lease_until > bindparam("real_now"))
    .values(lease_until=bindparam("real_now"))
    .execution_options(synchronize_session=False)
)


@dataclass(frozen=True)
class Claimed:
    """A message leased to the caller, which may leave at `slot`; without its picture, which travels separately.

    A `doubtful` one was on its way when its sender died and may not be repeated: it is only to be marked.
    """

    message: OutboxMessage
    attempt: int
    slot: Slot
    doubtful: bool

    @property
    def id(self) -> int:
        return self.message.id


def lanes_due(session: Session, now: datetime, real_now: float) -> set[str]:
    """Tell in which lanes something is due. Looking takes no lock, and most who are woken find nothing to claim."""
    return set(session.scalars(_LANES_DUE, {"now": now, "real_now": real_now}))


def is_sending(session: Session, real_now: float) -> bool:
    """Tell whether anybody alive has a message in hand."""
    return session.scalar(_IN_HAND, {"real_now": real_now}) is not None


def take_over(session: Session, real_now: float) -> None:
    """End the leases of processes that are certainly dead: what they had in hand may be claimed at once."""
    session.execute(_LEFT_BEHIND, {"real_now": real_now})


def claim(session: Session, now: datetime, real_now: float, most: int, *, pushes: bool) -> list[Claimed]:
    """Lease the next messages to the caller: answers before pushes, one per addressee and lane, in order."""
    slots = Slots(session, real_now)
    routes = [route for route, api in ROUTES.items() if slots.open(api) and (pushes or route[1] != PUSH)]
    messages = _candidates(session, now, real_now, routes, most)
    frequency = Frequency(session, messages, now)
    claimed = []
    for message in messages:
        if message.state == SENDING:
            message.unknown_since = message.unknown_since or _last_seen(message, now, real_now)
        doubtful = not may_be_repeated(message, now)
        if not doubtful and frequency.is_reached(message):
            postpone(session, message, now + REST)
        elif (slot := slots.take(api_of(message))) is not None:
            frequency.count(message)
            message.state, message.lease_until = SENDING, slot.moment + LEASE_SECONDS
            message.attempts += 1
            claimed.append(Claimed(message, message.attempts, slot, doubtful))
    session.flush()
    return claimed


def renew(session: Session, claimed: Iterable[Claimed], real_now: float) -> None:
    """Say that their sender lives."""
    query = update(OutboxMessage).where(
        tuple_(OutboxMessage.id, OutboxMessage.attempts).in_([(one.id, one.attempt) for one in claimed]),
        OutboxMessage.state == SENDING,
    )
    session.execute(query.values(lease_until=real_now + LEASE_SECONDS))


def postpone(session: Session, message: OutboxMessage, until: datetime) -> None:
    """Let a message wait, and all behind it in its line, which thus need not be looked at before."""
    message.state, message.lease_until, message.not_before = WAITING, None, until
    behind = (tuple_(*LINE) == _line(message), *IS_WAITING, OutboxMessage.id > message.id)
    session.execute(
        update(OutboxMessage).where(*behind, OutboxMessage.not_before < until).values(not_before=until),
        execution_options={"synchronize_session": False},
    )


def is_leased(message: OutboxMessage, claimed: Claimed) -> bool:
    """Tell whether a message is still leased to whoever claimed it, and nobody has taken it over."""
    return message.state == SENDING and message.attempts == claimed.attempt


def may_be_repeated(message: OutboxMessage, now: datetime) -> bool:
    """Tell whether sending it cannot become a second message: always so until an outcome is unknown.

    After that WeCom must recognise the repeat: by a card's task id or response code, or by its bytes for as long as it
    was asked to remember them.
    """
    if message.unknown_since is None or is_harmless_to_repeat(message):
        return True
    if message.addressee_kind != "member":
        return False
    has_own_id = message.lane == CARD or '"task_id"' in message.body
    return has_own_id or now - message.unknown_since <= REMEMBERED[message.lane] - SPARE


def _last_seen(message: OutboxMessage, now: datetime, real_now: float) -> datetime:
    """Tell when its dead sender was last alive: the repeat is counted from there, not from when it is found."""
    return now - timedelta(seconds=real_now - (message.lease_until or real_now) + LEASE_SECONDS)


def _candidates(
    session: Session, now: datetime, real_now: float, routes: Collection[Route], most: int
) -> Sequence[OutboxMessage]:
    """Find what is due and first in line."""
    due = {"now": now, "real_now": real_now}
    first = session.scalars(_FIRST_IN_LINE, {**due, "routes": routes, "most": most}).all() if routes else []
    return session.scalars(_CANDIDATES, {**due, "ids": first}).all() if first else []


def _line(message: OutboxMessage) -> Line:
    return message.addressee_kind, message.addressee, message.lane
