"""Delivery: claims what waits in the outbox, sends it, and marks what became of it.

Three steps, each in a transaction of its own, so that a crash anywhere loses nothing and doubles nothing: claim (with a
lease), send (outside any transaction), mark. A lease that runs out means the sender died between sending and marking:
the same bytes go out again, and WeCom's duplicate check or the card's task id makes two of them one.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

import structlog
from sqlalchemy.orm import Session

from bot.clock import Clock, lease_seconds
from bot.db import Database
from bot.delivery_queue import api_of, claim, pause
from bot.outbox import FAILED, PUSH, SENT, WAITING, exact
from bot.wecom_errors import WeComError
from models.outbox import OutboxMessage

log = structlog.get_logger()

ALREADY_ARRIVED: Final = 42014
BACKOFF: Final = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 1800, 3600))
MOST_UNKNOWN_ATTEMPTS: Final = 6
THREADS: Final = 32
IDLE_SECONDS: Final = 1.0


class Receipt(Protocol):
    """What WeCom says when it takes a message."""

    @property
    def msgid(self) -> str | None: ...  # noqa: D102
    @property
    def response_code(self) -> str | None: ...  # noqa: D102
    @property
    def refused(self) -> frozenset[str]: ...  # noqa: D102


class Gateway(Protocol):
    """What delivery needs of the gateway to WeCom."""

    def send(self, touser: str, message: Mapping[str, Any], *, duplicate_check: bool) -> Receipt: ...  # noqa: D102
    def send_to_chat(self, chatid: str, message: Mapping[str, Any]) -> None: ...  # noqa: D102
    def send_to_webhook(self, key: str, message: Mapping[str, Any]) -> None: ...  # noqa: D102
    def update_card(self, userids: list[str], response_code: str, *, replace_name: str) -> None: ...  # noqa: D102
    def upload(self, kind: str, filename: str, data: bytes) -> str: ...  # noqa: D102


class Listener(Protocol):
    """Hears what became of the messages of one topic; works in the transaction that marks them."""

    def reworded(self, session: Session, message: OutboxMessage, now: datetime) -> Mapping[str, Any]:
        """Word a message anew whose day has passed before it left."""

    def accepted(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        """WeCom took it at `now`."""

    def refused(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        """It will not be delivered, or nobody can tell whether it was (`unknown_since` is set)."""


@dataclass(frozen=True)
class Result:
    """What one try came to. `outcome` is sent | refused | later | unknown."""

    outcome: str
    receipt: Receipt | None = None
    error: WeComError | None = None


class Delivery:
    """Sends what waits, from a pool of threads, woken after each commit."""

    def __init__(
        self,
        db: Database,
        gateway: Gateway,
        clock: Clock,
        listeners: Mapping[str, Listener],
        may_push: Callable[[Session, datetime], bool],
    ) -> None:
        self.db, self.gateway, self.clock = db, gateway, clock
        self.listeners, self.may_push = listeners, may_push
        self._woken = threading.Event()
        self._stopping = threading.Event()

    def wake(self) -> None:
        """Say that something may be waiting."""
        self._woken.set()

    def stop(self) -> None:
        """Ask `run` to return after the batch in hand."""
        self._stopping.set()
        self._woken.set()

    def run(self) -> None:
        """Deliver until stopped; a failing database is logged and tried again."""
        with ThreadPoolExecutor(THREADS, thread_name_prefix="delivery") as pool:
            while not self._stopping.is_set():
                self._woken.wait(IDLE_SECONDS)
                self._woken.clear()
                try:
                    self.drain(pool)
                except Exception:
                    log.exception("delivery_failed")
                    self._stopping.wait(IDLE_SECONDS)

    def drain(self, pool: ThreadPoolExecutor | None = None) -> int:
        """Deliver everything that is due now; returns the number of tries."""
        if pool is None:
            with ThreadPoolExecutor(THREADS, thread_name_prefix="delivery") as own:
                return self.drain(own)
        tries = 0
        while not self._stopping.is_set() and (batch := self._claim()):
            tries += len(list(pool.map(self._deliver, batch)))
        return tries

    def _claim(self) -> list[tuple[int, float]]:
        with self.db.begin() as session:
            now = self.clock.now()
            claimed = claim(session, now, lease_seconds(), pushes=self.may_push(session, now))
            for message, _ in claimed.doubtful:
                self._finish_unsent(session, message, now)
            for message, _ in claimed.due:
                self._reword(session, message, now)
            return [(message.id, slot) for message, slot in claimed.due]

    def _reword(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        if message.worded_for is None or message.worded_for >= now.date() or message.unknown_since:
            return
        message.body = exact(self.listeners[message.topic or ""].reworded(session, message, now))
        message.worded_for = now.date()

    def _deliver(self, claimed: tuple[int, float]) -> None:
        message_id, slot = claimed
        if (wait := slot - lease_seconds()) > 0:
            time.sleep(wait)
        with self.db.read() as session:
            message = session.get_one(OutboxMessage, message_id)
            picture = message.picture
        result = self._attempt(message, picture)
        with self.db.begin() as session:
            self._mark(session, session.get_one(OutboxMessage, message_id), result)

    def _attempt(self, message: OutboxMessage, picture: bytes | None) -> Result:
        try:
            receipt = self._send(message, self._with_media(message, picture))
        except WeComError as error:
            return self._judged(message, error)
        if receipt and message.addressee in receipt.refused:
            return Result("refused", receipt)
        return Result("sent", receipt)

    def _judged(self, message: OutboxMessage, error: WeComError) -> Result:
        if error.errcode == ALREADY_ARRIVED and message.attempts > 1:
            return Result("sent")
        if error.outcome == "unknown":
            return Result("unknown", error=error)
        return Result("later" if error.retryable else "refused", error=error)

    def _with_media(self, message: OutboxMessage, picture: bytes | None) -> dict[str, Any]:
        """Upload a picture first and keep its media id, so that a repeat is the same request to the byte."""
        body: dict[str, Any] = json.loads(message.body)
        if picture is None or "image" in body:
            return body
        body["image"] = {"media_id": self.gateway.upload("image", f"{message.id}.png", picture)}
        with self.db.begin() as session:
            session.get_one(OutboxMessage, message.id).body = exact(body)
        return body

    def _send(self, message: OutboxMessage, body: dict[str, Any]) -> Receipt | None:
        if message.addressee_kind == "chat":
            self.gateway.send_to_chat(message.addressee, body)
        elif message.addressee_kind == "webhook":
            self.gateway.send_to_webhook(message.addressee, body)
        elif body["msgtype"] == "update_card":
            self.gateway.update_card([message.addressee], body["response_code"], replace_name=body["replace_name"])
        else:
            return self.gateway.send(message.addressee, body, duplicate_check=message.lane == PUSH)
        return None

    def _mark(self, session: Session, message: OutboxMessage, result: Result) -> None:
        now = self.clock.now()
        message.lease_until = None
        if result.error:
            message.errcode, message.error = result.error.errcode, str(result.error)
            log.warning("delivery_refused", message=message.key, errcode=message.errcode, error=message.error)
            if result.error.pause_seconds:
                pause(session, api_of(message), lease_seconds() + result.error.pause_seconds)
        if result.outcome == "sent":
            self._finish_sent(session, message, result.receipt, now)
        elif result.outcome == "refused":
            self._finish_unsent(session, message, now)
        else:
            self._try_later(session, message, result, now)

    def _finish_sent(self, session: Session, message: OutboxMessage, receipt: Receipt | None, now: datetime) -> None:
        message.state, message.accepted_at = SENT, now
        message.errcode = message.error = None
        if receipt:
            message.msgid, message.response_code = receipt.msgid, receipt.response_code
        if message.topic:
            self.listeners[message.topic].accepted(session, message, now)

    def _finish_unsent(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        message.state, message.lease_until = FAILED, None
        self.listeners[message.topic or ""].refused(session, message, now)

    def _try_later(self, session: Session, message: OutboxMessage, result: Result, now: datetime) -> None:
        if result.outcome == "unknown":
            message.unknown_since = message.unknown_since or now
            if message.addressee_kind != "member" or message.attempts >= MOST_UNKNOWN_ATTEMPTS:
                self._finish_unsent(session, message, now)
                return
        message.state = WAITING
        message.not_before = now + BACKOFF[min(message.attempts, len(BACKOFF)) - 1]
