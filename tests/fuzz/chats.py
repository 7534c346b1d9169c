"""Odd messages to the bot, about every open case, by members of every role and by strangers."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Final

from sqlalchemy import func, select

from bot.callback import Incoming, Kind
from bot.errors import HonghuiError
from bot.parts import LONGEST_MESSAGE
from models.log import LogEntry
from models.outbox import OutboxMessage
from models.self_checks import Submission
from models.suggestions import Suggestion
from models.transitions import Transition
from tests.chat.test_at_random import said_at_random
from tests.fuzz.callbacks import length_of
from tests.fuzz.odd import Dice, Figures
from tests.worlds.browsers import STRANGER
from tests.worlds.phones import World
from tests.worlds.who_may import PEOPLE

KINDS: Final[tuple[Kind, ...]] = (
    "card_click",
    "menu_click",
    "image",
    "voice",
    "location",
    "link",
    "enter",
    "subscribe",
    "other",
)
CARDS: Final = ("slip:start:", "slip:clear:", "slip:sign:", "board:show:", "")


class Chats:
    """A town whose members write what nobody expects."""

    def __init__(self, world: World, dice: Dice) -> None:
        self.world, self.dice, self.figures, self.keys = world, dice, Figures(), count()

    def run(self, inputs: int) -> Figures:
        """Let so many messages be written; each is answered, and strangers change nothing."""
        for number in range(inputs):
            if number % 10 == 0:
                self.world.clock.moment += timedelta(minutes=1)
            self._writes(self.dice.choice([*PEOPLE.values(), STRANGER]))
        return self.figures

    def _writes(self, who: str) -> None:
        kind, text, key = self._said()
        before = self._look() if who == STRANGER else None
        incoming = Incoming(
            key=f"fuzz-{next(self.keys)}", who=who, kind=kind, at=self.world.clock.now(), text=text, event_key=key
        )
        try:
            self.world.handles(incoming)
        except HonghuiError as error:
            self.figures.complain(f"refused, and nobody was told: {error}", (who, kind, text, key))
        except Exception as error:  # noqa: BLE001 — the member would read an apology
            self.figures.complain(f"apology: {error!r}", (who, kind, text, key))
        self._judge(incoming)
        if before is not None and self._look() != before:
            self.figures.complain("a stranger changed something", (who, kind, text, key))

    def _said(self) -> tuple[Kind, str, str]:
        chance = self.dice.random()
        if chance < 0.15:
            return self.dice.choice(KINDS), self.dice.odd(), self.dice.choice(CARDS) + self.dice.odd()
        said, _ = said_at_random(self.dice)
        if chance < 0.5:
            said = self.dice.choice((f"{said} {self.dice.odd()}", f"{said}{self.dice.odd()}", self.dice.odd()))
        # WeCom lets nobody write more, and no XML carries a NUL.
        return "text", said.replace("\0", "")[:2048], ""

    def _judge(self, incoming: Incoming) -> None:
        with self.world.looking() as session:
            like = OutboxMessage.key.startswith(f"answer:{incoming.key}:", autoescape=True)
            bodies = session.scalars(select(OutboxMessage.body).where(like)).all()
        self.figures.note(incoming.kind, "answered" if bodies else "heard")
        if incoming.kind == "text" and not bodies:
            self.figures.complain("no answer", (incoming.who, incoming.text))
        for body in bodies:
            if length_of(body) > LONGEST_MESSAGE:
                self.figures.complain("too long an answer", (incoming.text, body))

    def _look(self) -> list[int | None]:
        """Look at what every act leaves behind."""
        with self.world.looking() as session:
            return [session.scalar(select(func.max(one.id))) for one in (Transition, LogEntry, Submission, Suggestion)]
