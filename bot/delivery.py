"""Delivery: claims what waits in the outbox, sends it, and marks what became of it.

Three steps, so that a crash anywhere loses nothing and doubles nothing: claim (with a lease), send (outside any
transaction), mark; a wave of messages is claimed and marked in one transaction each. A living sender renews its
leases; one that runs out means that the sender died, perhaps between sending and marking: the same bytes go out again,
and WeCom's duplicate check or the card's task id makes two of them one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

import structlog
from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session, undefer

from bot.clock import Clock, lease_seconds
from bot.db import TROUBLE, Database
from bot.delivery_hand import Hand, Tried
from bot.delivery_limits import AHEAD_SECONDS, api_of, recover, rest
from bot.delivery_queue import (
    LEASE_SECONDS,
    Claimed,
    claim,
    is_leased,
    is_sending,
    lanes_due,
    may_be_repeated,
    postpone,
    renew,
    take_over,
)
from bot.hold import Held, never
from bot.outbox import ANSWER, CARD, DROPPED, FAILED, PUSH, SENT, begun_texts, further_parts, is_first_part, word_anew
from bot.sending import Drafts, Gateway, Receipt, Result, Sender, kind_of
from models.outbox import OutboxMessage

log = structlog.get_logger()

# Somebody waits for an answer; a push may take its time, for WeCom may be down for a day.
BACKOFF: Final = {
    PUSH: tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 1800, 3600)),
    ANSWER: tuple(timedelta(seconds=s) for s in (2, 5, 10, 20, 60, 300, 900)),
    CARD: tuple(timedelta(seconds=s) for s in (5, 30, 120, 600)),
}
THREADS: Final = 32
# A few more than there are threads, so that a thread that has finished finds its next message at once.
MOST_IN_HAND: Final = 2 * THREADS
IDLE_SECONDS: Final = 1.0
GLANCE_SECONDS: Final = 0.02
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


class Delivery:
    """Sends what waits, from a pool of threads, woken after each commit."""

    def __init__(
        self,
        db: Database,
        gateway: Gateway,
        clock: Clock,
        listeners: Mapping[str, Listener],
        may_push: Callable[[Session, datetime], bool],
        drafts: Drafts | None = None,
        held: Held = never,
    ) -> None:
        self.db, self.clock, self._held = db, clock, held
        self.listeners, self.may_push = listeners, may_push
        self._sender = Sender(db, gateway, drafts)
        self._woken = threading.Event()
        self._stopping = threading.Event()

    def wake(self) -> None:
        """Say that something may be waiting."""
        self._woken.set()

    def stop(self) -> None:
        """Ask `run` to return after what is in hand."""
        self._stopping.set()
        self._woken.set()

    def run(self) -> None:
        """Deliver until stopped; a failing database is logged and tried again."""
        while not self._stopping.is_set():
            try:
                with self.db.joined(self._take_over):
                    self._run()
            except Exception:
                log.exception("delivery_failed")
                self._stopping.wait(IDLE_SECONDS)

    def _run(self) -> None:
        with ThreadPoolExecutor(THREADS, thread_name_prefix="delivery") as pool:
            hand = Hand(pool)
            while not self._stopping.is_set() or len(hand):
                self._wait()
                try:
                    self._turn(hand)
                except Exception:
                    log.exception("delivery_failed")
                    if self._stopping.is_set():
                        return
                    time.sleep(IDLE_SECONDS)

    def drain(self) -> int:
        """Deliver everything that is due now; returns the number of tries."""
        tries = 0
        with self.db.joined(self._take_over), ThreadPoolExecutor(THREADS, thread_name_prefix="delivery") as pool:
            hand = Hand(pool)
            while (taken := self._turn(hand)) or len(hand):
                tries += taken
                self._wait()
        return tries

    def finish(self) -> int:
        """Drain, and wait until the other processes have nothing in hand either; returns the number of tries here.

        What a process that died has left in hand is taken over when its lease runs out.
        """
        tries, others = 0, True
        while others:
            # Looked before as well: what stood behind a message of theirs may leave once theirs is done.
            others = self._is_sending()
            tries += self.drain()
            others = others or self._is_sending()
            if others:
                time.sleep(GLANCE_SECONDS)
        return tries

    def _take_over(self) -> None:
        with self.db.begin(quiet=True) as session:
            take_over(session, lease_seconds())

    def _is_sending(self) -> bool:
        with self.db.read() as session:
            return is_sending(session, lease_seconds())

    def _wait(self) -> None:
        self._woken.wait(IDLE_SECONDS)
        self._woken.clear()

    def _turn(self, hand: Hand) -> int:
        """Mark what is done, renew the leases of the rest, and claim more when a thread would be without work."""
        if due := hand.due_for_renewal(lease_seconds()):
            with self.db.begin(quiet=True) as session:
                renew(session, due, lease_seconds())
        self._put_down(hand)
        if self._stopping.is_set() or len(hand) > THREADS:
            return 0
        batch = self._claim(MOST_IN_HAND - len(hand))
        for claimed in batch:
            hand.take_up(claimed, self._tried, self.wake)
        return len(batch)

    def _claim(self, most: int) -> list[Claimed]:
        if self._held():
            return []
        now = self.clock.now()
        with self.db.read() as session:
            lanes = lanes_due(session, now, lease_seconds())
            if PUSH in lanes and not self.may_push(session, now):
                lanes.remove(PUSH)
        if not lanes:
            return []
        # Quiet, for it would wake itself for ever.
        with self.db.begin(quiet=True) as session:
            return claim(session, now, lease_seconds(), most, pushes=PUSH in lanes)

    def _tried(self, claimed: Claimed) -> Result | None:
        """Make one try when its slot has come; None when somebody else has taken the message over."""
        # No longer than slots are ever reserved ahead: the machine's clock may have been set back.
        time.sleep(min(max(claimed.slot.moment - lease_seconds(), 0), AHEAD_SECONDS))
        if claimed.doubtful:
            return Result("refused")
        try:
            message = self._made_ready(claimed)
            return self._sender.send(message) if message else None
        except Exception:
            log.exception("delivery_not_ready", message=claimed.id)
            return Result("later")

    def _made_ready(self, claimed: Claimed) -> OutboxMessage | None:
        message = claimed.message
        slept = lease_seconds() - claimed.slot.moment > LEASE_SECONDS / 2
        if kind_of(message) in ("image", "draft") or slept:
            with self.db.read() as session:
                message = session.get_one(OutboxMessage, claimed.id, options=[undefer(OutboxMessage.picture)])
        if not is_leased(message, claimed):
            return None
        return self._worded_anew(message) if self._is_stale(message) else message

    def _is_stale(self, message: OutboxMessage) -> bool:
        """Tell whether it names a deadline counted from a day that has passed, and nobody can have read it yet."""
        if message.worded_for is None or message.worded_for >= self.clock.now().date():
            return False
        return message.unknown_since is None and is_first_part(message)

    def _worded_anew(self, stale: OutboxMessage) -> OutboxMessage:
        with self.db.begin(quiet=True) as session:
            message = session.get_one(OutboxMessage, stale.id, options=[undefer(OutboxMessage.picture)])
            now = self.clock.now()
            word_anew(session, message, self._listener(message).reworded(session, message, now), now)
            return message

    def _listener(self, message: OutboxMessage) -> Listener:
        return self.listeners[message.topic or ""]

    def _put_down(self, hand: Hand) -> None:
        """Mark what has been tried, in one transaction; where that breaks, singly, so that one costs no other."""
        self._mark_singly(hand)
        tried = hand.tried(MARKED_AT_ONCE)
        try:
            self._mark_all(tried)
        except Exception:
            log.exception("delivery_marked_singly", number=len(tried))
            hand.keep(tried)
            self.wake()

    def _mark_singly(self, hand: Hand) -> None:
        """Mark what could not be marked before. While the database cannot be told, the leases of all are renewed, and

        nobody says anything again. Raises what keeps it from being told anything at all.
        """
        kept = hand.kept()
        while kept:
            one = kept.pop(0)
            try:
                self._mark_all([one])
            except TROUBLE:
                hand.keep([one])
                log.warning("delivery_not_marked_yet", message=one.claimed.id)
                self._check_database(hand, kept)
            except Exception:
                log.exception("delivery_not_marked", message=one.claimed.id)

    def _check_database(self, hand: Hand, kept: list[Tried]) -> None:
        """See whether the trouble was one message's own: where nothing can be written, all are held on to."""
        try:
            with self.db.begin(quiet=True) as session:
                session.execute(_ANYTHING)
        except Exception:
            hand.keep(kept)
            raise

    def _mark_all(self, tried: Sequence[Tried]) -> None:
        results = {one.claimed.id: one for one in tried if one.result}
        if not results:
            return
        with self.db.begin(quiet=True) as session:
            messages = session.scalars(_MARKED, {"ids": sorted(results)}).all()
            begun = begun_texts(session, [message for message in messages if message.topic])
            for message in messages:
                one = results[message.id]
                if one.result and is_leased(message, one.claimed):
                    self._mark(session, message, one.claimed, one.result, is_whole=message.key not in begun)

    def _mark(
        self, session: Session, message: OutboxMessage, claimed: Claimed, result: Result, *, is_whole: bool
    ) -> None:
        now = self.clock.now()
        message.lease_until = None
        self._note_rest(session, message, claimed, result)
        if result.outcome == "sent":
            self._finish_sent(message, result.receipt, now)
            if message.topic and is_whole:
                self._listener(message).accepted(session, message, now)
        elif result.outcome == "refused":
            self._finish_unsent(session, message, now)
        else:
            self._try_later(session, message, result, now)

    def _note_rest(self, session: Session, message: OutboxMessage, claimed: Claimed, result: Result) -> None:
        """Keep what went wrong, and let the API rest or end its rests: that of a robot is its own affair."""
        error, api, is_probe = result.error, api_of(message), claimed.slot.is_probe
        if error:
            message.errcode, message.error = error.errcode, str(error)
            log.warning("delivery_refused", message=message.key, errcode=message.errcode, error=message.error)
        if error and error.pause_seconds and message.addressee_kind != "webhook":
            rest(session, api, error, lease_seconds(), by_probe=is_probe)
        elif is_probe and not claimed.doubtful and (result.outcome == "sent" or (error and error.errcode is not None)):
            recover(session, api, lease_seconds())

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
        self._listener(message).refused(session, message, now)

    def _try_later(self, session: Session, message: OutboxMessage, result: Result, now: datetime) -> None:
        if result.outcome == "unknown":
            message.unknown_since = message.unknown_since or now
        if not may_be_repeated(message, now):
            self._finish_unsent(session, message, now)
            return
        pause_seconds = result.error.pause_seconds if result.error else 0
        steps = BACKOFF[message.lane]
        backoff = steps[min(message.attempts, len(steps)) - 1]
        postpone(session, message, now + max(backoff, timedelta(seconds=pause_seconds)))
