"""The limits past which WeCom drops messages without a word: so many for one addressee, so many calls of one API."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Executable, bindparam, func, null, or_, select, union_all
from sqlalchemy.orm import Session

from bot.db import insert_new
from bot.errors import HonghuiError
from bot.lease_clock import LeaseClock
from bot.outbox import ANSWER, CARD, PUSH
from bot.underway import IS_IN_HAND
from bot.wecom_errors import WeComError
from models.outbox import OutboxMessage
from models.rates import Rate

MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)
# Below WeCom's 30 a minute and 1000 an hour for a member, 20 a minute for a robot (protocol, frequency limits).
MOST: Final = {
    "member": ((MINUTE, 28), (HOUR, 900)),
    "webhook": ((MINUTE, 19),),
    "chat": ((MINUTE, 190),),
    "account": ((MINUTE, 10),),
}
# Below WeCom's 10 000 calls a minute for one API, were it counted in ten seconds, with LATE_SECONDS on top.
CALLS_PER_SECOND: Final = 9_600 / 60
# A slot that passed longer ago is lost: whoever has stood still would send all at once what he had in hand.
LATE_SECONDS: Final = 0.2
# How far ahead slots may be reserved; a paused API lies further ahead than this.
AHEAD_SECONDS: Final = 1.0
# A fault in the console lasts until somebody has put it right; one of the platform's passes in seconds.
FIRST_REST_SECONDS: Final = 5.0
LONGEST_REST_SECONDS: Final = 600.0
# Longer than a living sender waits for WeCom.
PROBE_SECONDS: Final = 30.0
# Shorter than a lease.
LATE_PROBE_SECONDS: Final = 10.0
# The API behind each kind of addressee and lane.
ROUTES: Final = {
    ("member", ANSWER): "message/send",
    ("member", CARD): "message/update_template_card",
    ("member", PUSH): "message/send",
    ("chat", PUSH): "appchat/send",
    ("webhook", PUSH): "webhook/send",
    ("account", PUSH): "draft/add",
}
_RATES: Final = (
    select(Rate).where(Rate.name.in_(bindparam("apis", expanding=True))).order_by(Rate.name).with_for_update()
)


def api_of(message: OutboxMessage) -> str:
    """Name the API a message goes through."""
    return ROUTES[message.addressee_kind, message.lane]


def rest(session: Session, api: str, error: WeComError, real_now: float, *, by_probe: bool) -> None:
    """Let an API rest: seconds that double each time the one message that tries again (`by_probe`) fails as well.

    What was on its way when the rest began and fails now says nothing new.
    """
    rate, least = _rates(session, [api])[api], error.pause_seconds
    if rate.failures and not by_probe:
        rate.free_at = max(rate.free_at, real_now + least)
        return
    rate.failing_since = rate.failing_since or real_now
    rate.errcode, rate.error = error.errcode, str(error)
    seconds = max(least, min(FIRST_REST_SECONDS * 2 ** min(rate.failures, 10), LONGEST_REST_SECONDS))
    rate.free_at, rate.failures = real_now + seconds, rate.failures + 1


def recover(session: Session, api: str, real_now: float) -> None:
    """End an API's rests: the message that tried again got an answer."""
    rate = _rates(session, [api])[api]
    rate.free_at, rate.failures = min(rate.free_at, real_now), 0
    rate.failing_since = rate.errcode = rate.error = None


def _had_lately(spans: int) -> Executable:
    """Build the statement that counts what addressees have had since "begin_0", "begin_1" and so on; longest last.

    In two halves, each with an index of its own: asked in one, it read all that an addressee has ever had. What is on
    its way is little, and asked of everybody: named by its addressee, SQLite looked for it among all they had.
    """
    whom = OutboxMessage.addressee_kind, OutboxMessage.addressee
    accepted = select(*whom, OutboxMessage.accepted_at).where(
        OutboxMessage.addressee_kind == bindparam("kind"),
        OutboxMessage.addressee.in_(bindparam("addressees", expanding=True)),
        OutboxMessage.accepted_at.between(bindparam(f"begin_{spans - 1}"), bindparam("now")),
    )
    had = union_all(accepted, select(*whom, null()).where(*IS_IN_HAND)).subquery()
    lately = [
        or_(had.c.accepted_at >= bindparam(f"begin_{number}"), had.c.accepted_at.is_(None)) for number in range(spans)
    ]
    to = had.c.addressee_kind, had.c.addressee
    return select(*to, *(func.count().filter(since) for since in lately)).group_by(*to)


