"""Every word that a document says one can type is understood from whom it is written for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Final

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.callback import Incoming
from bot.errors import NoRight, Refused
from bot.router import receive
from bot.wording import refusal_text
from handlers import ROUTES
from models.outbox import OutboxMessage
from rules.workdays import Calendar
from services.rights.table import Right
from tests.worlds.documents import MANUALS, ROOT, chat_words
from tests.worlds.phones import KEYS, Phone, World, shown
from tests.worlds.rolled_back import undone
from tests.worlds.who_may import PEOPLE

# For whom each manual is written: those of them who have different rights.
READERS: Final = {
    "支部书记": ["own"],
    "组织办": ["head", "drafter", "lead", "secrecy"],
    "督导组": ["group"],
    "领导": ["lead", "town"],
}
# Written for everybody at once: whoever may is one of these.
FOR_ALL: Final = ["docs/operations.md", "docs/运维手册.md", "README.md", "docs/what-works.md"]
# What stands for a branch, a quarter, a code and so on, in the words of the examples.
STANDS_FOR: Final = {
    "支部简称": "石湾村支部",
    "支部 截止日": "石湾村支部 11月20日",
    "季度": "2026-Q3",
    " 编号": " 3",
    " 日期": " 11月2日",
    "核验 码": "核验 2026-Q3",
}
# Those who may do most are asked first.
OFTEN_FIRST: Final = ("head", "own", "lead", "group", "secrecy", "town")
# Means something where a form has been read back.
IN_A_FORM: Final = {"王芳负责", "改 1"}
FILLED_IN: Final = "1 人不齐，11月6日补开 2 没记清，11月9日补录"
# Means something to whoever is asked to vote only; tests/chat/ballots votes.
IN_A_BALLOT: Final = {"优秀"}
NOT_UNDERSTOOD: Final = ("没看懂这句话", "没看出这句话要我办什么")
AT_THE_DOOR: Final = {right.value.refusal for right in Right}


@pytest.fixture
def refusals(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whom the table of rights turned away, by the sentence."""
    heard: list[str] = []

    def noted(refused: Refused) -> str:
        if isinstance(refused, NoRight) and refused.reason in AT_THE_DOOR:
            heard.append(refused.reason)
        return refusal_text(refused)

    monkeypatch.setattr("bot.router.refusal_text", noted)
    return heard


class Reader:
    """Tries words as one of those a page is written for; what they did is undone."""

    def __init__(self, world: World, session: Session, calendar: Calendar, refusals: list[str]) -> None:
        self.world, self.session, self.calendar, self.refusals = world, session, calendar, refusals

    def understood(self, text: str, who: str) -> bool:
        texts = [FILLED_IN, text] if text in IN_A_FORM else [text]
        with undone(self.session):
            answers = [self._answer(text, who) for text in texts][-1]
        return bool(answers) and not self.refusals and not any(one.startswith(NOT_UNDERSTOOD) for one in answers)

    def _answer(self, text: str, who: str) -> list[str]:
        key, now = f"in-{next(KEYS)}", self.world.clock.now()
        self.refusals.clear()
        receive(self.session, Incoming(key, PEOPLE[who], "text", now, text), ROUTES, self.calendar, now)
        said = self.session.scalars(select(OutboxMessage).where(OutboxMessage.key.startswith(f"answer:{key}:")))
        return [shown(json.loads(one.body)) for one in said]

    def not_understood(self, words: Iterable[str], people: Iterable[str]) -> list[str]:
        """List the words that none of these people can say."""
        tried = [one for one in words if one not in IN_A_BALLOT]
        return [one for one in tried if not any(self.understood(_filled(one), who) for who in people)]


def _filled(said: str) -> str:
    for word_, example in STANDS_FOR.items():
        said = said.replace(word_, example)
    return re.sub(r"(?<![\w一-鿿])支部(?![\w一-鿿])", "石湾村支部", said)


@pytest.fixture
def reader(zhu: Phone, world: World, calendar: Calendar, refusals: list[str]) -> Iterator[Reader]:
    with world.db.begin() as session:
        yield Reader(world, session, calendar, refusals)


@pytest.mark.long
@pytest.mark.parametrize("manual", READERS)
def test_what_a_manual_says_one_can_type_is_understood(reader: Reader, manual: str) -> None:
    words = chat_words(MANUALS / f"{manual}.md")
    assert len(words) > 10
    assert reader.not_understood(words, READERS[manual]) == []


def test_what_pages_for_everybody_say_one_can_type_is_understood_from_somebody(reader: Reader) -> None:
    tried = {one for manual in READERS for one in chat_words(MANUALS / f"{manual}.md")}
    words = {one for page in FOR_ALL for one in chat_words(ROOT / page)}
    assert reader.not_understood(sorted(words - tried), OFTEN_FIRST) == []


def test_a_word_that_is_none_would_be_found(reader: Reader) -> None:
    assert not reader.understood("云里雾里山外山", "own")
    assert not reader.understood("起草榜单", "own")
    assert reader.understood("起草榜单", "head")
