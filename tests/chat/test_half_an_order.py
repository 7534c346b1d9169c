"""Every word that acts, in a whole order that works, with a doubt before, behind or within it: nothing changes."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from bot.callback import Incoming
from bot.router import receive
from handlers import ROUTES
from handlers.commands import COMMANDS
from handlers.commands.command import Behind, Command
from rules.workdays import load_calendar
from tests.worlds.browsers import NOW
from tests.worlds.open_cases import with_open_cases
from tests.worlds.phones import KEYS, Phone, World
from tests.worlds.rolled_back import undone
from tests.worlds.snapshots import LEFT_BEHIND
from tests.worlds.towns import HOLIDAYS, Past, loaded
from tests.worlds.who_may import BRANCH_NAME, PEOPLE

CALENDAR: Final = load_calendar(HOLIDAYS)
BEFORE: Final = ("先不", "别", "不要", "等会议研究了再", "如果没有异议就", "能不能")
BEHIND: Final = (
    "吗",
    "？",
    "行不行",
    "不",
    "，先不办",
    "，算了",
    "，还是不办了",
    "，如果没有异议的话",
    "，等会议研究了再办",
)
BETWEEN: Final = ("不", "别", "先不", "不要", "吗", "等会议研究了再", "如果没有异议就")
# What stands behind the words that name no example of their own.
MORE: Final = {
    Behind.NOTHING: ("",),
    Behind.MEANT: ("1", BRANCH_NAME, f"{BRANCH_NAME} 今天", "1 今天", ""),
    Behind.OPINION: ("1 今天 约谈记录3号", "1 情况属实", ""),
    Behind.REASON: (f"{BRANCH_NAME} 书记住院", "1 情况属实", "有一处需要核对", ""),
}
# A form that is opened counts: it reads the order back.
ALWAYS: Final = LEFT_BEHIND - {"conversations"}
_LABEL: Final = re.compile("(?:理由|意见)：")
_WRITES: Final = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)')


# How many words of a kind somebody can act with in this world, so that none of the tests says nothing.
LEAST: Final = {Behind.MEANT: 8, Behind.REASON: 9}


@pytest.fixture
def past(request: pytest.FixtureRequest) -> Past:
    return loaded if "zhu" in request.fixturenames else with_open_cases


@pytest.fixture
def at_large(world: World, zhu: Phone) -> World:
    """The morning a slip with two open items has just arrived."""
    return world


def orders_of(word: str, command: Command) -> Iterator[str]:
    """Word orders that may work, the command's own example first."""
    if command.example:
        # What is said as 理由： is free.
        yield f"{word} {_LABEL.sub('', command.example).replace('编号', '1').replace('支部', BRANCH_NAME, 1)}"
    for more in MORE[command.behind] if command.behind else ():
        yield f"{word} {more}".strip()


def doubted(word: str, order: str) -> Iterator[str]:
    """Put every doubt at the beginning, at the end, and between the word and what it is about."""
    more = order.removeprefix(word).strip()
    names_something = more.startswith(("1", BRANCH_NAME))
    yield from (f"{one}{order}" for one in BEFORE)
    yield from (f"{order}{one}" for one in BEHIND)
    if names_something:
        yield from (f"{word}{one} {more}" for one in BETWEEN)
        yield from (f"{word} {one}{more}" for one in BETWEEN)


@contextmanager
def noting(session: Session) -> Iterator[set[str]]:
    """Note into which tables is written, but those in which every message leaves something."""
    tables: set[str] = set()

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if found := _WRITES.match(statement):
            tables.add(found[1])

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield tables
    finally:
        event.remove(engine, "before_cursor_execute", note)


def says(session: Session, who: str, text: str, at: datetime) -> set[str]:
    """Say something, and undo what comes of it; tells what was written."""
    incoming = Incoming(key=f"in-{next(KEYS)}", who=who, kind="text", at=at, text=text, event_key="", response_code="")
    with noting(session) as tables, undone(session):
        receive(session, incoming, ROUTES, CALENDAR, at)
        session.flush()
    return tables - ALWAYS


def works(session: Session, word: str, command: Command) -> tuple[str, str, str] | None:
    """Find who can act with a word here, and how; None for nobody."""
    tried = ((who, order) for order in orders_of(word, command) for who in PEOPLE.values())
    return next(((who, word, order) for who, order in tried if says(session, who, order, NOW)), None)


def acted(session: Session, orders: Sequence[tuple[str, str, str]], at: datetime) -> list[str]:
    """List the doubted orders that did something all the same."""
    return [text for who, word, order in orders for text in doubted(word, order) if says(session, who, text, at)]


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("behind", Behind, ids=lambda one: one.value)
def test_half_an_order_is_none(world: World, behind: Behind) -> None:
    world.clock.moment = NOW
    acting = [(word, one) for one in COMMANDS if one.behind is behind for word in one.words]
    with world.db.begin() as session:
        orders = [found for word, command in acting if (found := works(session, word, command))]
        assert len(orders) >= LEAST.get(behind, 0)
        assert acted(session, orders, NOW) == []


@pytest.mark.parametrize(
    "order", [f"催办 {BRANCH_NAME}", f"免报 {BRANCH_NAME} 书记住院", f"撤回提醒单 {BRANCH_NAME} 记错了"]
)
def test_half_an_order_about_a_slip_is_none(at_large: World, order: str) -> None:
    tried = ("wusiyuan", order.split(maxsplit=1)[0], order)
    with at_large.db.begin() as session:
        assert says(session, *tried[::2], at_large.clock.moment)
        assert acted(session, [tried], at_large.clock.moment) == []


@pytest.mark.parametrize("order", [f"退回 {BRANCH_NAME} 第1项没写日期", f"通过 {BRANCH_NAME}"])
def test_half_a_review_is_none(at_large: World, zhu: Phone, order: str) -> None:
    zhu.says_all("1 人不齐，11月6日补开 2 没记清，已整改", "确认")
    tried = ("wusiyuan", order.split(maxsplit=1)[0], order)
    with at_large.db.begin() as session:
        assert says(session, *tried[::2], at_large.clock.moment)
        assert acted(session, [tried], at_large.clock.moment) == []
