"""The spool on disk: in order, once, whoever dies, whatever is torn."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import pytest
from structlog.testing import capture_logs

from bot.errors import SettingsError
from bot.spool import Held, Spool, spool_folder
from rules.periods import BEIJING

RECEIVED = datetime(2026, 11, 2, 8, 35, tzinfo=BEIJING)
Handle = Callable[[Held], None]


class Offline(Exception):
    """The database does not answer."""


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "spool"


def held(key: str) -> Held:
    args = {"msg_signature": "s" * 40, "timestamp": "1700000000", "nonce": "n"}
    return Held(key, args, b'<xml><Encrypt>"\\q+/=</Encrypt></xml>\n', RECEIVED + timedelta(microseconds=1))


def replayed(spool: Spool) -> list[Held]:
    found: list[Held] = []
    spool.replay(found.append, (Offline,))
    return found


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.jsonl"))


def test_what_was_kept_comes_back_as_it_was_and_in_order(spool: Spool, folder: Path) -> None:
    kept = [held(key) for key in ("1", "LiMing|1700|click|a\nb", "3")]
    for one in kept:
        spool.keep("wusiyuan", one)
    assert spool.holds("wusiyuan")
    assert not spool.holds("qianxiaoyu")
    assert replayed(spool) == kept
    assert files(folder) == []
    assert not spool.holds("wusiyuan")


def test_a_repeated_callback_is_kept_once(spool: Spool) -> None:
    for key in ("1", "11", "1"):
        spool.keep("wusiyuan", held(key))
    assert [one.key for one in replayed(spool)] == ["1", "11"]


def test_a_member_with_a_strange_userid_stays_inside_the_folder(spool: Spool, folder: Path) -> None:
    spool.keep("../../etc/passwd", held("1"))
    assert len(files(folder)) == 1


def test_while_the_database_does_not_answer_everything_stays(spool: Spool) -> None:
    tried = []

    def offline(one: Held) -> None:
        tried.append(one.key)
        time.sleep(0.02)  # Longer than the file system's clock ticks.
        raise Offline

    for who in ("wusiyuan", "qianxiaoyu"):
        for number in range(2):
            spool.keep(who, held(f"{who}{number}"))
    for _ in range(2):
        with pytest.raises(Offline):
            spool.replay(offline, (Offline,))
    # One stuck member does not keep the other from being tried.
    assert sorted(tried) == ["qianxiaoyu0", "wusiyuan0"]
    assert len(replayed(spool)) == 4


def test_a_replay_that_broke_off_begins_the_members_file_again(spool: Spool) -> None:
    tried = []

    def breaks_off(one: Held) -> None:
        tried.append(one.key)
        if one.key == "2":
            raise KeyboardInterrupt

    for key in ("1", "2", "3"):
        spool.keep("wusiyuan", held(key))
    with pytest.raises(KeyboardInterrupt):
        spool.replay(breaks_off, (Offline,))
    assert [one.key for one in replayed(spool)] == ["1", "2", "3"]


def test_what_arrives_during_the_replay_is_replayed_too(spool: Spool, folder: Path) -> None:
    found = []

    def handle(one: Held) -> None:
        found.append(one.key)
        if one.key == "1":
            spool.keep("wusiyuan", held("2"))

    spool.keep("wusiyuan", held("1"))
    spool.replay(handle, (Offline,))
    assert found == ["1", "2"]
    assert files(folder) == []


@pytest.mark.parametrize("junk", [b"{not json}\n", b'{"key": "1"}\n', b"\xff\xfe\n", b"\n", b"[]\n"])
def test_a_line_that_cannot_be_read_is_set_aside_and_logged(spool: Spool, folder: Path, junk: bytes) -> None:
    spool.keep("wusiyuan", held("1"))
    [path] = folder.glob("*.jsonl")
    path.write_bytes(junk + path.read_bytes())
    with capture_logs() as logged:
        assert [one.key for one in replayed(spool)] == ["1"]
    assert (folder / "aside" / path.name).read_bytes() == junk
    assert [line["event"] for line in logged] == ["spooled_callback_set_aside"]


def test_a_line_torn_by_a_power_cut_spoils_no_other(spool: Spool, folder: Path) -> None:
    for key in ("1", "2"):
        spool.keep("wusiyuan", held(key))
    [path] = folder.glob("*.jsonl")
    torn = path.read_bytes()[:-9]
    path.write_bytes(torn)
    # WeCom got no answer and sends it again.
    spool.keep("wusiyuan", held("2"))
    assert [one.key for one in replayed(spool)] == ["1", "2"]
    assert (folder / "aside" / path.name).read_bytes() == torn.split(b"\n")[1] + b"\n"


def test_many_write_and_many_replay_and_each_members_order_stands(folder: Path) -> None:
    found: dict[str, list[int]] = {f"member{number}": [] for number in range(4)}
    finished = threading.Event()

    def write(who: str) -> None:
        spool = Spool(folder)
        for number in range(40):
            spool.keep(who, Held(f"{who}-{number}", {}, b"", RECEIVED))

    def handle(one: Held) -> None:
        who, number = one.key.split("-")
        if int(number) not in found[who]:  # As the inbox's unique key does.
            found[who].append(int(number))

    def read() -> None:
        spool = Spool(folder)
        while not finished.is_set() or files(folder):
            spool.replay(handle, (Offline,))

    writers = [threading.Thread(target=write, args=(who,)) for who in found]
    readers = [threading.Thread(target=read) for _ in range(3)]
    for thread in writers + readers:
        thread.start()
    for thread in writers:
        thread.join()
    finished.set()
    for thread in readers:
        thread.join()
    assert found == {who: list(range(40)) for who in found}


def test_a_file_in_hand_is_left_alone_by_another_replay(spool: Spool, folder: Path) -> None:
    meanwhile: list[Held] = []
    spool.keep("wusiyuan", held("1"))
    spool.replay(lambda _one: meanwhile.extend(replayed(Spool(folder))), (Offline,))
    assert meanwhile == []
    assert files(folder) == []


def test_a_file_another_replay_finished_first_takes_no_new_one_with_it(
    spool: Spool, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first: list[Held] = []
    late: list[Held] = []
    own = spool._won

    def won_too_late(lines: BinaryIO, path: Path) -> bool:
        Spool(folder).replay(first.append, (Offline,))
        spool.keep("wusiyuan", held("2"))
        return own(lines, path)

    spool.keep("wusiyuan", held("1"))
    monkeypatch.setattr(spool, "_won", won_too_late)
    spool.replay(late.append, (Offline,))
    assert ([one.key for one in first], late) == (["1"], [])
    assert [one.key for one in replayed(Spool(folder))] == ["2"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=r"Cannot write to .*file/spool"):
        Spool(tmp_path / "file" / "spool")


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("sqlite:///var/honghui.db", Path("var/spool")),
        ("sqlite:////srv/town/honghui.db", Path("/srv/town/spool")),
        ("postgresql+psycopg://honghui@db/honghui", Path("var/spool")),
    ],
)
def test_the_spool_lies_beside_the_database_or_under_var(url: str, place: Path) -> None:
    assert spool_folder(url) == place
