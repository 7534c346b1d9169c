"""Everything the simulator knows, behind one lock."""

import itertools
import random
import threading
import time
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from simulator.config import AgentConfig, SimulatorConfig
from simulator.state.clock import SimulatorClock
from simulator.state.directory import Directory
from simulator.state.faults import FaultPlan
from simulator.state.ledger import Ledger
from simulator.state.limits import RateLimit
from simulator.state.mailbox import Mailbox
from simulator.state.media import MediaShelf, first_message_id
from simulator.state.memory import Newest
from simulator.state.stream import EventStream
from simulator.state.tickets import ResponseCode, SignInCode, TokenBook, UserTicket

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_NOTES_KEPT = 300


@dataclass
class GroupChat:
    """A chat an app has created."""

    chatid: str
    name: str
    owner: str
    members: list[str]
    agentid: int


@dataclass(frozen=True)
class Note:
    """One line of the bench log: something no phone shows. `code` is a key of data/codes.json."""

    at: datetime
    subject: str
    text: str
    code: str


@dataclass
class Settings:
    """Switches for what the documents leave open, and the wiring of sign-in."""

    oauth_domains: tuple[str, ...]
    trusted_ips: tuple[str, ...] | None
    retry_on_non_200: bool = False
    ignore_card_replies: bool = True
    drop_after_failures: int = 0
    retry_gap: float = 0.0
    finds_duplicates: bool = True


@dataclass
class Limits:
    """The frequency limits of protocol section 14 that a small company can meet."""

    member_minute: RateLimit = field(default_factory=lambda: RateLimit(30, _MINUTE))
    member_hour: RateLimit = field(default_factory=lambda: RateLimit(1000, _HOUR))
    api_minute: RateLimit = field(default_factory=lambda: RateLimit(10_000, _MINUTE))
    api_hour: RateLimit = field(default_factory=lambda: RateLimit(150_000, _HOUR))
    robot_minute: RateLimit = field(default_factory=lambda: RateLimit(20, _MINUTE))
    chat_member_minute: RateLimit = field(default_factory=lambda: RateLimit(200, _MINUTE))
    wrong_secret_hour: RateLimit = field(default_factory=lambda: RateLimit(2000, _HOUR))


class World:
    """One simulated company. Take `lock` around every read and change; never hold it while calling the app."""

    def __init__(self, config: SimulatorConfig) -> None:
        self.config = config
        self.clock = SimulatorClock(config.clock_file)
        self.lock = threading.RLock()
        self.stepping = threading.Lock()
        self.active_at = time.monotonic()
        self.stream = EventStream(config.keep)
        self.agents = {agent.agentid: agent for agent in config.agents}
        self._message_numbers = itertools.count(1)
        self._ledger_numbers = itertools.count(1)
        self.message_ids = itertools.count(first_message_id())
        self.settings = Settings(config.oauth_domains, config.trusted_ips)
        self._start()

    def now(self) -> datetime:
        """Return the simulator's moment, Beijing time."""
        return self.clock.now()

    def reset(self) -> None:
        """Go back to the configuration. The clock, the callback addresses and the sign-in domains stay."""
        with self.lock:
            for agent in self.config.agents:
                wired = self.agents[agent.agentid]
                self.agents[agent.agentid] = replace(agent, callback_url=wired.callback_url, home_url=wired.home_url)
            self.settings = Settings(self.settings.oauth_domains, self.config.trusted_ips)
            self._start()
            self.stream.publish("reload")

    def stir(self) -> None:
        """Note that something happens now, on the bench or with the app."""
        self.active_at = time.monotonic()

    def note(self, subject: str, text: str, code: object) -> None:
        """Write a line into the bench log."""
        note = Note(self.now(), subject, text, str(code))
        self.notes.append(note)
        self.stream.publish("note", subject=note)

    def agent(self, agentid: int | None = None) -> AgentConfig | None:
        """Return an app by its id; without one, the first app."""
        if agentid is None:
            return next(iter(self.agents.values()), None)
        return self.agents.get(agentid)

    def _start(self) -> None:
        config = self.config
        self.random = random.Random(config.seed)  # noqa: S311  repeatable variation, not secrets
        self.directory = Directory(config.members, config.departments)
        self.mailbox = Mailbox(self.stream, self._message_numbers, config.keep)
        self.ledger = Ledger(self._ledger_numbers, config.keep)
        self.tokens = TokenBook()
        self.media = MediaShelf()
        self.limits = Limits()
        self.faults = FaultPlan()
        self.chats: dict[str, GroupChat] = {}
        self.menus: dict[int, dict[str, Any]] = {}
        self.response_codes: Newest[str, ResponseCode] = Newest(config.keep)
        self.sign_in_codes: Newest[str, SignInCode] = Newest(config.keep)
        self.user_tickets: Newest[str, UserTicket] = Newest(config.keep)
        self.task_ids: Newest[tuple[int, str], None] = Newest(config.keep)
        self.sends: Newest[str, tuple[int, datetime]] = Newest(config.keep)
        self.recent_sends: Newest[tuple[int, str], tuple[datetime, dict[str, Any]]] = Newest(config.keep)
        self.notes: deque[Note] = deque(maxlen=_NOTES_KEPT)
        self.held_callbacks: list[Any] = []
        self.callback_failures: dict[int, int] = {}
        self.step = 0
