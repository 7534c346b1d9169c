"""A WeCom that does what a test tells it, a clock that travels, and a delivery between the two."""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.db import Database
from bot.delivery import Delivery
from bot.delivery_hand import Tried
from bot.repeats import exact
from bot.sending import Drafts
from bot.wecom_errors import NO_ANSWER, WeComError, verdict
from models.outbox import OutboxMessage
from rules.periods import BEIJING

MORNING = datetime(2026, 11, 2, 9, 0, tzinfo=BEIJING)
MEMBER = outbox.Addressee("member", "ZhaoMin")
CHAT = outbox.Addressee("chat", "chat1")
ROBOT = outbox.Addressee("webhook", "robot-key")


def says(errcode: int, *, repeated: bool = False) -> WeComError:
    """WeCom answers with a return code."""
    return WeComError(f"WeCom says {errcode}", "refused", verdict(errcode, repeated=repeated), errcode)


def no_connection() -> WeComError:
    """Nothing listens: certainly nothing was delivered."""
    return WeComError("no connection", "refused", NO_ANSWER)


def silence() -> WeComError:
    """No answer came: nobody can tell."""
    return WeComError("timeout", "unknown", NO_ANSWER)


def wait_until(is_so: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for something that another thread or process brings about."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def push_all(
    session: Session, number: int, key: str, to: outbox.Addressee | None = None, *, now: datetime = MORNING
) -> None:
    """Push many texts to one addressee, or to as many members."""
    for one in range(number):
        member = to or outbox.Addressee("member", f"m{one}")
        outbox.push(session, member, outbox.text(f"第{one}条"), key=f"{key} {one}", now=now)


class Killed(BaseException):
    """The process dies here."""


@dataclass(frozen=True)
class Receipt:
    """WeCom took it."""

    msgid: str | None = "m1"
    response_code: str | None = None
    refused: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Heard:
    """One request as WeCom got it."""

    to: str
    body: str
    unique_for: timedelta

    @property
    def text(self) -> str:
        """The words of a text."""
        return str(json.loads(self.body)["text"]["content"])


@dataclass
class FakeWeCom:
    """Keeps to a script per addressee: an error to raise, before or after taking the message, or a receipt."""

    heard: list[Heard] = field(default_factory=list)
    uploads: list[bytes] = field(default_factory=list)
    seconds: float = 0
    _script: dict[str, deque[tuple[BaseException | Receipt, bool]]] = field(default_factory=lambda: defaultdict(deque))
    _hesitates: dict[str, threading.Event] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def next_for(self, to: str, *acts: BaseException | Receipt) -> None:
        """Let the next requests for an addressee (or "upload") fail, nothing taken, or get this receipt."""
        self._script[to].extend((act, False) for act in acts)

    def takes_but(self, to: str, *errors: BaseException) -> None:
        """Let the next requests be taken although the answer is an error."""
        self._script[to].extend((error, True) for error in errors)

    @property
    def texts(self) -> list[str]:
        """The words of what was taken, in order."""
        return [one.text for one in self.heard]

    def seen(self, *, by_content: bool = False) -> list[str]:
        """What people see: an identical request is shown once where WeCom was asked for that.

        Nobody knows whether WeCom compares whole requests or only what they say (`by_content`).
        """
        alike = [replace(one, unique_for=timedelta(1)) if by_content else one for one in self.heard]
        shown = [one for number, one in enumerate(alike) if not one.unique_for or one not in alike[:number]]
        return [one.text for one in shown]

    def hesitates(self, to: str = MEMBER.id) -> threading.Event:
        """Let no request of an addressee be answered until the event is set."""
        self._hesitates[to] = threading.Event()
        return self._hesitates[to]

    def send(self, touser: str, message: Mapping[str, Any], *, unique_for: timedelta) -> Receipt:
        return self._take(touser, message, unique_for)

    def send_to_chat(self, chatid: str, message: Mapping[str, Any]) -> None:
        self._take(chatid, message)

    def send_to_webhook(self, key: str, message: Mapping[str, Any]) -> None:
        self._take(key, message)

    def create_chat(self, name: str, owner: str, members: Sequence[str], chatid: str) -> str:
        self._take(chatid, {"name": name, "owner": owner, "members": list(members)})
        return chatid

    def update_chat(
        self, chatid: str, *, owner: str | None = None, add: Sequence[str] = (), remove: Sequence[str] = ()
    ) -> None:
        self._take(chatid, {"owner": owner, "add": list(add), "remove": list(remove)})

    def recall(self, msgid: str) -> None:
        self._take(msgid, {"recalled": msgid})

    def update_card(self, userids: list[str], response_code: str, *, replace_name: str) -> None:
        self._take(userids[0], {"response_code": response_code, "replace_name": replace_name})

    def upload(self, kind: str, filename: str, data: bytes) -> str:
        if self._script["upload"]:
            self._act(*self._script["upload"].popleft())
        self.uploads.append(data)
        return f"media-{len(self.uploads)}"

    def _take(self, to: str, message: Mapping[str, Any], unique_for: timedelta = timedelta()) -> Receipt:
        time.sleep(self.seconds)
        if to in self._hesitates:
            self._hesitates[to].wait(60)
        with self._lock:
            act, taken = self._script[to].popleft() if self._script[to] else (Receipt(), True)
            if taken or isinstance(act, Receipt):
                self.heard.append(Heard(to, exact(message), unique_for))
        return self._act(act, taken)

    def _act(self, act: BaseException | Receipt, _taken: bool) -> Receipt:
        if isinstance(act, BaseException):
            raise act
        return act


