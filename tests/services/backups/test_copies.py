"""A copy made while the bot runs can be put back on either database, whole, and says nothing on its own."""

from __future__ import annotations

import errno
import os
import signal
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select

from bot.arrivals import Arrived, arrivals_file
from bot.db import Database
from bot.errors import BadInput, NotNow
from bot.hold import Hold
from bot.schema import prepare
from models.access_tokens import AccessToken
from models.boards import BoardPicture
from models.people import Person
from models.restorations import Restoration
from services.backups.copies import copies, name_at, newest, remove_surplus
from services.backups.dumping import Source, Tallies, differences, lines_of, written
from services.backups.keeper import Keeper
from services.backups.lines import write_lines
from services.backups.making import Made, Shelf, make
from services.backups.restoring import CopyFile, restore
from services.backups.verifying import problems_in, verify_copy
from tests.worlds.posted_board import NOW, out
from tests.worlds.towns import Past

pytestmark = pytest.mark.long

KEY = "a-key-of-the-town-0123456789abcdef"
PICTURE = bytes(range(256)) * 9
CALLBACK = Arrived("key-1", "zhuyongliang", {"timestamp": "1"}, b"<xml/>", NOW)


@pytest.fixture
def past() -> Past:
    return out


@pytest.fixture
def source(town: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Source]:
    """A town with a published board, its picture, a token of WeCom's, and a callback that waits."""
    monkeypatch.chdir(tmp_path)
    arrivals = arrivals_file(url_of(town))
    arrivals.add([CALLBACK])
    with town.begin() as session:
        session.add(AccessToken(name="app", token="live-token", expires_at=NOW))
        session.add(BoardPicture(board_id=1, edition="group", png=PICTURE))
    yield Source(town, arrivals)
    arrivals.let_go()


