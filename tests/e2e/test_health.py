"""/healthz and /readyz: what a monitor hears."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import outbox
from bot.clock import SystemClock
from bot.db import Database
from models.schedules import Schedule
from tests.e2e.callers import Caller, calling, frozen
from tests.worlds.towns import Towns


@pytest.fixture(scope="session")
def towns(own_towns: Towns) -> Towns:
    return own_towns


@pytest.fixture
def caller(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Caller]:
    """A bot on an empty database."""
    monkeypatch.chdir(tmp_path)
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


def test_a_sweep_nobody_runs_is_told(caller: Caller) -> None:
    now = SystemClock().now()
    with caller.db.begin() as session:
        session.add(Schedule(name="issue_slips", next_run_at=now + timedelta(minutes=9)))
    assert asks(caller) == (200, "ok")
    due = now - timedelta(minutes=6)
    with caller.db.begin() as session:
        session.add(Schedule(name="remind_overdue", next_run_at=due))
    assert asks(caller) == (503, f"a sweep has been due since {due:%H:%M}")


@pytest.mark.processes
@pytest.mark.parametrize("db_url", ["postgresql"], indirect=True)
def test_a_frozen_database_is_told_in_time(caller: Caller) -> None:
    with frozen(caller.db):
        assert asks(caller) == (503, "the database does not answer")
        assert asks(caller, "/healthz") == (200, "ok")
    assert asks(caller) == (200, "ok")
