"""The sample town at work: its members' phones, a clock the test moves, and WeCom as a list of what was sent."""

import itertools
import os
import re
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from math import inf
from typing import Any

import pytest
from sqlalchemy import QueuePool, select
from sqlalchemy.orm import Session

from app import HOLIDAYS, Honghui
from bot.callback import Incoming, Kind
from bot.db import Database
from bot.router import receive
from bot.wecom_errors import WeComError, verdict
from handlers import ROUTES
from models.organizations import organization_named
from models.self_checks import SelfCheck
from models.slips import Slip, slip_of
from models.tasks import tasks_of
from rules.periods import BEIJING, Month
from rules.workdays import Calendar, load_calendar
from services.daily_records.file import RecordRow
from services.daily_records.loading import load_records

OCTOBER = Month(2026, 10)
# Lets a test run on PostgreSQL, too.
both_databases = pytest.mark.parametrize("town_url", ["sqlite", "postgresql"], indirect=True)
# No two processes use the same ones: what one has done may be copied into the world of another.
KEYS = itertools.count(os.getpid() * 1_000_000)
# The time in front of words said again within the hour, over which people read (bot/outbox.py).
STAMP = re.compile(r"^\d\d:\d\d (?:\(\d+\) )?")


def beijing(text: str) -> datetime:
    """Read "2026-11-02 08:34" as a moment in Beijing."""
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


@cache
def _calendar() -> Calendar:
    """The working days as they are shipped, read once for all bots."""
    return load_calendar(HOLIDAYS)


class TestClock:
    """A clock that stands until the test moves it."""

    __test__ = False

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


@dataclass(frozen=True)
class Receipt:
    """What WeCom says when it takes a message."""

    msgid: str | None
    response_code: str | None
    refused: frozenset[str]


