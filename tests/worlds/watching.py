"""What tests of boards look at: pictures not drawn, messages not sent, sentences of refusal, and what is written."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from bot.drawing import Pictures
from bot.errors import Refused
from bot.wording import blocks, refusal_text
from models.boards import Board
from models.outbox import OutboxMessage
from services.pictures.board import BoardFacts, Edition
from services.schemes.versions import shipped_text, store_scheme
from tests.worlds.recorded_quarters import THIRD, drafted

CHAT = "澄泾镇支部书记群"
ROBOT = "11111111-2222-3333-4444-555555555555"
URL = "https://bot.example.com/"
DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
PNG = b"\x89PNG picture"
# A savepoint writes nothing by itself.
LOOKS = re.compile(r"SELECT|SAVEPOINT|RELEASE|ROLLBACK TO")


@dataclass
class Drawn:
    """What was drawn instead of pictures, which take their time."""

    pictures: list[tuple[BoardFacts, Edition]] = field(default_factory=list)

    def svg(self, facts: BoardFacts, edition: Edition) -> str:
        if (facts, edition) not in self.pictures:
            self.pictures.append((facts, edition))
        return edition

    def png(self, facts: BoardFacts, edition: Edition) -> bytes:
        return self.pngs([self.svg(facts, edition)])[edition]

    @staticmethod
    def pngs(svgs: Iterable[str]) -> Pictures:
        return {svg: PNG + svg.encode() for svg in svgs}

    def of(self, edition: Edition) -> BoardFacts:
        """Find what the one picture of an edition was told."""
        (facts,) = [facts for facts, drawn in self.pictures if drawn == edition]
        return facts


def display(session: Session, mode: str) -> None:
    """Let the town show its grey list in a mode."""
    store_scheme(session, shipped_text(), {"policy": {"grey_display": mode}}, drafted(THIRD))


def messages(session: Session, like: str = "board:%") -> list[OutboxMessage]:
    query = select(OutboxMessage).where(OutboxMessage.key.like(like)).order_by(OutboxMessage.id)
    return list(session.scalars(query))


def said(session: Session, like: str = "board:%") -> str:
    return "\n".join(message.body for message in messages(session, like))


def names(board: Board, listed: str) -> list[str]:
    return [row.organization.short_name for row in board.listed(listed)]


def refusal(refused: pytest.ExceptionInfo[Refused]) -> str:
    """The sentence people read: one line; a refusal without words would be an error of its own."""
    assert refused.value.reason in blocks("notices/refusals.txt")
    sentence = refusal_text(refused.value)
    assert "\n" not in sentence
    return sentence


def writes(session: Session) -> AbstractContextManager[list[str]]:
    """List the statements meanwhile that do more than look, with what waits to be written at the end."""
    return statements(session, lambda one: not LOOKS.match(one))


@contextmanager
def statements(session: Session, wanted: Callable[[str], bool] = bool) -> Iterator[list[str]]:
    """List the statements asked meanwhile, or those wanted, with what waits to be written at the end."""
    session.flush()
    connection, asked = session.connection(), list[str]()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if wanted(statement):
            asked.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    try:
        yield asked
        session.flush()
    finally:
        event.remove(connection, "before_cursor_execute", note)
