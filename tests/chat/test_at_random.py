"""Thousands of messages at random, from everybody, about every open case: nothing breaks, nothing acts by itself.

No case takes a step but by a message that holds a whole word that acts, or confirms what was read back.

Seeded, so that what was found is found again; `make phrases` lets them write more.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.forms import consents
from bot.parts import LONGEST_MESSAGE
from handlers.commands import COMMANDS
from models.log import LogEntry
from models.self_checks import Submission
from models.suggestions import Suggestion
from models.transitions import Transition
from tests.chat.test_not_said import DOUBTS, facts
from tests.phrases.table import phrases
from tests.worlds.browsers import NOW
from tests.worlds.open_cases import with_open_cases
from tests.worlds.phones import Phone, World
from tests.worlds.towns import Past
from tests.worlds.who_may import BRANCH_NAME, PEOPLE

NAMES = (BRANCH_NAME, "荷塘一支部", "石湾村", "荷塘", "望湖老年支部")
NUMBERS = ("1", "1号", "第1号", "2、3", "99", "4-001")
REST = ("情况属实", "理由：重复", "今天", "11月20日 场地装修", "不属实", "？", "等下周再说", "1 人不齐", "三季度")
SAID = ("1", "确认", "取消", "返回", "好的", "收到", "👌", "。。。", "转", "改 1", "补充 少一次党课", "长" * 700)
WORDS = tuple(word for one in COMMANDS for word in one.words)
ACTING = tuple(one.words[0] for one in COMMANDS if one.behind)
# What a step of a case can come from besides 确认 in an open form: every word of a command that acts.
ACTS = tuple(word for one in COMMANDS if one.behind for word in one.words)


@pytest.fixture
def past() -> Past:
    return with_open_cases


def said_at_random(dice: random.Random) -> tuple[str, bool]:
    """Make up a message; tell whether it can order nothing."""
    kind = dice.randrange(6)
    if kind == 0:
        return dice.choice(SAID), False
    if kind == 1:
        return dice.choice(WORDS), False
    if kind == 2:
        return " ".join(dice.choice(part) for part in (WORDS, NAMES + NUMBERS, REST)), False
    if kind == 3:
        return dice.choice(DOUBTS).format(dice.choice(ACTING)), True
    if kind == 4:
        return dice.choice(NAMES + NUMBERS) + dice.choice(("", " ", "，")) + dice.choice(WORDS) + dice.choice(
            REST
        ), False
    return dice.choice(PHRASES), False


def look(world: World, number: int) -> object:
    """Look at what every act leaves behind; at all tables now and then, for that takes its time."""
    if number % 25 == 0:
        return facts(world)
    with world.looking() as session:
        return [session.scalar(select(func.max(one.id))) for one in (Transition, LogEntry, Submission, Suggestion)]


def steps(world: World) -> int:
    """Count the steps that cases took because somebody wrote."""
    with world.looking() as session:
        by_people = select(func.count()).select_from(Transition).where(Transition.by_id.is_not(None))
        return session.scalars(by_people).one()


def orders(said: str) -> bool:
    """Tell whether a message holds a whole word that acts, or confirms what was read back."""
    return consents(said) or any(word in said for word in ACTS)


PHRASES = tuple(dict.fromkeys(one.says for one in phrases()))


def talk(seed: int, messages: int) -> Iterator[tuple[str, str, bool]]:
    """Choose who writes, what, and whether it can order nothing; a minute passes."""
    dice = random.Random(seed)  # noqa: S311 — the same every time is what is wanted
    for _ in range(messages):
        yield dice.choice([*PEOPLE.values()]), *said_at_random(dice)


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", range(5))
def test_whatever_is_written_is_answered_and_doubts_change_nothing(
    world: World, seed: int, pytestconfig: pytest.Config
) -> None:
    world.clock.moment = NOW
    world.sweep()
    for number, (who, said, is_harmless) in enumerate(talk(seed, pytestconfig.getoption("messages"))):
        if number % 10 == 0:
            world.clock.moment += timedelta(minutes=1)
        phone = Phone(world, who)
        world.bot.delivery.drain()
        phone.messages()
        before = look(world, number) if is_harmless else None
        done = steps(world)
        answer = phone.says(said)
        assert answer, (who, said)
        assert before is None or look(world, number) == before, (who, said)
        assert orders(said) or steps(world) == done, (who, said)
    for who, chat in world.wecom.chats.items():
        for message in chat:
            if message["msgtype"] == "text":
                assert len(message["text"]["content"].encode()) <= LONGEST_MESSAGE, (who, json.dumps(message))
    for who in PEOPLE.values():
        phone = Phone(world, who)
        phone.says("取消")
        assert phone.says("取消") == "现在没有正在填写的内容。"
