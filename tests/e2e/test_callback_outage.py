"""The callback address while the database does not answer: nothing is lost, nothing doubled, nobody waits for long."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

import app as application
from app import create_app
from bot.callback import Incoming
from bot.clock import SystemClock
from bot.db import Database
from bot.deadline import Deadline
from bot.intake import DEADLINE_SECONDS
from bot.router import Turn
from tests.e2e.callers import Caller, calling, environ, eventually, frozen, message, remembers, sealed
from tests.worlds.phones import TestClock
from tests.worlds.towns import Towns

ROOT = Path(__file__).resolve().parents[2]
WU = "wusiyuan"
QIAN = "qianxiaoyu"
WECOM_WAITS_SECONDS = 5

pytestmark = pytest.mark.processes


@pytest.fixture(scope="session")
def towns(own_towns: Towns) -> Towns:
    return own_towns


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What the bot heard, in the order in which it was handled; every message is answered."""
    found: list[tuple[str, str]] = []
    monkeypatch.setattr(application, "ROUTES", (remembers(found),))
    return found


@pytest.fixture
def caller(town: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Caller]:
    """WeCom before a bot that knows the sample town and has its connections open."""
    monkeypatch.chdir(tmp_path)
    with calling(town) as found:
        found.app.extensions["honghui"].check()
        yield found


