"""From an incoming message to whoever answers it: the first route that fits, in the order of a list one can read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from bot import outbox
from bot.bounds import within_bounds
from bot.callback import Incoming
from bot.db import insert_new
from bot.errors import Refused
from bot.forms import tidy
from bot.wording import refusal_text, word
from models.ballots import is_asked_to_vote, locked_writer, may_tell_a_vote
from models.inbox import FAILED, HANDLED, InboxMessage
from models.people import Person
from models.schemes import township
from rules.workdays import Calendar

# What is said in the chat whatever it is about: to strangers, of what nobody understood, when something broke.
CHAT: Final = "notices/chat.txt"
# What somebody sends who expects a word back.
ASKING = frozenset({"text", "image", "voice", "video", "location", "link", "menu_click", "card_click", "subscribe"})


@dataclass
class Turn:
    """One message being answered: who wrote what, in which transaction, and what is said back.

    `is_asked_to_vote` tells whether a ballot is open to the writer, whose few words may then be a vote.
    """

    session: Session
    person: Person
    incoming: Incoming
    now: datetime
    calendar: Calendar
    is_asked_to_vote: bool = False
    said: int = field(default=0)
    # Asked often while one message finds whoever answers it, and the same all the time.
    remembered: dict[Any, Any] = field(default_factory=dict)

    @property
    def plain(self) -> str:
        """The text made comparable: half-width, lower case, no loose ends."""
        return tidy(self.incoming.text)

    def say(self, template: str, block: str, **facts: Any) -> None:
        """Answer with one block of a template."""
        self.reply(outbox.text(word(template, block, **facts)))

    def say_text(self, content: str) -> None:
        """Answer with words already put together."""
        self.reply(outbox.text(content))

    def reply(self, body: Mapping[str, Any]) -> None:
        """Answer with a message of any kind; it leaves as soon as the transaction is committed."""
        self.said += 1
        key = f"answer:{self.incoming.key}:{self.said}"
        outbox.answer(self.session, self.incoming.who, body, key=key, now=self.now)


Route = Callable[[Turn], bool]


def receive(session: Session, incoming: Incoming, routes: Sequence[Route], calendar: Calendar, now: datetime) -> None:
    """Answer one message, once: a key seen before changes nothing. What the rules refuse is said and not kept."""
    person, asked = locked_writer(session, incoming.who) or (None, False)
    if not _noted(session, incoming, now, HANDLED, asked=asked):
        return
    if person is None:
        _greet_stranger(session, incoming, now)
        return
    _route(Turn(session, person, incoming, now, calendar, is_asked_to_vote=asked), routes)


def _route(turn: Turn, routes: Sequence[Route]) -> None:
    try:
        with within_bounds(), turn.session.begin_nested():
            next(route for route in routes if route(turn))
    except Refused as refused:
        turn.say_text(refusal_text(refused))


def note_failure(session: Session, incoming: Incoming, error: str, now: datetime) -> None:
    """Keep a message whose handling broke, with its error, and apologise to the member; a known key changes nothing."""
    asked = is_asked_to_vote(session, incoming.who)
    if _noted(session, incoming, now, FAILED, error, asked=asked) and incoming.kind in (
        "text",
        "card_click",
        "menu_click",
    ):
        apology = outbox.text(word(CHAT, "apology"))
        outbox.answer(session, incoming.who, apology, key=f"apology:{incoming.key}", now=now)


def _noted(
    session: Session, incoming: Incoming, now: datetime, state: str, error: str | None = None, *, asked: bool
) -> bool:
    """Write a message into the inbox; False when its key is there, were it by a transaction that has not ended yet."""
    words = incoming.text or incoming.event_key
    return insert_new(
        session,
        InboxMessage,
        key=incoming.key,
        userid=incoming.who,
        kind=incoming.kind,
        text="" if may_tell_a_vote(words, asked=asked and incoming.kind == "text") else words,
        received_at=now,
        state=state,
        error=error,
    )


def _greet_stranger(session: Session, incoming: Incoming, now: datetime) -> None:
    if incoming.kind in ASKING:
        town = township(session)
        stranger = outbox.text(word(CHAT, "stranger", phone=town.office_phone if town else None))
        outbox.answer(session, incoming.who, stranger, key=f"answer:{incoming.key}:1", now=now)
