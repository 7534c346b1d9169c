"""What tests of boards look at: pictures not drawn, messages not sent, sentences of refusal, and all tables at once."""

from dataclasses import dataclass, field

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Refused
from bot.wording import blocks, refusal_text
from models import Base
from models.boards import Board
from models.outbox import OutboxMessage
from services.pictures.board import BoardFacts, Edition
from services.schemes.versions import shipped_text, store_scheme
from tests.worlds.recorded_quarters import THIRD, drafted

CHAT = "澄泾镇支部书记群"
ROBOT = "11111111-2222-3333-4444-555555555555"
URL = "https://bot.example.com/"
PNG = b"\x89PNG picture"


@dataclass
class Drawn:
    """What was drawn instead of pictures, which take their time."""

    pictures: list[tuple[BoardFacts, Edition]] = field(default_factory=list)

    def draw(self, facts: BoardFacts, edition: Edition) -> bytes:
        self.pictures.append((facts, edition))
        return PNG + edition.encode()

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


def everything(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """Read all tables, to see that nothing has changed."""
    session.flush()
    return {
        table.name: sorted(map(tuple, session.execute(select(table))), key=repr)
        for table in Base.metadata.sorted_tables
    }
