"""Every word that acts, in a whole order that works: with a doubt nothing changes, and courtesy changes nothing."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import pytest
from sqlalchemy.orm import Session

from handlers.commands import COMMANDS
from tests.worlds.acted import READ_BACK, acted, after
from tests.worlds.acting import MOMENTS, Moment, Said
from tests.worlds.phones import World
from tests.worlds.scenes import Scenes
from tests.worlds.towns import Past
from tests.worlds.watching import PNG
from tests.worlds.who_may import PEOPLE

WORDS: Final = frozenset(word for command in COMMANDS for word in command.words)
ACTING: Final = frozenset(word for command in COMMANDS if command.behind for word in command.words)
BEFORE: Final = (
    *("先不", "别", "不要", "暂不", "先别", "还没", "等会议研究了再", "如果没有异议就", "要是没问题就"),
    *("能不能", "要不要"),
)
ASKS: Final = ("吗", "？", "么", "呢", "行不行", "了没有", "不")
BEHIND: Final = (
    *ASKS,
    *("，先不办", "，算了", "，还是不办了", "，我再想想", "，缓一缓", "，看情况"),
    *("，稍等", "，等一下"),
    *("，如果没有异议的话", "，要是没人反对", "，等会议研究了再办", "，明天再说", "，下周再办"),
)
BETWEEN: Final = ("不", "别", "先不", "不要", "没有", "缓", "吗", "能不能", "等会议研究了再", "如果没有异议就")
# Behind what an order is about a reason may follow, which may deny: a doubt stands alone there.
ALONE: Final = ("不", "别", "先不", "不要", "吗", "缓一缓")
# It acts without being ordered: what came has come, whatever is to wait.
RECEIPT: Final = "收到"
POLITE: Final = ("请{}。", "麻烦您{}，谢谢👌", "您好，请帮我{}！", "辛苦了，{}[抱拳]", "“{}”")
THANKS: Final = ("，谢谢", "谢谢", "👌", "！")
_FULL_WIDTH: Final = str.maketrans("0123456789 ", "０１２３４５６７８９\u3000")
# What an order is about; what else follows a word is its reason.
_ABOUT: Final = ("1", "3", "4", "8月", "三季度", "2026", "石湾村支部", "荷塘")


@pytest.fixture(params=MOMENTS)
def moment(request: pytest.FixtureRequest) -> Moment:
    return MOMENTS[request.param]


@pytest.fixture
def past(request: pytest.FixtureRequest) -> Past:
    told: Moment = request.getfixturevalue("moment") if "moment" in request.fixturenames else MOMENTS["slips"]
    return told.past


@pytest.fixture(autouse=True)
def _nothing_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.publications.public_account.board_png", lambda *_: PNG)


def word_in(order: str) -> str:
    """Find the word of an order; "" for one that is only an answer."""
    return max((word for word in WORDS if order.startswith(word)), key=len, default="")


def doubted(order: str) -> Iterator[str]:
    """Put every doubt at the beginning, at the end, and between the word, what it is about, and why."""
    word = word_in(order)
    more = order.removeprefix(word).strip()
    about, _, why = more.partition(" ")
    yield from (f"{one}{order}" for one in BEFORE if f"{one}{word}" not in WORDS)
    yield from (f"{order}{one}" for one in (ASKS if order.endswith(RECEIPT) else BEHIND))
    if word and about.startswith(_ABOUT):
        yield from (f"{word}{one} {more}" for one in BETWEEN)
        yield from (f"{word} {one}{more}" for one in BETWEEN[::2])
        yield from (f"{about} {one}{word} {why}".strip() for one in BETWEEN[:3])
        yield from (f"{word} {about} {one} {why}".strip() for one in ALONE)


def whole_orders(moment: Moment, world: World, scenes: Scenes) -> Iterator[tuple[Session, datetime, Said, set[str]]]:
    """Bring about a moment, and give each whole order behind what is said before it, with what it does."""
    scenes.play(world, moment.reach)
    at = world.clock.moment
    with world.db.begin() as session:
        for *before, order in moment.scripts_said():
            with after(session, before, at):
                yield session, at, order, acted(session, order, at)


@pytest.mark.long
@pytest.mark.timeout(300)
def test_half_an_order_is_none(moment: Moment, world: World, scenes: Scenes) -> None:
    for session, at, order, does in whole_orders(moment, world, scenes):
        assert does, f"{order.text} does nothing, so that this would hold nothing"
        # What 确认 would complete may be put right instead.
        harmless = {READ_BACK} - does
        tried = [Said(order.who, text) for text in doubted(order.text)]
        assert [one.text for one in tried if acted(session, one, at) - harmless] == []


def courteous(order: str) -> Iterator[str]:
    """Say an order politely, in the signs of another keyboard, and with a pause behind its word."""
    if word_in(order) not in ACTING:
        yield from (f"{order}{one}" for one in THANKS)
        return
    # 请不同意 asks nobody for anything.
    yield from (one.format(order) for one in POLITE if not (order.startswith("不") and one.startswith("请")))
    yield order.translate(_FULL_WIDTH)
    yield order.replace(" ", "。", 1)


@pytest.mark.long
@pytest.mark.timeout(300)
def test_a_whole_order_acts_however_politely_it_is_said(moment: Moment, world: World, scenes: Scenes) -> None:
    for session, at, order, does in whole_orders(moment, world, scenes):
        tried = [Said(order.who, text) for text in courteous(order.text)]
        assert [one.text for one in tried if acted(session, one, at) != does] == []


def test_every_word_that_acts_has_a_moment_at_which_it_does() -> None:
    said = {word_in(script[-1].text) for moment in MOMENTS.values() for script in moment.scripts_said()}
    assert [one.words[0] for one in COMMANDS if one.behind and said.isdisjoint(one.words)] == []


def test_a_word_that_does_not_act_writes_nothing_whoever_says_it(world: World, scenes: Scenes) -> None:
    scenes.play(world, MOMENTS["slips"].reach)
    at = world.clock.moment
    readers = [command.words[0] for command in COMMANDS if not command.behind and RECEIPT not in command.words]
    people = [PEOPLE[one] for one in ("own", "group", "drafter", "lead", "town")]
    with world.db.begin() as session:
        tried = [Said(who, word) for word in readers for who in people]
        assert [one for one in tried if acted(session, one, at)] == []
