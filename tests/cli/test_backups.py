"""`flask backup`, `flask restore`, `flask move`: a town is put back, and says nothing until a person says what."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import func, select, text

from app import Honghui, create_app
from bot.arrivals import Arrived
from bot.db import Database
from bot.errors import SettingsError
from bot.outbox import PUSH, WAITING
from models.outbox import OutboxMessage
from models.people import Person
from models.restorations import held_restoration
from services.backups.copies import newest
from tests.bot.ways_out import authority_file, certified, forward_proxy
from tests.bot.wecom_server import tiny_wecom
from tests.worlds.browsers import environ
from tests.worlds.month_under_way import NOW, month_under_way
from tests.worlds.phones import RecordingWeCom, TestClock
from tests.worlds.towns import Towns, empty

KEY = "a-key-of-the-town-0123456789abcdef"


class Unread:
    """Stands where the callback stands on a machine that has not the values of the app."""

    def read(self, *_: object) -> None:
        raise SettingsError("WECOM_TOKEN not set")


class Machine:
    """One machine with its folder of copies, at work on one database."""

    def __init__(self, url: str, folder: Path, **more: str) -> None:
        self.app = create_app(environ(url, BACKUP_KEY=KEY, BACKUP_DIR=str(folder), BACKUP_KEEP="2", **more))
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


@pytest.fixture(scope="module")
def made(towns: Towns, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A town of which a copy was made and put back elsewhere, once for all tests; each has both for itself."""
    folder = tmp_path_factory.mktemp("made")
    with towns.lent("sqlite", month_under_way, folder) as url:
        machine = at_work(url, folder)
        with machine.parts.db.begin_bare() as connection:
            connection.execute(text("UPDATE outbox SET state = 'waiting', accepted_at = NULL"))
        machine.parts.arrivals.add([Arrived("k", "zhuyongliang", {}, b"cannot be read", NOW)])
        assert "，已加密。" in machine.says("backup", "make")
        back = Machine(f"sqlite:///{folder / 'back.db'}", folder / "copies")
        said = back.says("restore", copy_in(folder), "--yes")
        assert "恢复以后不发消息、不回复、不催办" in said
        assert "核验没有问题" in said
        assert [one.key for one in back.parts.arrivals.oldest(5)] == ["k"]
        machine.parts.let_go()
        back.parts.let_go()
    return folder


def copy_in(folder: Path) -> str:
    found = newest(folder / "copies")
    assert found
    return found.path.name


def at_work(url: str, folder: Path) -> Machine:
    found = Machine(url, folder / "copies")
    # Its tables were made without migrations; no command brings them up.
    vars(found.parts).update(db=Database(url))
    return found


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return shutil.copytree(made, tmp_path / "made")


@pytest.fixture
def machine(folder: Path) -> Iterator[Machine]:
    """The town in which everything that was to be said still waits."""
    found = at_work(f"sqlite:///{folder / 'town.db'}", folder)
    yield found
    found.parts.let_go()


@pytest.fixture
def restored(folder: Path) -> Iterator[Machine]:
    """The town put back elsewhere; of what was written to it there is nothing that cannot be read."""
    found = Machine(f"sqlite:///{folder / 'back.db'}", folder / "copies")
    found.parts.arrivals.remove(found.parts.arrivals.oldest(5))
    yield found
    found.parts.let_go()


def test_a_copy_is_listed_and_proved(machine: Machine, folder: Path) -> None:
    name = copy_in(folder)
    assert "还没有核验" in machine.says("backup", "list")
    assert "没有问题" in machine.says("backup", "verify", name)
    assert "核验，没有问题" in machine.says("backup", "list")
    assert "没有这份备份" in machine.runs("backup", "verify", "other.backup").output
    (folder / "copies" / name).unlink()
    assert "还没有备份" in machine.says("backup", "list")


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


def test_nothing_is_let_go_that_nobody_said_and_no_answer_that_nobody_wants(restored: Machine) -> None:
    for words in (("all",), ("nothing", "due")):
        assert "请从 waiting" in restored.runs("restore", "release", *words, "--yes").output
    restored.parts.arrivals.add([Arrived("k", "zhuyongliang", {}, b"cannot be read now", NOW)])
    vars(restored.parts).update(callback=Unread())
    assert "还有收到的话没有处理完" in restored.runs("restore", "release", "nothing", "--yes").output
    assert restored.sent() == 0