class StandingClock:
    """A clock that stands until the test moves it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


def url_of(db: Database) -> str:
    return db.url.render_as_string(hide_password=False)


def made(source: Source, folder: Path, key: str | None = None, keep: int = 9) -> Made:
    return make(source, Shelf(folder, keep, key), NOW)


def held(url: str) -> Tallies:
    db, arrivals = Database(url), arrivals_file(url)
    found = Tallies()
    for _line in lines_of(Source(db, arrivals), NOW, found):
        pass
    db.engine.dispose()
    arrivals.let_go()
    return found


def test_what_is_put_back_is_what_was_there_with_pictures_and_callbacks_but_no_token(
    source: Source, tmp_path: Path
) -> None:
    copy = made(source, tmp_path / "copies")
    url = f"sqlite:///{tmp_path / 'back.db'}"
    restore(CopyFile(copy.path, None), url, NOW)
    assert (tmp_path / "back.db").stat().st_mode & 0o777 == 0o600
    assert differences(held(url).said, held(url_of(source.db)).said) == []
    assert problems_in(url) == []
    back = Database(url)
    with back.read() as session:
        assert session.scalar(select(BoardPicture.png)) == PICTURE
        assert session.scalar(select(func.count()).select_from(AccessToken)) == 0
    assert arrivals_file(url).oldest(5) == [replace(CALLBACK, seq=1)]
    assert Hold(back).lasts()
    back.engine.dispose()


@pytest.mark.parametrize("town", ["sqlite"], indirect=True)
def test_a_sealed_copy_shows_nothing_and_opens_with_its_key_alone(source: Source, tmp_path: Path) -> None:
    copy = made(source, tmp_path / "copies", KEY)
    assert CopyFile(copy.path, KEY).made_at() == NOW
    for key, reason in ((None, "backup_needs_key"), (KEY + "!", "backup_wrong_key")):
        with pytest.raises(BadInput, match=reason):
            CopyFile(copy.path, key).made_at()
    assert copy.path.stat().st_mode & 0o777 == 0o600
    assert newest(tmp_path / "copies") == copies(tmp_path / "copies")[0]
    assert copies(tmp_path / "copies")[0].is_sealed


@pytest.mark.parametrize("town", ["sqlite"], indirect=True)
@pytest.mark.parametrize("key", [None, KEY])
def test_a_copy_that_was_cut_off_or_spoilt_is_refused_and_nothing_is_left(
    source: Source, tmp_path: Path, key: str | None
) -> None:
    whole = made(source, tmp_path / "copies", key).path.read_bytes()
    middle = len(whole) // 2
    for spoilt in (whole[:-1], whole[:middle], whole + b"!", whole[:middle] + b"?" + whole[middle + 1 :], b"PK\3\4"):
        bad = tmp_path / "bad.backup"
        bad.write_bytes(spoilt)
        with pytest.raises(BadInput):
            deque(CopyFile(bad, key).lines(), 0)
    bad.write_bytes(whole[:-1])
    with pytest.raises(BadInput):
        restore(CopyFile(bad, key), f"sqlite:///{tmp_path / 'back.db'}", NOW)
    assert [one.name for one in tmp_path.glob("back.db*")] == ["back.db.working"]


@pytest.mark.parametrize("town", ["sqlite"], indirect=True)
def test_a_full_disk_is_one_sentence_and_leaves_no_half_file(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "copies"
    before = made(source, folder).path

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("services.backups.making.os.fsync", full)
    with pytest.raises(NotNow, match="backup_not_written"):
        make(source, Shelf(folder, 9, None), NOW + timedelta(days=1))
    assert [one.path for one in copies(folder)] == [before]
    assert not [*folder.glob("*.part")]


@pytest.mark.parametrize("town", ["sqlite"], indirect=True)
def test_a_process_killed_while_it_writes_leaves_no_copy_and_nothing_in_the_way(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "copies"

    def killed(*_: Any) -> Iterator[str]:
        yield "half"
        os.kill(os.getpid(), signal.SIGKILL)

    if not (pid := os.fork()):
        monkeypatch.setattr("services.backups.making.lines_of", killed)
        make(source, Shelf(folder, 9, None), NOW)
    assert os.WTERMSIG(os.waitpid(pid, 0)[1]) == signal.SIGKILL
    assert [*folder.glob("*.part")]
    assert copies(folder) == []
    made(source, folder)
    assert len(copies(folder)) == 1
    assert not [*folder.glob("*.part")]


@pytest.mark.parametrize("town", ["sqlite"], indirect=True)
def test_only_so_many_are_kept(source: Source, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    made_at = [make(source, Shelf(folder, 2, None), NOW + timedelta(days=day)).path for day in range(3)]
    assert [one.path for one in copies(folder)] == [made_at[2], made_at[1]]


def test_whoever_makes_many_in_an_afternoon_pushes_no_night_out(tmp_path: Path) -> None:
    night = datetime.fromisoformat("2026-11-02 02:10+08:00")
    nights = [night + timedelta(days=day) for day in range(3)]
    afternoons = [nights[1] + timedelta(hours=12), *(nights[2] + timedelta(hours=12, minutes=one) for one in range(9))]
    for moment in (*nights, *afternoons):
        (tmp_path / name_at(moment)).touch()
    gone = remove_surplus(tmp_path, 3)
    assert [path.name for path in gone] == [name_at(nights[1])]
    assert len(remove_surplus(tmp_path, 2)) == 1
    assert [one.made_at for one in copies(tmp_path)] == sorted([*afternoons, nights[2]], reverse=True)


@pytest.mark.parametrize("town", ["sqlite"], indirect=True)
def test_a_copy_is_made_each_night_and_at_once_where_one_was_missed(source: Source, tmp_path: Path) -> None:
    clock = StandingClock(NOW.replace(hour=1))
    keeper = Keeper(lambda: source, Shelf(tmp_path / "copies", 9, None), clock, lambda: False, nightly=True)
    for hour in (1, 2, 3, 23):
        clock.moment = NOW.replace(hour=hour, minute=30)
        keeper.keep()
    assert [one.made_at.hour for one in copies(keeper.folder)] == [2, 1]


@pytest.mark.parametrize("town", ["sqlite"], indirect=True)
def test_a_copy_is_proved_in_a_scratch_place_and_what_is_wrong_with_it_is_named(source: Source, tmp_path: Path) -> None:
    copy = made(source, tmp_path / "copies")
    assert verify_copy(CopyFile(copy.path, None), NOW).problems == []
    found = newest(tmp_path / "copies")
    assert found and found.verified and (found.verified.at, found.verified.problems) == (NOW, 0)
    with source.db.begin_bare() as connection:
        connection.execute(delete(BoardPicture))
    again = make(source, Shelf(tmp_path / "copies", 9, None), NOW + timedelta(days=1))
    assert "board_pictures/1" in " ".join(verify_copy(CopyFile(again.path, None), NOW).problems)
    assert not [*(tmp_path / "copies").glob(".scratch-*")]


@pytest.mark.parametrize("town", ["sqlite"], indirect=True)
def test_a_database_in_use_is_left_alone_and_one_that_is_not_is_set_aside(source: Source, tmp_path: Path) -> None:
    copy = made(source, tmp_path / "copies")
    with source.db.joined(lambda: None), pytest.raises(NotNow, match="restore_in_use"):
        restore(CopyFile(copy.path, None), url_of(source.db), NOW)
    with source.db.begin() as session:
        session.add(Person(name="后来的"))
    source.db.engine.dispose()
    source.arrivals.let_go()
    restore(CopyFile(copy.path, None), url_of(source.db), NOW)
    with source.db.read() as session:
        assert session.scalar(select(Person).where(Person.name == "后来的")) is None
        assert session.scalar(select(func.count()).select_from(Restoration)) == 1
    assert len([*tmp_path.glob("town.db.before-*")]) >= 2


def test_a_copy_of_an_older_program_is_brought_up_to_this_one(tmp_path: Path) -> None:
    """Whatever columns and tables have been added since: the copy says itself what it holds."""
    columns = {"id": "int", "name": "text", "userid": "text", "sees_cards": "bool"}
    someone, tallies = written([7, "老周", "laozhou", False]), Tallies()
    tallies.of("people").add(someone)
    lines = [
        written({"revision": "0025", "made_at": NOW.isoformat(), "database": "sqlite"}),
        written({"table": "people", "columns": columns}),
        someone,
        written({"end": tallies.said}),
    ]
    with (tmp_path / "old.backup").open("wb") as file:
        write_lines(file, lines, None)
    url = f"sqlite:///{tmp_path / 'back.db'}"
    assert restore(CopyFile(tmp_path / "old.backup", None), url, NOW).revision == "0025"
    db = Database(url)
    prepare(db)
    with db.read() as session:
        assert session.scalars(select(Person)).one().name == "老周"
    db.engine.dispose()


@pytest.mark.parametrize("town", ["sqlite"], indirect=True)
def test_what_is_written_while_a_copy_is_made_is_not_in_it_and_does_not_wait(source: Source) -> None:
    lines = lines_of(source, NOW)
    before = "".join(next(lines) for _ in range(9))
    with source.db.begin_bare() as connection:
        connection.execute(insert(Person).values(name="同时来的", sees_cards=False))
    assert "同时来的" not in before + "".join(lines)
