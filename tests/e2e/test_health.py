"""/healthz and /readyz: what a monitor hears."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, text

from app import create_app
from bot import outbox
from bot.arrivals import Arrived
from bot.clock import SystemClock, lease_seconds
from bot.db import Database
from bot.errors import DatabaseError
from bot.heart import PARTS, note_alive
from models.schedules import Schedule
from tests.e2e.callers import Caller, calling, environ, frozen
from tests.worlds.towns import Towns


@pytest.fixture(scope="session")
def towns(own_towns: Towns) -> Towns:
    return own_towns


@pytest.fixture
def caller(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Caller]:
    """A bot on an empty database, of which some process keeps the timetable."""
    monkeypatch.chdir(tmp_path)
    with db.begin() as session:
        session.add(Schedule(name="announce_handovers", next_run_at=SystemClock().now() + timedelta(minutes=9)))
        for part in PARTS:
            note_alive(session, "town-hall", part, lease_seconds())
    with calling(db) as found:
        found.app.extensions["honghui"].check()
        yield found


def asks(caller: Caller, page: str = "/readyz") -> tuple[int, str]:
    said = caller.client.get(page)
    return said.status_code, said.text


def test_a_bot_that_can_work_says_ok(caller: Caller) -> None:
    assert asks(caller) == (200, "ok")
    assert asks(caller, "/healthz") == (200, "ok")


def test_a_database_of_another_version_is_told(caller: Caller) -> None:
    with caller.db.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'other'"))
    assert asks(caller) == (503, "the database is of another version")


def test_an_answer_that_does_not_leave_is_told_and_a_push_that_waits_for_working_hours_is_not(caller: Caller) -> None:
    now = SystemClock().now()
    long_ago = now - timedelta(minutes=3)
    with caller.db.begin() as session:
        outbox.push(session, outbox.Addressee("member", "wusiyuan"), outbox.text("x"), key="slip:1", now=long_ago)
        outbox.answer(session, "wusiyuan", outbox.text("x"), key="answer:1", now=now)
    assert asks(caller) == (200, "ok")
    with caller.db.begin() as session:
        outbox.answer(session, "qianxiaoyu", outbox.text("x"), key="answer:2", now=long_ago)
    assert asks(caller) == (503, f"an answer has been waiting since {long_ago:%H:%M}")


def test_before_any_process_has_begun_to_keep_the_timetable_nothing_is_ready(caller: Caller) -> None:
    with caller.db.begin() as session:
        session.execute(delete(Schedule))
    assert asks(caller) == (503, "no process has begun to keep the timetable")


def test_a_sweep_nobody_runs_is_told(caller: Caller) -> None:
    now = SystemClock().now()
    with caller.db.begin() as session:
        session.add(Schedule(name="issue_slips", next_run_at=now + timedelta(minutes=9)))
    assert asks(caller) == (200, "ok")
    due = now - timedelta(minutes=6)
    with caller.db.begin() as session:
        session.add(Schedule(name="remind_overdue", next_run_at=due))
    assert asks(caller) == (503, f"a sweep has been due since {due:%H:%M}")


def test_a_message_nobody_works_off_is_told(caller: Caller) -> None:
    arrivals, now = caller.app.extensions["honghui"].arrivals, SystemClock().now()
    arrivals.add([Arrived("1", "wusiyuan", {}, b"", now)])
    assert asks(caller) == (200, "ok")
    long_ago = now - timedelta(minutes=3)
    with arrivals.handful(1) as handful:
        handful.done += [one.seq for one in handful.waiting]
    arrivals.add([Arrived("2", "wusiyuan", {}, b"", long_ago)])
    assert asks(caller) == (503, f"a message has been waiting to be answered since {long_ago:%H:%M}")


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_a_database_whose_file_was_deleted_or_replaced_is_told(caller: Caller) -> None:
    file = Path(str(caller.db.url.database))
    copy = file.read_bytes()
    file.unlink()
    gone = "the database's file is not the one that was opened; restore it and restart"
    assert asks(caller) == (503, gone)
    file.write_bytes(copy)
    assert asks(caller) == (503, gone)


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_a_bot_does_not_begin_anew_where_its_database_is_gone(caller: Caller) -> None:
    url = caller.db.url.render_as_string(hide_password=False)
    Path(str(caller.db.url.database)).unlink()
    with pytest.raises(DatabaseError, match=r"is gone, but .*\.arrivals is still there: put the database back"):
        create_app(environ(url)).extensions["honghui"].check()


@pytest.mark.processes
@pytest.mark.parametrize("db_url", ["postgresql"], indirect=True)
def test_a_frozen_database_is_told_in_time(caller: Caller) -> None:
    with frozen(caller.db):
        assert asks(caller) == (503, "the database does not answer")
        assert asks(caller, "/healthz") == (200, "ok")
    assert asks(caller) == (200, "ok")
