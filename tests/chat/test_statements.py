"""What one message asks of the database, so that more ways of saying something do not ask the same again."""

import pytest
from sqlalchemy import event

from tests.worlds.phones import Phone, World


def reads(world: World, phone: Phone, said: str, table: str) -> int:
    """Count how often a message reads from a table."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(world.db.engine, "before_cursor_execute", note)
    phone.says(said)
    event.remove(world.db.engine, "before_cursor_execute", note)
    return sum(one.startswith("SELECT") and f"FROM {table}" in one for one in asked)


def test_the_open_conversation_is_read_once_a_message(zhu: Phone, world: World) -> None:
    for said in ("进度", "天上的云真多", "1 人不齐，11月6日补开 2 没记清，11月9日补录", "天上的云真多", "返回"):
        assert reads(world, zhu, said, "conversations") == 1, said


@pytest.mark.parametrize("said", ["进度", "天上的云真多", "还有几天", "收到", "撤回", "1 人不齐，11月6日补开"])
def test_the_slips_that_wait_are_read_once_a_message(zhu: Phone, world: World, said: str) -> None:
    """Once are two statements: those unanswered, and those whose form was returned."""
    assert reads(world, zhu, said, "slips") <= 2


def test_once_a_slip_is_answered_the_same_message_knows_that_it_waits_no_more(zhu: Phone, world: World) -> None:
    assert "您还有" not in zhu.says_all("1 人不齐，11月6日补开 2 没记清，11月9日补录", "确认")
