"""What one message asks of the database, so that more ways of saying something do not ask the same again."""

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
