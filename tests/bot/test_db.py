"""Transactions: what is begun is kept whole or not at all, on both databases, by as many writers as come."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import StatementError

from bot.db import Database, insert_new
from bot.errors import SettingsError
from models.access_tokens import AccessToken
from models.rates import Rate
from rules.periods import BEIJING


def value(db: Database, name: str = "a") -> float | None:
    with db.read() as session:
        rate = session.get(Rate, name)
        return rate.free_at if rate else None


def test_leaving_a_transaction_keeps_what_was_done(db: Database) -> None:
    with db.begin() as session:
        session.add(Rate(name="a", free_at=1.0))
    assert value(db) == 1.0


def test_an_exception_undoes_everything(db: Database) -> None:
    with pytest.raises(LookupError), db.begin() as session:
        session.add(Rate(name="a", free_at=1.0))
        session.flush()
        raise LookupError
    assert value(db) is None


def test_a_reader_changes_nothing(db: Database) -> None:
    with db.read() as session:
        session.add(Rate(name="a", free_at=1.0))
        session.flush()
    assert value(db) is None


def test_listeners_hear_of_a_commit_when_others_can_see_it(db: Database) -> None:
    seen: list[float | None] = []
    db.after_commit.append(lambda: seen.append(value(db)))
    with db.begin() as session:
        session.add(Rate(name="a", free_at=1.0))
        session.flush()
        assert seen == []
    assert seen == [1.0]


def test_listeners_hear_nothing_of_what_was_undone_or_only_looked_at(db: Database) -> None:
    heard: list[str] = []
    db.after_commit.append(lambda: heard.append("commit"))
    with pytest.raises(LookupError), db.begin():
        raise LookupError
    with db.read():
        pass
    with db.begin(quiet=True):
        pass
    assert heard == []


@pytest.mark.parametrize("locked", [True, False], ids=["queueing", "not queueing"])
def test_eight_writers_that_read_first_all_succeed_and_none_is_lost(
    db: Database, locked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A deferred BEGIN would fail nine times in ten here (database is locked), were the file lock not there."""
    if not locked:
        monkeypatch.setattr(db, "write_lock", nullcontext)
    with db.begin() as session:
        session.add(Rate(name="a", free_at=0.0))
    start = threading.Barrier(8)

    def count(_: int) -> None:
        start.wait()
        for _ in range(50):
            with db.begin() as session:
                session.get_one(Rate, "a", with_for_update=True).free_at += 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count, range(8)))
    assert value(db) == 400.0


def test_readers_do_not_wait_for_a_writer(db: Database) -> None:
    with db.begin() as session:
        session.add(Rate(name="a", free_at=1.0))
        session.flush()
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(value, db).result(5) is None


def test_a_new_row_is_inserted_once(db: Database) -> None:
    with db.begin() as session:
        assert insert_new(session, Rate, name="a", free_at=1.0)
        assert not insert_new(session, Rate, name="a", free_at=2.0)
    assert value(db) == 1.0


def test_a_row_inserted_by_eight_at_once_fails_none_of_them(db: Database) -> None:
    start = threading.Barrier(8)

    def insert(number: int) -> bool:
        start.wait()
        with db.begin() as session:
            return insert_new(session, Rate, name="a", free_at=float(number))

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(insert, range(8))) == [False] * 7 + [True]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "honghui.db",
        "mysql://bot:geheim@db/honghui",
        "oracle://bot:geheim@db/honghui",
        "postgresql+asyncpg://bot:geheim@db/honghui",
        "postgresql+psycopg://bot:geheim@db:port/honghui",
    ],
)
def test_an_address_of_no_database_we_know_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL is not a database address; write sqlite:///") as refused:
        Database(url)
    assert "geheim" not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL needs a file"):
        Database(url)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SettingsError, match=r"cannot make the folder .*/file \("):
        Database(f"sqlite:///{tmp_path}/file/honghui.db")


def test_the_folder_of_a_new_database_is_made(tmp_path: Path) -> None:
    Database(f"sqlite:///{tmp_path}/var/new/honghui.db")
    assert (tmp_path / "var" / "new").is_dir()


def kept_token(db: Database, expires_at: datetime) -> datetime:
    with db.begin() as session:
        session.add(AccessToken(name="app", token="t", expires_at=expires_at))
    with db.read() as session:
        return session.get_one(AccessToken, "app").expires_at


def test_the_day_of_a_moment_is_the_day_in_beijing_before_it_is_stored_and_after(db: Database) -> None:
    just_past_midnight = datetime(2026, 11, 3, 0, 30, tzinfo=BEIJING)
    kept = kept_token(db, just_past_midnight)
    assert (kept, kept.tzinfo, kept.date()) == (just_past_midnight, BEIJING, date(2026, 11, 3))


@pytest.mark.parametrize(
    ("moment", "why"),
    [
        (datetime(2026, 11, 2, 16, 30, tzinfo=UTC), "is not in Beijing time"),
        (datetime(2026, 11, 3, 0, 30), "has no time zone"),  # noqa: DTZ001
    ],
)
def test_a_moment_whose_day_may_be_another_is_not_kept(db: Database, moment: datetime, why: str) -> None:
    with pytest.raises(StatementError, match=why):
        kept_token(db, moment)