_HAD_LATELY: Final = {kind: _had_lately(len(limits)) for kind, limits in MOST.items()}


class Frequency:
    """How many messages the addressees of a batch have had lately, those on their way included."""

    def __init__(self, session: Session, messages: Collection[OutboxMessage], now: datetime) -> None:
        self._had: Counter[tuple[str, str, timedelta]] = Counter()
        for kind in MOST:
            if addressees := {one.addressee for one in messages if one.addressee_kind == kind}:
                self._look(session, kind, addressees, now)

    def _look(self, session: Session, kind: str, addressees: set[str], now: datetime) -> None:
        spans = [span for span, _ in MOST[kind]]
        begins = {f"begin_{number}": now - span for number, span in enumerate(spans)}
        found = session.execute(_HAD_LATELY[kind], {"kind": kind, "addressees": addressees, "now": now, **begins})
        for of_kind, addressee, *counts in found:
            if of_kind == kind:
                self._had.update({(kind, addressee, span): had for span, had in zip(spans, counts, strict=True)})

    def is_reached(self, message: OutboxMessage) -> bool:
        """Tell whether its addressee has had as many as may be."""
        kind, addressee = message.addressee_kind, message.addressee
        return any(self._had[kind, addressee, span] >= most for span, most in MOST[kind])

    def count(self, message: OutboxMessage) -> None:
        """Count one that leaves now."""
        for span, _ in MOST[message.addressee_kind]:
            self._had[message.addressee_kind, message.addressee, span] += 1


@dataclass(frozen=True)
class Slot:
    """A moment (a real second) at which an API may be called; a probe tries whether it works again after a rest."""

    moment: float
    is_probe: bool

    def is_over(self, real_now: float) -> bool:
        """Tell whether it may not be used any more. A probe crowds nobody, but after a while others take it over."""
        return real_now > self.moment + (LATE_PROBE_SECONDS if self.is_probe else LATE_SECONDS)


class MissedSlot(HonghuiError):
    """The moment at which a message might have left is over."""


def await_slot(slot: Slot, clock: LeaseClock) -> None:
    """Wait for a slot. Raises MissedSlot when it is over."""
    # No longer than slots are ever reserved ahead: the machine's clock may have been set back.
    time.sleep(min(max(slot.moment - clock.now(), 0), AHEAD_SECONDS))
    if slot.is_over(clock.now()):
        raise MissedSlot("A message was too late for its slot")


class Slots:
    """The next free moment of each API, taken one by one; other processes wait until this transaction ends."""

    def __init__(self, session: Session, real_now: float) -> None:
        self._now = real_now
        self._rates = _rates(session, sorted(set(ROUTES.values())))

    def open(self, api: str) -> bool:
        """Tell whether the API's next free moment is near enough to be worth waiting for.

        One further away than any rest was written by a clock that was ahead.
        """
        ahead = self._rates[api].free_at - self._now
        return ahead <= AHEAD_SECONDS or ahead > LONGEST_REST_SECONDS + PROBE_SECONDS

    def take(self, api: str) -> Slot | None:
        """Take the API's next free moment; None when it is too far ahead.

        After a rest one message tries alone; the next one leaves when that has been answered, or its sender is dead.
        """
        if not self.open(api):
            return None
        rate = self._rates[api]
        moment = min(max(rate.free_at, self._now), self._now + AHEAD_SECONDS)
        is_probe = rate.failures > 0
        rate.free_at = moment + (PROBE_SECONDS if is_probe else 1 / CALLS_PER_SECOND)
        return Slot(moment, is_probe)


def _rates(session: Session, apis: list[str]) -> dict[str, Rate]:
    found = {rate.name: rate for rate in session.scalars(_RATES, {"apis": apis})}
    if len(found) == len(apis):
        return found
    for api in apis:
        insert_new(session, Rate, name=api, free_at=0.0)
    return _rates(session, apis)
