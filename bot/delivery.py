"""Delivery: claims what waits in the outbox, sends it, and marks what became of it.

Three steps, so that a crash anywhere loses nothing and doubles nothing: claim (with a lease), send (outside any
transaction), mark (`bot/delivery_marks.py`); a wave of messages is claimed and marked in one transaction each. A living
sender renews its leases; one that runs out means that the sender died, perhaps between sending and marking: the same
bytes go out again, and WeCom's duplicate check or the card's task id makes two of them one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import Final

import structlog
from sqlalchemy.orm import Session, undefer

from bot.clock import Clock, lease_seconds
from bot.db import Database
from bot.delivery_hand import Hand
from bot.delivery_limits import AHEAD_SECONDS, MissedSlot, await_slot
from bot.delivery_marks import Listener, Marks
from bot.delivery_queue import (
    Claimed,
    claim,
    is_leased,
    is_sending,
    lanes_due,
    renew,
    take_over,
)
from bot.hold import Held, never
from bot.lease_clock import LeaseClock
from bot.outbox import PUSH, word_anew
from bot.parts import is_first_part
from bot.sending import Drafts, Gateway, Result, Sender, kind_of
from models.outbox import OutboxMessage

log = structlog.get_logger()

THREADS: Final = 32
# A few more than there are threads, so that a thread that has finished finds its next message at once.
MOST_IN_HAND: Final = 2 * THREADS
IDLE_SECONDS: Final = 1.0
GLANCE_SECONDS: Final = 0.02
# Two turns begin at least so far apart: what is said and answered within it is claimed and marked together.
GATHER_SECONDS: Final = 0.04


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
        self.may_push = may_push
        self._leases = LeaseClock()
        self.marks = Marks(db, clock, self._leases, listeners, self.wake)
        self._sender = Sender(db, gateway, drafts)
        self._woken = threading.Event()
        self._stopping = threading.Event()
        # How long the last claim took.
        self._claiming_seconds = 0.0

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
            turned = 0.0
            while not self._stopping.is_set() or len(hand):
                self._wait(turned)
                turned = lease_seconds()
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
            take_over(session, self._leases.now())

    def _is_sending(self) -> bool:
        with self.db.read() as session:
            self._leases.look(session)
            return is_sending(session, self._leases.now())

    def _wait(self, turned: float = 0.0) -> None:
        """Wait until somebody calls, and until the turn that began at `turned` (a real second) lies far enough back."""
        self._woken.wait(IDLE_SECONDS)
        time.sleep(min(max(turned + GATHER_SECONDS - lease_seconds(), 0), GATHER_SECONDS))
        self._woken.clear()

    def _turn(self, hand: Hand) -> int:
        """Mark what is done, renew the leases of the rest, and claim more when a thread would be without work."""
        if due := hand.due_for_renewal(lease_seconds()):
            with self.db.begin(quiet=True) as session:
                self._leases.look(session)
                renew(session, due, self._leases.now())
        self.marks.put_down(hand)
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
            self._leases.look(session)
            lanes = lanes_due(session, now, self._leases.now())
            if PUSH in lanes and not self.may_push(session, now):
                lanes.remove(PUSH)
        if not lanes:
            return []
        began = self._leases.now()
        # Quiet, for it would wake itself for ever.
        with self.db.begin(quiet=True) as session:
            # As of when it will be through, or its first slots would have passed by then.
            claimed = claim(session, now, began + self._claiming_seconds, most, pushes=PUSH in lanes)
        self._claiming_seconds = min(max(self._leases.now() - began, 0), AHEAD_SECONDS)
        return claimed

    def _tried(self, claimed: Claimed) -> Result | None:
        """Make one try in its slot; None when somebody else has taken the message over."""
        if claimed.doubtful:
            return Result("refused")
        try:
            message = self._made_ready(claimed)
            return self._sender.send(message, partial(await_slot, claimed.slot, self._leases)) if message else None
        except MissedSlot:
            return Result("missed")
        except Exception:
            log.exception("delivery_not_ready", message=claimed.id)
            return Result("later")

    def _made_ready(self, claimed: Claimed) -> OutboxMessage | None:
        message = claimed.message
        if kind_of(message) in ("image", "draft"):
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
            word_anew(session, message, self.marks.listener(message).reworded(session, message, now), now)
            return message