class TravelClock:
    """A clock that runs, and can be sent ahead or back."""

    def __init__(self, start: datetime = MORNING) -> None:
        self._start, self._began = start, time.monotonic()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=time.monotonic() - self._began)

    def real(self) -> float:
        """Real seconds since the epoch, as leases count them."""
        return self.now().timestamp()

    def passes(self, **span: float) -> None:
        """Let time pass: seconds=…, minutes=…, hours=…, days=…"""
        self._start += timedelta(**span)


@dataclass
class Ear:
    """A listener that remembers what it heard."""

    heard: list[tuple[str, str]] = field(default_factory=list)
    wording: str = "另行通知"

    def reworded(self, session: Session, message: OutboxMessage, now: datetime) -> Mapping[str, Any]:
        return outbox.text(f"{self.wording}{now:%F}")

    def accepted(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        self.heard.append(("accepted", message.key))

    def refused(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        self.heard.append(("unknown" if message.unknown_since else "refused", message.key))


class PostOffice:
    """A delivery of which a test holds all the strings; leases run by the travelling clock, too."""

    def __init__(self, db: Database, patch: pytest.MonkeyPatch) -> None:
        self.db, self.wecom, self.clock = db, FakeWeCom(), TravelClock()
        self.ear, self.office = Ear(), Ear()
        self.window_is_open = True
        self.drafts: Drafts | None = None
        for module in ("bot.delivery", "bot.delivery_hand", "bot.lease_clock"):
            patch.setattr(f"{module}.lease_seconds", self.clock.real)
        patch.setattr("bot.lease_clock.database_seconds", lambda _: self.clock.real())
        # However slow the machine is.
        patch.setattr("bot.delivery_limits.LATE_SECONDS", 10.0)
        self.delivery = self.another()

    def another(self) -> Delivery:
        """Make one more delivery on the same database, as a second process would."""
        listeners = {"": self.office, "slip": self.ear}
        may_push = lambda session, now: self.window_is_open  # noqa: E731
        return Delivery(self.db, self.wecom, self.clock, listeners, may_push, self.drafts)

    def push(self, content: str, to: outbox.Addressee = MEMBER, *, about: outbox.About | None = None) -> None:
        """Push a text whose key is its words."""
        with self.db.begin() as session:
            outbox.push(session, to, outbox.text(content), key=content, now=self.clock.now(), about=about)

    def push_card(self, about: outbox.About) -> None:
        """Push a card of a slip to the member."""
        with self.db.begin() as session:
            body = outbox.card({"task_id": "slip-1-1"})
            outbox.push(session, MEMBER, body, key="slip-1-1", now=self.clock.now(), about=about)

    def answer(self, content: str, userid: str = MEMBER.id) -> None:
        """Answer with a text whose key is its words."""
        with self.db.begin() as session:
            outbox.answer(session, userid, outbox.text(content), key=content, now=self.clock.now())

    def deliver(self) -> list[str]:
        """Deliver what is due and return all words WeCom has taken so far."""
        self.delivery.drain()
        return self.wecom.texts

    def row(self, key: str) -> OutboxMessage:
        """Look a message up."""
        with self.db.read() as session:
            return session.scalars(select(OutboxMessage).where(OutboxMessage.key == key)).one()

    def let(self, delivery: Delivery, number: int = 1) -> None:
        """Let a delivery make a single claim, try what it has claimed, and mark that."""
        with delivery.db.joined(lambda: None):
            tried = [Tried(one, delivery._tried(one)) for one in delivery._claim(number)]
            delivery.marks.mark_all(tried)

    def states(self) -> list[str]:
        """List the states of all messages in order."""
        with self.db.read() as session:
            return list(session.scalars(select(OutboxMessage.state).order_by(OutboxMessage.id)))