def test_a_look_at_what_waits_says_the_choices_and_lets_nothing_go(restored: Machine) -> None:
    waited = restored.waiting()
    said = restored.says("restore", "release")
    assert f"积压的 {waited} 条" in said
    assert "flask restore release waiting due　两样都发" in said
    assert restored.sent() == 0


def test_a_copy_put_back_behind_the_countys_proxy_and_authority_speaks_when_told_and_once(
    folder: Path, tmp_path: Path
) -> None:
    """What is told of in docs/operations.md under restore and under proxies, both at once."""
    with tiny_wecom(certified(tmp_path)) as county, forward_proxy("pa55-word") as proxy:
        way_out = {"WECOM_PROXY": proxy.address, "WECOM_CA_FILE": str(authority_file(tmp_path))}
        url = f"sqlite:///{tmp_path / 'other-machine.db'}"
        machine = Machine(url, folder / "copies", WECOM_API_BASE=county.base, **way_out)
        del vars(machine.parts)["wecom"]  # Not a recording: the way out that the settings name.
        machine.says("restore", copy_in(folder), "--yes")
        machine.parts.arrivals.remove(machine.parts.arrivals.oldest(5))
        machine.parts.timekeeper.tick()
        machine.parts.delivery.drain()
        assert (county.got, proxy.asked) == ([], []), "held, it asks for nothing, not even a token"
        waited = machine.waiting()
        machine.says("restore", "release", "waiting", "--yes")
        machine.parts.delivery.drain()
        said = county.calls("message/send")
        assert machine.waiting() == 0 and waited > 0
        assert len(said) == len({one.body for one in said}) >= waited
        assert set(proxy.asked) == {county.base.split("/")[2]}, "and all of it by the proxy"
        machine.parts.let_go()


def test_who_restores_over_something_newer_reads_it_before_and_may_still_say_no(machine: Machine, folder: Path) -> None:
    said = machine.runs("restore", copy_in(folder))
    assert "那里现有一个库，最后一次有动静是" in said.output
    assert said.exit_code == 1
    with machine.parts.db.read() as session:
        assert held_restoration(session) is None


def test_a_town_moves_to_postgresql_and_both_are_compared(
    machine: Machine, folder: Path, towns: Towns, tmp_path: Path
) -> None:
    with towns.lent("postgresql", empty, tmp_path) as url:
        bare = Database(url)
        with bare.begin_bare() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        refused = machine.runs("move", "postgresql+psycopg://town:secret@127.0.0.1/town").output
        assert "地址里不要写密码" in refused
        assert "secret" not in refused
        said = machine.says("move", url)
        assert "两边逐表对过，完全一样；核验没有问题" in said
        with bare.begin() as session:
            # New rows are numbered behind those that came along.
            someone = Person(name="新来的")
            session.add(someone)
            session.flush()
            assert someone.id == session.scalar(select(func.max(Person.id)))
        assert "不是空的，不往里恢复" in machine.runs("move", url).output
        over = Machine(url, folder / "copies").runs("restore", copy_in(folder)).output
        assert "不是空的，不往里恢复" in over
        assert "改名" not in over, "a database of PostgreSQL is not set aside, so nobody is told that it will be"
        bare.engine.dispose()


def test_root_leaves_no_files_that_the_bot_could_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.private.os.geteuid", lambda: 0)
    at_platform = {"WECOM_API_BASE": "https://qyapi.weixin.qq.com/cgi-bin/", "SECRET_KEY": secrets.token_hex(32)}
    real = environ(f"sqlite:///{tmp_path}/honghui.db", **at_platform)
    runner = create_app(real).test_cli_runner()
    for words in (["backup", "make"], ["restore", "copy.backup"], ["move", "sqlite:///other.db"]):
        assert "does not run as root" in runner.invoke(args=words).output
    assert not (tmp_path / "backups").exists()
