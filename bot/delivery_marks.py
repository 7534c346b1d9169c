"""What became of each message that was tried: marked in the outbox, told to the topic's listener, kept for later."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any, Final, Protocol

import structlog
from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.db import TROUBLE, Database
from bot.delivery_hand import Hand, Tried
from bot.delivery_limits import api_of, recover, rest
from bot.delivery_queue import Claimed, is_leased, may_be_repeated, postpone
from bot.lease_clock import LeaseClock
from bot.outbox import ANSWER, CARD, DROPPED, FAILED, PUSH, SENT, WAITING
from bot.parts import further_parts
from bot.said_before import begun_texts
from bot.sending import Receipt, Result
from models.outbox import OutboxMessage

log = structlog.get_logger()

# Somebody waits for an answer; a push may take its time, for WeCom may be down for a day.
BACKOFF: Final = {
    PUSH: tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 1800, 3600)),
    ANSWER: tuple(timedelta(seconds=s) for s in (2, 5, 10, 20, 60, 300, 900)),
    CARD: tuple(timedelta(seconds=s) for s in (5, 30, 120, 600)),
}
# Those who hear what became of a message do their part in the same transaction, which must stay short.
MARKED_AT_ONCE: Final = 32
_ANYTHING: Final = text("SELECT 1")
_MARKED: Final = (
    select(OutboxMessage)
    .where(OutboxMessage.id.in_(bindparam("ids", expanding=True)))
    .order_by(OutboxMessage.id)
    .with_for_update()
)


class Listener(Protocol):
    """Hears what became of the messages of one topic; works in the transaction that marks them."""

    def reworded(self, session: Session, message: OutboxMessage, now: datetime) -> Mapping[str, Any]:
        """Word a message anew whose day has passed before it left."""

    def accepted(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        """WeCom took it (of a long text: the last part) at `now`."""

    def refused(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        """It will not be delivered, or nobody can tell whether it was (`unknown_since` is set)."""


class Marks:
    """Writes down what the tries of one sender brought."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        leases: LeaseClock,
        listeners: Mapping[str, Listener],
        wake: Callable[[], None],
    ) -> None:
        self._db, self._clock, self._leases, self._listeners, self._wake = db, clock, leases, listeners, wake

    def listener(self, message: OutboxMessage) -> Listener:
        """Give who hears of a message's topic."""
        return self._listeners[message.topic or ""]

    def put_down(self, hand: Hand) -> None:
        """Mark what has been tried, in one transaction; where that breaks, singly, so that one costs no other."""
        self._mark_singly(hand)
        tried = hand.tried(MARKED_AT_ONCE)
        try:
            self.mark_all(tried)
        except Exception:
            log.exception("delivery_marked_singly", number=len(tried))
            hand.keep(tried)
            self._wake()

    def _mark_singly(self, hand: Hand) -> None:
        """Mark what could not be marked before. While the database cannot be told, the leases of all are renewed, and

        nobody says anything again. Raises what keeps it from being told anything at all.
        """
        kept = hand.kept()
        while kept:
            one = kept.pop(0)
            try:
                self.mark_all([one])
            except TROUBLE:
                hand.keep([one])
                log.warning("delivery_not_marked_yet", message=one.claimed.id)
                self._check_database(hand, kept)
            except Exception:
                log.exception("delivery_not_marked", message=one.claimed.id)

    def _check_database(self, hand: Hand, kept: list[Tried]) -> None:
        """See whether the trouble was one message's own: where nothing can be written, all are held on to."""
        try:
            with self._db.begin(quiet=True) as session:
                session.execute(_ANYTHING)
        except Exception:
            hand.keep(kept)
            raise

    def mark_all(self, tried: Sequence[Tried]) -> None:
        """Mark these in one transaction; what somebody else has taken over meanwhile is theirs to mark."""
        results = {one.claimed.id: one for one in tried if one.result}
        if not results:
            return
        with self._db.begin(quiet=True) as session:
            messages = session.scalars(_MARKED, {"ids": sorted(results)}).all()
            begun = begun_texts(session, [message for message in messages if message.topic])
            for message in messages:
                one = results[message.id]
                if one.result and is_leased(message, one.claimed):
                    self._mark(session, message, one.claimed, one.result, is_whole=message.key not in begun)

    def _mark(
        self, session: Session, message: OutboxMessage, claimed: Claimed, result: Result, *, is_whole: bool
    ) -> None:
        now = self._clock.now()
        message.lease_until = None
        self._note_rest(session, message, claimed, result)
        if result.outcome == "sent":
            self._finish_sent(message, result.receipt, now)
            if message.topic and is_whole:
                self.listener(message).accepted(session, message, now)
        elif result.outcome == "refused":
            self._finish_unsent(session, message, now)
        elif result.outcome == "missed":
            # As if it had never been claimed.
            message.state, message.attempts = WAITING, message.attempts - 1
        else:
            self._try_later(session, message, result, now)

    def _note_rest(self, session: Session, message: OutboxMessage, claimed: Claimed, result: Result) -> None:
        """Keep what went wrong, and let the API rest or end its rests: that of a robot is its own affair."""
        error, api, is_probe = result.error, api_of(message), claimed.slot.is_probe
        if error:
            message.errcode, message.error = error.errcode, str(error)
            log.warning("delivery_refused", message=message.key, errcode=message.errcode, error=message.error)
        if error and error.pause_seconds and message.addressee_kind != "webhook":
            rest(session, api, error, self._leases.now(), by_probe=is_probe)
        elif is_probe and not claimed.doubtful and (result.outcome == "sent" or (error and error.errcode is not None)):
            recover(session, api, self._leases.now())

    def _finish_sent(self, message: OutboxMessage, receipt: Receipt | None, now: datetime) -> None:
        message.state, message.accepted_at = SENT, now
        message.errcode = message.error = None
        log.info("message_sent", message=message.key, attempts=message.attempts)
        if receipt:
            message.msgid, message.response_code = receipt.msgid, receipt.response_code

    def _finish_unsent(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        message.state = FAILED
        for part in further_parts(session, message):
            part.state = DROPPED
        self.listener(message).refused(session, message, now)

    def _try_later(self, session: Session, message: OutboxMessage, result: Result, now: datetime) -> None:
        if result.outcome == "unknown":
            message.unknown_since = message.unknown_since or now
        if not may_be_repeated(message, now):
            self._finish_unsent(session, message, now)
            return
        pause_seconds = result.error.pause_seconds if result.error else 0
        postpone(session, message, now + max(_backoff(message, now), timedelta(seconds=pause_seconds)))


def _backoff(message: OutboxMessage, now: datetime) -> timedelta:
    """Tell how long a message waits for its next try: the longer, the longer it has been tried in vain.

    A sender that died is a try as well: after a few of them one failed call put an answer off for a quarter of an hour.
    """
    steps = BACKOFF[message.lane]
    passed = bisect_right([*accumulate(steps)], now - message.created_at)
    return steps[min(message.attempts - 1, passed, len(steps) - 1)]