@pytest.fixture
def asked(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """With which messages the database was asked while the caller waited."""
    found: list[str] = []
    intake = caller.app.extensions["honghui"].intake
    attempt = intake._attempt

    def noted(incoming: Incoming, now: datetime) -> bool:
        found.append(incoming.key)
        return bool(attempt(incoming, now))

    monkeypatch.setattr(intake, "_attempt", noted)
    return found


def all_is_worked_off(caller: Caller, messages: int) -> bool:
    return eventually(lambda: len(caller.inbox()) == messages and not caller.waiting())


def test_a_frozen_database_keeps_nobody_waiting_and_loses_and_doubles_nothing(
    caller: Caller, heard: list[tuple[str, str]], asked: list[str]
) -> None:
    assert DEADLINE_SECONDS < WECOM_WAITS_SECONDS / 2
    with frozen(caller.db):
        for number, words in enumerate("abcde", start=1):
            assert caller.says(WU, words, number).status_code == 200
        assert caller.says(WU, "e", 5).status_code == 200
        assert caller.waiting()
        assert asked == ["1"], "nobody waits for it a second time"
    assert all_is_worked_off(caller, 5)
    assert [words for _, words in heard] == list("abcde")
    assert [json.loads(answer.body)["text"]["content"] for answer in caller.answers()] == [
        f"heard {words}" for words in "abcde"
    ]


def test_a_spooled_message_counts_as_of_the_moment_it_was_received(caller: Caller, heard: list[Any]) -> None:
    received = SystemClock().now()
    clock = TestClock(received)
    vars(caller.app.extensions["honghui"]).update(clock=clock)
    with frozen(caller.db):
        caller.says(WU, "a", 1)
        clock.moment = received + timedelta(minutes=10)
    assert all_is_worked_off(caller, 1)
    [row] = caller.inbox()
    assert row.received_at == received


def test_an_unusable_database_is_waited_for(caller: Caller, heard: list[Any]) -> None:
    def version(name: str) -> None:
        with caller.db.begin() as session:
            session.execute(text("UPDATE alembic_version SET version_num = version_num || :end"), {"end": name})

    version("x")
    late = Caller(create_app(environ(caller.db.url.render_as_string(hide_password=False))), caller.db)
    assert late.says(WU, "a", 1).status_code == 200
    assert late.says(QIAN, "b", 2).status_code == 200
    time.sleep(0.5)
    assert not late.inbox()
    with caller.db.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = replace(version_num, 'x', '')"))
    assert all_is_worked_off(late, 2)
    late.app.extensions["honghui"].intake.stop_replay()
    late.app.extensions["honghui"].db.engine.dispose()


def test_a_new_message_waits_behind_the_members_spooled_ones_and_others_do_not(
    caller: Caller, heard: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    intake = caller.app.extensions["honghui"].intake
    with monkeypatch.context() as without_replay:
        without_replay.setattr(intake, "start_replay", lambda: None)
        without_replay.setattr(intake._breaker, "lets_through", lambda: False)
        caller.says(WU, "first", 1)
        without_replay.setattr(intake._breaker, "lets_through", lambda: True)
        caller.says(WU, "second", 2)
        caller.says(QIAN, "other", 3)
        assert heard == [(QIAN, "other")]
    intake.start_replay()
    assert all_is_worked_off(caller, 3)
    assert heard == [(QIAN, "other"), (WU, "first"), (WU, "second")]


def test_a_spooled_message_that_no_longer_verifies_is_set_aside_and_logged(
    caller: Caller, heard: list[tuple[str, str]]
) -> None:
    spool, intake = caller.app.extensions["honghui"].spool, caller.app.extensions["honghui"].intake
    intake._breaker.lets_through = lambda: False
    intake.start_replay = lambda: None
    caller.says(WU, "a", 1)
    [waiting] = caller.waiting()
    kept = waiting.read_bytes()
    other = create_app({**environ(caller.db.url.render_as_string(hide_password=False)), "WECOM_TOKEN": "RotatedToken"})
    with capture_logs() as logged:
        spool.replay(other.extensions["honghui"].intake._replay, ())
    assert not caller.waiting()
    assert (caller.spool / "aside" / waiting.name).read_bytes() == kept
    assert [line["event"] for line in logged] == ["spooled_callback_set_aside"]
    assert not heard


def test_a_failing_handler_does_not_stop_the_replay(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(turn: Turn) -> bool:
        if turn.incoming.text == "bad":
            raise RuntimeError("boom")
        return True

    monkeypatch.setattr(application, "ROUTES", (broken,))
    with frozen(caller.db):
        caller.says(WU, "bad", 1)
        caller.says(WU, "good", 2)
    assert all_is_worked_off(caller, 2)
    assert [row.state for row in caller.inbox()] == ["failed", "handled"]


def test_what_the_database_breaks_off_is_tried_again_and_no_failure(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def deadlocked_once(turn: Turn) -> bool:
        tries.append(turn.incoming.key)
        if len(tries) == 1:
            raise OperationalError("UPDATE slips …", {}, Exception("deadlock detected"))
        return True

    monkeypatch.setattr(application, "ROUTES", (deadlocked_once,))
    assert caller.says(WU, "a", 1).status_code == 200
    assert all_is_worked_off(caller, 1)
    assert [row.state for row in caller.inbox()] == ["handled"]


# A bot that replays what waits; handling the message named last kills it on the spot.
REPLAYER = """
import os, signal, sys, time
import app
def route(turn):
    if turn.incoming.text == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.02)
    turn.say_text(turn.incoming.text)
    return True
app.ROUTES = (route,)
honghui = app.create_app().extensions["honghui"]
honghui.check()
honghui.intake.start_replay()
while list(honghui.spool._folder.glob("*.jsonl")):
    time.sleep(0.05)
"""


def replayer(caller: Caller, folder: Path, dies_at: str = "") -> subprocess.Popen[bytes]:
    url = caller.db.url.render_as_string(hide_password=False)
    return subprocess.Popen(
        [sys.executable, "-c", REPLAYER, url, dies_at],
        cwd=folder,
        env={**os.environ, **environ(url), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
    )


def fill_the_spool(caller: Caller, messages: int) -> None:
    intake = caller.app.extensions["honghui"].intake
    intake._breaker.lets_through = lambda: False
    intake.start_replay = lambda: None
    for number in range(messages):
        assert caller.says((WU, QIAN)[number % 2], f"{number:02}", number).status_code == 200


def assert_each_was_answered_once_and_in_order(caller: Caller, messages: int) -> None:
    assert len(caller.inbox()) == messages
    for first, who in enumerate((WU, QIAN)):
        said = [json.loads(answer.body)["text"]["content"] for answer in caller.answers() if answer.addressee == who]
        assert said == [f"{number:02}" for number in range(first, messages, 2)]


def test_a_replay_killed_in_the_middle_loses_and_doubles_nothing(caller: Caller, tmp_path: Path) -> None:
    fill_the_spool(caller, 12)
    # Both are of one member: the other one's messages may all be answered before the first death.
    for dies_at in ("04", "08"):
        assert replayer(caller, tmp_path, dies_at).wait(60) == -signal.SIGKILL
    assert caller.waiting()
    assert replayer(caller, tmp_path).wait(60) == 0
    assert_each_was_answered_once_and_in_order(caller, 12)


def test_several_processes_replay_together(caller: Caller, tmp_path: Path) -> None:
    fill_the_spool(caller, 40)
    together = [replayer(caller, tmp_path) for _ in range(3)]
    assert [process.wait(60) for process in together] == [0, 0, 0]
    assert_each_was_answered_once_and_in_order(caller, 40)


def test_hanging_work_is_limited_and_what_exceeds_it_is_spooled_at_once(
    caller: Caller, heard: list[Any], asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    intake = caller.app.extensions["honghui"].intake
    monkeypatch.setattr(intake, "_deadline", Deadline(0.6, 1))
    with frozen(caller.db):
        assert caller.says(WU, "a", 1).status_code == 200
        monkeypatch.setattr(intake._breaker, "lets_through", lambda: True)
        assert caller.says(QIAN, "b", 2).status_code == 200
        assert asked == ["1"]
    assert all_is_worked_off(caller, 2)


def test_the_sealed_body_is_all_that_lies_on_disk(caller: Caller, heard: list[Any]) -> None:
    fill_the_spool(caller, 0)
    caller.posts(*sealed(message(WU, "不得外传", 1)))
    [waiting] = caller.waiting()
    assert "不得外传" not in waiting.read_text(encoding="utf-8").encode().decode("unicode_escape")
    assert waiting.parent.stat().st_mode & 0o077 == 0
