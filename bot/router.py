"""From an incoming message to whoever answers it: the first route that fits, in the order of a list one can read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy.orm import Session
from structlog.contextvars import bound_contextvars

from bot import outbox
from bot.bounds import within_bounds
from bot.callback import Incoming
from bot.db import insert_all_new, insert_new
from bot.errors import Refused
from bot.forms import tidy
from bot.wording import refusal_text, word
from models.appointments import Appointment, offices_of_each
from models.ballots import Writer, is_asked_to_vote, locked_writers, may_tell_a_vote
from models.conversations import Conversation, open_conversations
from models.inbox import FAILED, HANDLED, InboxMessage, take_out
from models.people import Person
from rules.signs import seen
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


@dataclass(frozen=True)
class Received:
    """A message, and when it came."""

    incoming: Incoming
    at: datetime


class SeenBefore(Exception):
    """Of some messages to be answered together one is in the inbox already; singly it is told which."""


def receive(session: Session, incoming: Incoming, routes: Sequence[Route], calendar: Calendar, now: datetime) -> None:
    """Answer one message, once: a key seen before changes nothing. What the rules refuse is said and not kept."""
    with suppress(SeenBefore):
        receive_all(session, [Received(incoming, now)], routes, calendar)


def receive_all(
    session: Session,
    received: Sequence[Received],
    routes: Sequence[Route],
    calendar: Calendar,
    is_late: Callable[[], bool] = lambda: False,
) -> int:
    """Answer messages of different members in order, as `receive` does; what they hang on is read for all of them.

    Returns how many it has answered: once it `is_late`, the others are as if they had never been here. Raises
    SeenBefore.
    """
    writers = locked_writers(session, [one.incoming.who for one in received])
    _note_all(session, received, writers)
    turns = _turns(session, received, writers, calendar)
    for number, (one, turn) in enumerate(zip(received, turns, strict=True), start=1):
        with bound_contextvars(key=one.incoming.key):
            if turn is None:
                _greet_stranger(session, one.incoming, one.at)
            else:
                _route(turn, routes)
        if number < len(received) and is_late():
            take_out(session, [late.incoming.key for late in received[number:]])
            return number
    return len(received)


def _turns(
    session: Session, received: Sequence[Received], writers: Mapping[str, Writer], calendar: Calendar
) -> list[Turn | None]:
    """Begin a turn for each member; None for a stranger."""
    ahead = _Ahead.read(session, [person for person, _ in writers.values()], received[0].at.date())
    return [
        _begun(session, one, writers[one.incoming.who], calendar, ahead) if one.incoming.who in writers else None
        for one in received
    ]


def _begun(session: Session, one: Received, writer: Writer, calendar: Calendar, ahead: _Ahead) -> Turn:
    """Begin a member's turn, of whom already known is what was read ahead."""
    person, asked = writer
    known, incoming = ahead.known_of(person, one.at), replace(one.incoming, text=seen(one.incoming.text))
    return Turn(session, person, incoming, one.at, calendar, is_asked_to_vote=asked, remembered=known)


@dataclass(frozen=True)
class _Ahead:
    """What every message asks of its writer, read for all writers at once, by the person's number."""

    conversations: Mapping[int, Conversation]
    day: date
    offices: Mapping[int, list[Appointment]]

    @classmethod
    def read(cls, session: Session, people: Sequence[Person], day: date) -> _Ahead:
        """Read which forms people are filling in, and what they hold on a day."""
        conversations = open_conversations(session, [person.id for person in people])
        return cls(conversations, day, offices_of_each(session, people, day))

    def known_of(self, person: Person, at: datetime) -> dict[Any, Any]:
        """Give what a turn that begins at a moment remembers of its writer; on another day the offices are asked."""
        known: dict[Any, Any] = {Conversation: self.conversations.get(person.id)}
        return known | ({Appointment: self.offices[person.id]} if at.date() == self.day else {})


def _route(turn: Turn, routes: Sequence[Route]) -> None:
    try:
        with within_bounds(), turn.session.begin_nested():
            next(route for route in routes if route(turn))
    except Refused as refused:
        turn.say_text(refusal_text(refused))


def note_failure(session: Session, incoming: Incoming, error: str, now: datetime) -> None:
    """Keep a message whose handling broke, with its error, and apologise to the member; a known key changes nothing."""
    asked = is_asked_to_vote(session, incoming.who)
    row = _noted(Received(incoming, now), FAILED, asked=asked, error=error)
    if insert_new(session, InboxMessage, **row) and incoming.kind in ("text", "card_click", "menu_click"):
        apology = outbox.text(word(CHAT, "apology"))
        outbox.answer(session, incoming.who, apology, key=f"apology:{incoming.key}", now=now)


def _note_all(session: Session, received: Sequence[Received], writers: Mapping[str, Writer]) -> None:
    """Write messages into the inbox. Raises SeenBefore where a key is there, were it by a transaction under way."""
    asked = {userid for userid, (_, is_asked) in writers.items() if is_asked}
    rows = [_noted(one, HANDLED, asked=one.incoming.who in asked) for one in received]
    if insert_all_new(session, InboxMessage, rows) < len(rows):
        raise SeenBefore


def _noted(one: Received, state: str, *, asked: bool, error: str | None = None) -> dict[str, Any]:
    """Give the row of a message in the inbox; words that may tell a vote are not in it."""
    words = one.incoming.text or one.incoming.event_key
    return {
        "key": one.incoming.key,
        "userid": one.incoming.who,
        "kind": one.incoming.kind,
        "text": "" if may_tell_a_vote(words, asked=asked and one.incoming.kind == "text") else words,
        "received_at": one.at,
        "state": state,
        "error": error,
    }


def _greet_stranger(session: Session, incoming: Incoming, now: datetime) -> None:
    if incoming.kind in ASKING:
        stranger = outbox.text(word(CHAT, "stranger"))
        outbox.answer(session, incoming.who, stranger, key=f"answer:{incoming.key}:1", now=now)
