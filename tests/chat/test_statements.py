"""What one message asks of the database, so that more ways of saying something do not ask the same again."""

from collections.abc import Callable

import pytest
from sqlalchemy import event

from bot.incoming import Incoming
from bot.router import Received, receive_all
from handlers import ROUTES
from tests.worlds.phones import Phone, World


def asked(world: World, act: Callable[[], object]) -> list[str]:
    """List the statements with which the database is asked while something is done."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        found.append(statement)

    event.listen(world.db.engine, "before_cursor_execute", note)
    act()
    event.remove(world.db.engine, "before_cursor_execute", note)
    return found


def reads(world: World, phone: Phone, said: str, table: str) -> int:
    """Count how often a message reads from a table."""
    statements = asked(world, lambda: phone.says(said))
    return sum(one.startswith("SELECT") and f"FROM {table}" in one for one in statements)


@pytest.mark.parametrize(
    ("before", "said", "most"),
    [
        ([], "帮助", 11),
        ([], "进度", 11),
        ([], "截止", 11),
        ([], "提醒单", 15),
        ([], "意见建议 会议室的投影仪坏了", 16),
        ([], "天上的云真多", 17),
        # Opening a form asks once whether a page keeps it.
        ([], "1 人不齐，11月6日补开", 18),
        (["1"], "人不齐", 12),
        (["1 人不齐，11月6日补开 2 没记清，11月9日补录"], "确认", 35),
    ],
)
def test_a_message_costs_no_more_statements_than_it_did(
    zhu: Phone, world: World, before: list[str], said: str, most: int
) -> None:
    """What is said and what is kept; a message more in the list above is cheap, a statement more in all is not."""
    # The rule's own words are read once a process.
    zhu.writes("收到")
    for one in before:
        zhu.says(one)
    found = asked(world, lambda: zhu.writes(said))
    assert len(found) <= most, "\n".join(one.split("\n")[0][:100] for one in found)


def test_of_many_messages_answered_together_each_costs_less_than_half(zhu: Phone, world: World) -> None:
    """Who writes, what they hold and what they are asked is read for all of them at once, and so they are noted."""
    zhu.writes("收到")
    members = ("zhuyongliang", "meizhigang", "sunhuilan", "panzhihua", "xuemin", "xulixin", "gaoweimin", "yaohui")
    now = world.clock.now()
    waiting = [Received(Incoming(f"together-{who}", who, "text", now, "帮助"), now) for who in members]

    def answer() -> None:
        with world.db.begin() as session:
            assert receive_all(session, waiting, ROUTES, world.bot.calendar) == len(waiting)

    found = asked(world, answer)
    assert len(found) <= 5 * len(members), "\n".join(one.split("\n")[0][:100] for one in found)


def test_delivering_an_answer_costs_a_few_statements_and_one_of_many_hardly_any(zhu: Phone, world: World) -> None:
    zhu.writes("进度")
    assert len(asked(world, world.deliver)) <= 16
    for member in ("meizhigang", "sunhuilan", "panzhihua", "xuemin", "xulixin", "gaoweimin", "yaohui", "gongli"):
        Phone(world, member).writes("进度")
    assert len(asked(world, world.deliver)) <= 50


def test_the_open_conversation_is_read_once_a_message(zhu: Phone, world: World) -> None:
    for said in ("进度", "天上的云真多", "1 人不齐，11月6日补开 2 没记清，11月9日补录", "天上的云真多", "返回"):
        assert reads(world, zhu, said, "conversations") == 1, said


@pytest.mark.parametrize("said", ["进度", "天上的云真多", "还有几天", "收到", "撤回", "1 人不齐，11月6日补开"])
def test_the_slips_that_wait_are_read_once_a_message(zhu: Phone, world: World, said: str) -> None:
    """Those unanswered and those whose form was returned, together."""
    assert reads(world, zhu, said, "slips") <= 1


def test_once_a_slip_is_answered_the_same_message_knows_that_it_waits_no_more(zhu: Phone, world: World) -> None:
    assert "您还有" not in zhu.says_all("1 人不齐，11月6日补开 2 没记清，11月9日补录", "确认")
