"""`flask backup`, `flask restore`, `flask move`: a town is put back, and says nothing until a person says what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import func, select, text

from app import Honghui, create_app
from bot.arrivals import Arrived
from bot.db import Database
from bot.outbox import PUSH, WAITING
from models.outbox import OutboxMessage
from models.restorations import held_restoration
from services.backups.copies import newest
from tests.worlds.browsers import environ
from tests.worlds.month_under_way import NOW, month_under_way
from tests.worlds.phones import RecordingWeCom, TestClock
from tests.worlds.towns import Past, Towns, empty

KEY = "a-key-of-the-town-0123456789abcdef"


@pytest.fixture
def past() -> Past:
    """A month of which everything that was to be said still waits."""
    return month_under_way


class Machine:
    """One machine with its folder of copies, at work on one database."""

    def __init__(self, url: str, folder: Path) -> None:
        self.app = create_app(environ(url, BACKUP_KEY=KEY, BACKUP_DIR=str(folder), BACKUP_KEEP="2"))
        self.parts: Honghui = self.app.extensions["honghui"]
        vars(self.parts).update(clock=TestClock(NOW), wecom=RecordingWeCom())

    def runs(self, *args: str) -> Result:
        return self.app.test_cli_runner().invoke(args=args)

    def says(self, *args: str) -> str:
        result = self.runs(*args)
        assert result.exit_code == 0, result.output
        return result.output

    def sent(self) -> int:
        """Sweep and deliver as the running process does; tells how many messages WeCom has got so far."""
        self.parts.timekeeper.tick()
        self.parts.delivery.drain()
        return sum(map(len, self.parts.wecom.chats.values()))

    def waiting(self) -> int:
        with self.parts.db.read() as session:
            query = select(func.count()).where(OutboxMessage.state == WAITING, OutboxMessage.lane == PUSH)
            return session.scalar(query) or 0


@pytest.fixture
def machine(loaded_url: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    monkeypatch.chdir(tmp_path)
    url = loaded_url("sqlite")
    made = Machine(url, tmp_path / "copies")
    # Its tables were made without migrations; no command brings them up.
    vars(made.parts).update(db=Database(url))
    with made.parts.db.begin_bare() as connection:
        connection.execute(text("UPDATE outbox SET state = 'waiting', accepted_at = NULL"))
    yield made
    made.parts.let_go()


@pytest.fixture
def restored(machine: Machine, tmp_path: Path) -> Iterator[Machine]:
    """The town put back elsewhere."""
    machine.says("backup", "make")
    made = Machine(f"sqlite:///{tmp_path / 'back.db'}", tmp_path / "copies")
    copy = newest(tmp_path / "copies")
    assert copy
    said = made.says("restore", copy.path.name, "--yes")
    assert "恢复以后不发消息、不回复、不催办" in said
    assert "核验没有问题" in said
    yield made
    made.parts.let_go()


def test_a_copy_is_made_listed_and_proved(machine: Machine) -> None:
    assert "还没有备份" in machine.says("backup", "list")
    assert "，已加密。" in machine.says("backup", "make")
    name = machine.says("backup", "list").partition("　")[0]
    assert "还没有核验" in machine.says("backup", "list")
    assert "没有问题" in machine.says("backup", "verify", name)
    assert "核验，没有问题" in machine.says("backup", "list")
    assert "没有这份备份" in machine.runs("backup", "verify", "other.backup").output


def test_a_restored_copy_sends_nothing_and_says_so_everywhere(restored: Machine) -> None:
    assert restored.waiting() > 0
    assert restored.sent() == 0
    assert "还没有放行" in restored.says("verify")
    assert "还没有放行" in restored.runs("tick").output


@pytest.mark.parametrize("what", ["waiting", "due", "nothing"])
def test_what_the_person_says_is_sent_and_nothing_else(restored: Machine, what: str) -> None:
    waited = restored.waiting()
    assert f"积压的 {waited} 条" in restored.says("restore", "release", what, "--yes")
    sent = restored.sent()
    assert (sent > 0) is (what == "waiting")
    assert restored.waiting() == 0
    with restored.parts.db.read() as session:
        assert held_restoration(session) is None
    assert "没有等着放行的恢复" in restored.runs("restore", "release", what, "--yes").output


def test_what_was_written_to_us_waits_with_it_and_is_not_lost(machine: Machine, tmp_path: Path) -> None:
    machine.parts.arrivals.add([Arrived("k", "zhuyongliang", {}, b"cannot be read", NOW)])
    machine.says("backup", "make")
    back = Machine(f"sqlite:///{tmp_path / 'back.db'}", tmp_path / "copies")
    copy = newest(tmp_path / "copies")
    assert copy
    back.says("restore", str(copy.path), "--yes")
    assert [one.key for one in back.parts.arrivals.oldest(5)] == ["k"]
    back.parts.let_go()


@pytest.mark.parametrize("words", [("all",), ("nothing", "due")])
def test_nothing_is_let_go_that_nobody_said(restored: Machine, words: tuple[str, ...]) -> None:
    assert "请从 waiting" in restored.runs("restore", "release", *words, "--yes").output
    assert restored.sent() == 0


def test_who_restores_over_something_newer_reads_it_before_and_may_still_say_no(machine: Machine) -> None:
    machine.says("backup", "make")
    copy = newest(machine.parts.backups.folder)
    assert copy
    said = machine.runs("restore", copy.path.name)
    assert "那里现有一个库，最后一次有动静是" in said.output
    assert said.exit_code == 1
    with machine.parts.db.read() as session:
        assert held_restoration(session) is None


def test_a_town_moves_to_postgresql_and_both_are_compared(machine: Machine, towns: Towns, tmp_path: Path) -> None:
    with towns.lent("postgresql", empty, tmp_path) as url:
        bare = Database(url)
        with bare.begin_bare() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        said = machine.says("move", url)
        assert "两边逐表对过，完全一样；核验没有问题" in said
        bare.engine.dispose()