@dataclass
class RecordingWeCom:
    """Stands where the gateway stands and notes what it is given. `refusing` are members it cannot reach."""

    chats: dict[str, list[Mapping[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    refusing: set[str] = field(default_factory=set)
    is_down: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, touser: str, message: Mapping[str, Any], *, unique_for: timedelta) -> Receipt:
        if self.is_down:
            raise WeComError("WeCom cannot be reached", "refused", verdict(-1), -1)
        if touser in self.refusing:
            return Receipt(None, None, frozenset({touser}))
        with self._lock:
            self.chats[touser].append(message)
        code = f"code-{next(KEYS)}" if message["msgtype"] == "template_card" else None
        return Receipt(f"msg-{next(KEYS)}", code, frozenset())

    def upload(self, kind: str, filename: str, data: bytes) -> str:
        return f"media-{next(KEYS)}"

    def update_card(self, userids: list[str], response_code: str, *, replace_name: str) -> None:
        with self._lock:
            self.chats[userids[0]].append({"msgtype": "greyed", "label": replace_name})


class InTurn(Executor):
    """Stands where delivery's threads stand: each message leaves before the next one, by whoever drains.

    What threads do at a time is held by tests/bot; here each of them would open the database anew for one message.
    """

    def submit(self, do: Callable[..., Any], /, *args: Any, **named: Any) -> Future[Any]:
        done = Future[Any]()
        try:
            done.set_result(do(*args, **named))
        except Exception as error:  # noqa: BLE001 - whoever looks at what became of it is told
            done.set_exception(error)
        return done


class World:
    """One process of the bot on one database; `restart` starts another on the same."""

    def __init__(self, db: Database, moment: str) -> None:
        self.clock = TestClock(beijing(moment))
        self.wecom = RecordingWeCom()
        self.db = db
        # What has happened so far, where it can be had from a copy.
        self.scenes: list[str] = []
        self.start(db)

    def start(self, db: Database) -> None:
        self.db = db
        self.bot = Honghui({"DATABASE_URL": db.url.render_as_string(hide_password=False)})
        # It never looks for a schedule that came later: how often it does hangs on real seconds.
        vars(self.bot).update(db=db, clock=self.clock, wecom=self.wecom, _followed_at=inf)

    def restart(self) -> None:
        """Let the process end and another one begin: nothing is left but the database."""
        self.db.engine.dispose()
        self.start(Database(self.db.url.render_as_string(hide_password=False)))

    @property
    def is_fresh(self) -> bool:
        """Whether nothing has happened but scenes: nobody has looked into the database, and WeCom works."""
        pool = self.db.engine.pool
        nobody_looked = isinstance(pool, QueuePool) and pool.checkedin() + pool.checkedout() == 0
        return nobody_looked and not self.wecom.refusing and not self.wecom.is_down

    def at(self, moment: str) -> None:
        """Move the clock and let happen what is due."""
        self.clock.moment = beijing(moment)
        self.sweep()

    def sweep(self) -> None:
        self.bot.timekeeper.run_all()
        self.deliver()

    def deliver(self) -> None:
        """Deliver what waits, one message after the other, as a process that has joined the others long ago."""
        with pytest.MonkeyPatch.context() as patch:
            # WeCom's limits are of real seconds.
            patch.setattr("bot.delivery.await_slot", lambda *_: None)
            patch.setattr("bot.delivery.ThreadPoolExecutor", lambda *_, **__: InTurn())
            patch.setattr(self.db, "joined", lambda _when_alone: nullcontext())
            self.bot.delivery.drain()

    def takes_in(self, incoming: Incoming) -> None:
        """Hand a callback to the bot and deliver what it says; a handler that breaks fails the test."""
        self.handles(incoming)
        self.deliver()

    def handles(self, incoming: Incoming) -> None:
        """Hand a callback to the bot; what it says waits in the outbox."""
        with self.db.begin() as session:
            receive(session, incoming, ROUTES, _calendar(), self.clock.now())

    @contextmanager
    def looking(self) -> Iterator[Session]:
        with self.db.read() as session:
            yield session

    def slip(self, organization: str, month: Month = OCTOBER) -> Slip:
        """Find an organisation's slip; one that is not there fails the test."""
        with self.looking() as session:
            named = organization_named(session, organization)
            assert named is not None, organization
            slip = slip_of(session, named.id, month)
            assert slip is not None, f"{organization} has no slip"
            return slip

    def self_check(self, organization: str, month: Month = OCTOBER) -> SelfCheck | None:
        """Find what an organisation handed in."""
        with self.looking() as session:
            return session.scalar(select(SelfCheck).where(SelfCheck.slip_id == self.slip(organization, month).id))

    def recorded(self, organization: str, open_items: Sequence[str] = (), *, month: Month = OCTOBER) -> None:
        """Record a month: the tasks with these words in their titles were not done, all others were."""
        with self.db.begin() as session:
            named = organization_named(session, organization)
            assert named is not None, organization
            tasks = [task for task in tasks_of(session, month) if task.concerns(named.sector)]
            rows = [self._row(task.id, named.id, month, any(o in task.title for o in open_items)) for task in tasks]
            load_records(session, rows, max(self.clock.now(), beijing(f"{month.next}-01 00:00")))

    def _row(self, task: str, organization: str, month: Month, is_open: bool) -> RecordRow:
        state, remark = ("not_done", "没有记录") if is_open else ("done", "")
        return RecordRow(month, organization, task, state, remark, "wusiyuan", "test")


class Phone:
    """One member's phone: what is written, clicked and heard."""

    def __init__(self, world: World, userid: str) -> None:
        self.world, self.userid = world, userid
        self.read = 0

    @property
    def chat(self) -> list[Mapping[str, Any]]:
        return self.world.wecom.chats[self.userid]

    def messages(self) -> list[str]:
        """List what has come in since the last look."""
        fresh, self.read = self.chat[self.read :], len(self.chat)
        return [shown(one) for one in fresh]

    def hears(self) -> str:
        """Read what has come in since the last look."""
        return "\n".join(self.messages())

    def says(self, text: str, *, key: str | None = None) -> str:
        """Write a message and read the answer."""
        return self._does("text", text=text, key=key)

    def says_all(self, *texts: str) -> str:
        """Write several messages and read the answer to the last one."""
        return [self.says(text) for text in texts][-1]

    def writes(self, text: str) -> None:
        """Write a message without waiting for the answer, which comes with what is delivered next."""
        self.world.handles(self._incoming("text", text=text))

    def sends(self, kind: Kind) -> str:
        """Send something that is not text, or let an event happen."""
        return self._does(kind)

    def taps(self, entry: str) -> str:
        """Choose an entry of the app's menu."""
        return self._does("menu_click", event_key=entry)

    def clicks(self, button: str, *, key: str | None = None) -> str:
        """Click a button of the newest card that has it."""
        for message in reversed(self.chat):
            card = message.get("template_card", {})
            for one in card.get("button_list", []):
                if one["text"] == button:
                    return self._does("card_click", event_key=one["key"], response_code="code", key=key)
        raise AssertionError(f"{self.userid} has no button {button}")

    def clicks_key(self, event_key: str) -> str:
        """Click a button that carries this key."""
        return self._does("card_click", event_key=event_key, response_code="code")

    def _does(
        self, kind: Kind, *, key: str | None = None, text: str = "", event_key: str = "", response_code: str = ""
    ) -> str:
        self.messages()
        self.world.takes_in(self._incoming(kind, key=key, text=text, event_key=event_key, response_code=response_code))
        return self.hears()

    def _incoming(
        self, kind: Kind, *, key: str | None = None, text: str = "", event_key: str = "", response_code: str = ""
    ) -> Incoming:
        return Incoming(
            key=key or f"in-{next(KEYS)}",
            who=self.userid,
            kind=kind,
            at=self.world.clock.now(),
            text=text,
            event_key=event_key,
            response_code=response_code,
        )


# How a test takes up somebody's phone.
Phones = Callable[[str], Phone]


def shown(message: Mapping[str, Any]) -> str:
    """Say what a person reads of a message; buttons in brackets."""
    if message["msgtype"] == "text":
        return STAMP.sub("", str(message["text"]["content"]))
    if message["msgtype"] == "image":
        return "[图片]"
    if message["msgtype"] == "greyed":
        return f"[{message['label']}]"
    card = message["template_card"]
    rows = [f"{row['keyname']}：{row['value']}" for row in card.get("horizontal_content_list", ())]
    buttons = [f"[{one['text']}]" for one in card["button_list"]]
    below = [text for text in [card.get("sub_title_text")] if text is not None]
    return "\n".join([*card["main_title"].values(), *below, *rows, *buttons])
