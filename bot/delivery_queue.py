"""Which messages may leave now: order, leases, and the limits past which WeCom drops messages without a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, func, literal, or_, select, tuple_, update
from sqlalchemy.orm import Session

from bot.db import insert_new
from bot.outbox import ANSWER, CARD, PUSH, SENDING, WAITING
from bot.sending import is_harmless_to_repeat
from models.outbox import OutboxMessage
from models.rates import Rate

# A living sender renews its leases long before, however long its sends take: a lease only runs out on the dead.
LEASE_SECONDS: Final = 20.0
# WeCom forgets a duplicate check after four hours; what cannot be told by then is not said again.
SAFE_TO_REPEAT: Final = timedelta(hours=3, minutes=50)
MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)
# Below WeCom's 30 a minute and 1000 an hour for a member, 20 a minute for a robot (protocol, frequency limits).
MOST: Final = {"member": ((MINUTE, 28), (HOUR, 900)), "webhook": ((MINUTE, 19),), "chat": ((MINUTE, 190),)}
REST: Final = timedelta(seconds=10)
# Below WeCom's 10 000 calls a minute for one API.
CALLS_PER_SECOND: Final = 9_800 / 60
# How far ahead slots may be reserved; a paused API lies further ahead than this.
AHEAD_SECONDS: Final = 1.0
# The WeCom API behind each kind of addressee and lane.
ROUTES: Final = {
    ("member", ANSWER): "message/send",
    ("member", CARD): "message/update_template_card",
    ("member", PUSH): "message/send",
    ("chat", PUSH): "appchat/send",
    ("webhook", PUSH): "webhook/send",
}

# Written into the statement itself: with parameters a prepared plan could not use the index over what is under way.
UNDERWAY: Final = (literal(WAITING, literal_execute=True), literal(SENDING, literal_execute=True))

# Messages to one addressee in one lane leave one after the other.
LINE: Final = (OutboxMessage.addressee_kind, OutboxMessage.addressee, OutboxMessage.lane)

Route = tuple[str, str]
Line = tuple[str, str, str]


def _is_due(now: datetime | BindParameter[datetime], real_now: float | BindParameter[float]) -> ColumnElement[bool]:
    return or_(
        and_(OutboxMessage.state == WAITING, OutboxMessage.not_before <= now),
        and_(OutboxMessage.state == SENDING, OutboxMessage.lease_until < real_now),
    )


# Asked after every commit: building it anew took as long as asking.
LANES_DUE: Final = (
    select(OutboxMessage.lane)
    .where(OutboxMessage.state.in_(UNDERWAY), _is_due(bindparam("now"), bindparam("real_now")))
    .distinct()
)


@dataclass(frozen=True)
class Claimed:
    """A message leased to the caller: its `attempt`-th try may leave at `slot` (a real second).

    A `doubtful` one was on its way when its sender died and may not be repeated: it is only to be marked.
    """

    id: int
    attempt: int
    slot: float
    doubtful: bool


def lanes_due(session: Session, now: datetime, real_now: float) -> set[str]:
    """Tell in which lanes something is due. Looking takes no lock, and most who are woken find nothing to claim."""
    return set(session.scalars(LANES_DUE, {"now": now, "real_now": real_now}))


def claim(session: Session, now: datetime, real_now: float, most: int, *, pushes: bool) -> list[Claimed]:
    """Lease the next messages to the caller: answers before pushes, one per addressee and lane, in order."""
    slots = _Slots(session, real_now)
    routes = [route for route, api in ROUTES.items() if slots.open(api) and (pushes or route[1] != PUSH)]
    messages = _candidates(session, now, real_now, routes, most)
    frequency = _Frequency(session, messages, now)
    claimed = []
    for message in messages:
        if message.state == SENDING:
            message.unknown_since = message.unknown_since or _last_seen(message, now, real_now)
        doubtful = not may_be_repeated(message, now)
        if not doubtful and frequency.is_reached(message):
            postpone(session, message, now + REST)
        elif (slot := slots.take(api_of(message))) is not None:
            frequency.count(message)
            message.state, message.lease_until = SENDING, slot + LEASE_SECONDS
            message.attempts += 1
            claimed.append(Claimed(message.id, message.attempts, slot, doubtful))
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
    behind = (tuple_(*LINE) == _line(message), OutboxMessage.state == WAITING, OutboxMessage.id > message.id)
    session.execute(
        update(OutboxMessage).where(*behind, OutboxMessage.not_before < until).values(not_before=until),
        execution_options={"synchronize_session": False},
    )


def is_held(message: OutboxMessage, claimed: Claimed) -> bool:
    """Tell whether a message is still leased to whoever claimed it, and nobody has taken it over."""
    return message.state == SENDING and message.attempts == claimed.attempt


def may_be_repeated(message: OutboxMessage, now: datetime) -> bool:
    """Tell whether sending it cannot become a second message: always so until an outcome is unknown.

    After that WeCom must recognise the repeat: by a card's task id or response code, or for four hours by its bytes.
    """
    if message.unknown_since is None or is_harmless_to_repeat(message):
        return True
    if message.addressee_kind != "member":
        return False
    has_own_id = message.lane == CARD or '"task_id"' in message.body
    return has_own_id or now - message.unknown_since <= SAFE_TO_REPEAT


def api_of(message: OutboxMessage) -> str:
    """Name the WeCom API a message goes through."""
    return ROUTES[message.addressee_kind, message.lane]


def pause(session: Session, api: str, until: float) -> None:
    """Let an API rest until a real second: WeCom said its limit was hit."""
    rate = _rates(session, [api])[api]
    rate.free_at = max(rate.free_at, until)


def _last_seen(message: OutboxMessage, now: datetime, real_now: float) -> datetime:
    """Tell when its dead sender was last alive: the repeat is counted from there, not from when it is found."""
    return now - timedelta(seconds=real_now - (message.lease_until or real_now) + LEASE_SECONDS)


def _candidates(
    session: Session, now: datetime, real_now: float, routes: Collection[Route], most: int
) -> list[OutboxMessage]:
    """Find what is due and first in line. Each page leaves out the lines seen before, so a long one fills one page."""
    found: list[OutboxMessage] = []
    lines: set[Line] = set()
    due = (OutboxMessage.state.in_(UNDERWAY), tuple_(OutboxMessage.addressee_kind, OutboxMessage.lane).in_(routes))
    query = select(OutboxMessage).where(*due, _is_due(now, real_now)).order_by(OutboxMessage.lane, OutboxMessage.id)
    while routes and len(found) < most:
        unseen = query.where(tuple_(*LINE).not_in(lines)) if lines else query
        page = session.scalars(unseen.limit(most).with_for_update(skip_locked=True)).all()
        first = _first_in_line(session, {_line(message) for message in page})
        found += [message for message in page if message.id == first[_line(message)]]
        lines |= first.keys()
        if len(page) < most:
            break
    return found[:most]


def _first_in_line(session: Session, lines: set[Line]) -> dict[Line, int]:
    query = (
        select(*LINE, func.min(OutboxMessage.id))
        .where(OutboxMessage.state.in_(UNDERWAY), OutboxMessage.addressee.in_({addressee for _, addressee, _ in lines}))
        .group_by(*LINE)
    )
    return {(kind, addressee, lane): first for kind, addressee, lane, first in session.execute(query)}


def _line(message: OutboxMessage) -> Line:
    return message.addressee_kind, message.addressee, message.lane


def _is_since(begin: datetime, now: datetime) -> ColumnElement[bool]:
    return or_(OutboxMessage.accepted_at.between(begin, now), OutboxMessage.state == SENDING)


class _Frequency:
    """How many messages the addressees of a batch have had lately, those on their way included."""

    def __init__(self, session: Session, messages: Collection[OutboxMessage], now: datetime) -> None:
        self._had: Counter[tuple[str, str, timedelta]] = Counter()
        for kind in MOST:
            if addressees := {one.addressee for one in messages if one.addressee_kind == kind}:
                self._look(session, kind, addressees, now)

    def _look(self, session: Session, kind: str, addressees: set[str], now: datetime) -> None:
        spans = [span for span, _ in MOST[kind]]
        lately = {span: _is_since(now - span, now) for span in spans}
        query = (
            select(OutboxMessage.addressee, *(func.count().filter(lately[span]) for span in spans))
            .where(OutboxMessage.addressee_kind == kind, OutboxMessage.addressee.in_(addressees))
            .where(lately[max(spans)])
            .group_by(OutboxMessage.addressee)
        )
        for addressee, *counts in session.execute(query):
            self._had.update({(kind, addressee, span): had for span, had in zip(spans, counts, strict=True)})

    def is_reached(self, message: OutboxMessage) -> bool:
        kind, addressee = message.addressee_kind, message.addressee
        return any(self._had[kind, addressee, span] >= most for span, most in MOST[kind])

    def count(self, message: OutboxMessage) -> None:
        for span, _ in MOST[message.addressee_kind]:
            self._had[message.addressee_kind, message.addressee, span] += 1


class _Slots:
    """The next free moment of each API, taken one by one; other processes wait until this transaction ends."""

    def __init__(self, session: Session, real_now: float) -> None:
        self._now = real_now
        self._rates = _rates(session, sorted(set(ROUTES.values())))

    def open(self, api: str) -> bool:
        """Tell whether the API's next free moment is near enough to be worth waiting for."""
        return self._rates[api].free_at - self._now <= AHEAD_SECONDS

    def take(self, api: str) -> float | None:
        if not self.open(api):
            return None
        slot = max(self._rates[api].free_at, self._now)
        self._rates[api].free_at = slot + 1 / CALLS_PER_SECOND
        return slot


def _rates(session: Session, apis: list[str]) -> dict[str, Rate]:
    query = select(Rate).where(Rate.name.in_(apis)).order_by(Rate.name).with_for_update()
    found = {rate.name: rate for rate in session.scalars(query)}
    if len(found) == len(apis):
        return found
    for api in apis:
        insert_new(session, Rate, name=api, free_at=0.0)
    return _rates(session, apis)
