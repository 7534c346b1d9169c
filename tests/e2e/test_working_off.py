"""Working off what has arrived, by threads of the worker: in order, once, whoever is slow, breaks or dies."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

import app
from app import create_app
from bot.router import Turn
from bot.working_off import MOST
from tests.e2e.callers import Caller, environ, eventually, remembers
from tests.forks import Fork

WU = "wusiyuan"
QIAN = "qianxiaoyu"


def starts_working(caller: Caller) -> None:
    caller.app.extensions["honghui"].working_off.start()


def all_is_worked_off(caller: Caller, messages: int) -> bool:
    return eventually(lambda: len(caller.inbox()) == messages and not caller.waiting())


def test_several_members_are_answered_in_one_transaction_each_in_order(
    caller: Caller, handled_by: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.working_off.lease_seconds", lambda: 0.0)  # However busy the machine is.
    heard: list[tuple[str, str]] = []
    handled_by(remembers(heard))
    commits: list[int] = []
    caller.app.extensions["honghui"].db.after_commit.append(lambda: commits.append(len(heard)))
    for number, who in enumerate((WU, WU, QIAN, WU)):
        caller.says(who, str(number), number)
    caller.work_off()
    assert (heard, commits) == ([(WU, "0"), (QIAN, "2"), (WU, "1"), (WU, "3")], [2, 3, 4])


def test_one_that_breaks_costs_no_other_its_answer(caller: Caller, handled_by: Any) -> None:
    def broken(turn: Turn) -> bool:
        turn.say_text(turn.incoming.text)
        if turn.incoming.text == "bad":
            raise RuntimeError("boom")
        return True

    handled_by(broken)
    for number, (who, words) in enumerate([(QIAN, "good"), (WU, "bad"), ("zhuyongliang", "too")]):
        caller.says(who, words, number)
    caller.work_off()
    assert [row.state for row in caller.inbox()] == ["handled", "failed", "handled"]
    said = {answer.addressee: json.loads(answer.body)["text"]["content"] for answer in caller.answers()}
    assert (said[QIAN], said["zhuyongliang"], "抱歉" in said[WU]) == ("good", "too", True)
    assert len(caller.answers()) == 3


def test_a_handful_that_takes_long_is_committed_in_between(
    caller: Caller, handled_by: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter(range(100))
    monkeypatch.setattr("bot.working_off.lease_seconds", lambda: float(next(seconds)))
    handled_by(remembers([]))
    commits: list[None] = []
    caller.app.extensions["honghui"].db.after_commit.append(lambda: commits.append(None))
    for number, who in enumerate((WU, QIAN, "zhuyongliang")):
        caller.says(who, "a", number)
    caller.work_off()
    assert (len(caller.inbox()), len(commits)) == (3, 3)


def test_what_the_first_of_a_handful_waits_for_costs_the_others_no_time(
    caller: Caller, handled_by: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]

    def waits_for_a_lock_at_first(turn: Turn) -> bool:
        clock[0] = 10.0
        return True

    monkeypatch.setattr("bot.working_off.lease_seconds", lambda: clock[0])
    handled_by(waits_for_a_lock_at_first)
    commits: list[None] = []
    caller.app.extensions["honghui"].db.after_commit.append(lambda: commits.append(None))
    for number, who in enumerate((WU, QIAN, "zhuyongliang")):
        caller.says(who, "a", number)
    caller.work_off()
    assert (len(caller.inbox()), len(commits)) == (3, 1)


def test_what_the_database_breaks_off_is_tried_again_and_no_failure(caller: Caller, handled_by: Any) -> None:
    tries: list[str] = []

    def deadlocked_once(turn: Turn) -> bool:
        tries.append(turn.incoming.key)
        if len(tries) == 1:
            raise OperationalError("UPDATE slips …", {}, Exception("deadlock detected"))
        return True

    handled_by(deadlocked_once)
    caller.says(WU, "a", 1)
    starts_working(caller)
    assert all_is_worked_off(caller, 1)
    assert ([row.state for row in caller.inbox()], tries) == (["handled"], ["1", "1"])


def test_a_message_the_database_breaks_off_again_and_again_holds_up_nobody_else(
    caller: Caller, handled_by: Any
) -> None:
    def stuck(turn: Turn) -> bool:
        if turn.incoming.who == WU:
            raise OperationalError("UPDATE slips …", {}, Exception("deadlock detected"))
        return True

    handled_by(stuck)
    caller.says(WU, "a", 1)
    caller.says(WU, "after it", 4)
    starts_working(caller)
    for number in (2, 3):
        caller.says(QIAN, "b", number)
    assert eventually(lambda: {row.key for row in caller.inbox()} == {"2", "3"})
    assert eventually(lambda: caller.waiting() == ["1", "4"])


@pytest.mark.parametrize("town", ["postgresql"], indirect=True)
def test_a_member_whose_answer_takes_long_keeps_nobody_waiting(caller: Caller, handled_by: Any) -> None:
    began, may_end = threading.Event(), threading.Event()

    def slow(turn: Turn) -> bool:
        if turn.incoming.who == WU:
            began.set()
            assert may_end.wait(20)
        return True

    handled_by(slow)
    starts_working(caller)
    caller.says(WU, "1", 1)
    assert began.wait(10)
    caller.says(WU, "2", 2)
    caller.says(QIAN, "1", 3)
    assert eventually(lambda: [row.key for row in caller.inbox()] == ["3"])
    may_end.set()
    assert all_is_worked_off(caller, 3)


def test_one_that_no_longer_verifies_is_set_aside_and_logged(caller: Caller, handled_by: Any) -> None:
    heard: list[tuple[str, str]] = []
    handled_by(remembers(heard))
    caller.says(WU, "a", 1)
    url = caller.db.url.render_as_string(hide_password=False)
    other = Caller(create_app({**environ(url), "WECOM_TOKEN": "RotatedToken"}), caller.db)
    with capture_logs() as logged:
        other.work_off()
    assert [line["event"] for line in logged] == ["arrival_set_aside"]
    assert not caller.waiting()
    caller.hears(WU, "b", 2)
    assert heard == [(WU, "b")]
    other.app.extensions["honghui"].let_go()


def test_an_unusable_database_is_waited_for(caller: Caller, handled_by: Any) -> None:
    def version(change: str) -> None:
        with caller.db.begin() as session:
            session.execute(text(f"UPDATE alembic_version SET version_num = {change}"))  # noqa: S608

    handled_by(remembers([]))
    version("version_num || 'x'")
    late = Caller(create_app(environ(caller.db.url.render_as_string(hide_password=False))), caller.db)
    assert late.says(WU, "a", 1).status_code == 200
    assert late.says(QIAN, "b", 2).status_code == 200
    assert not caller.inbox()
    version("replace(version_num, 'x', '')")
    arrivals = caller.app.extensions["honghui"].arrivals
    assert eventually(lambda: [one.key for one in arrivals.oldest(9)] == ["1", "2"]), "those in the file are moved over"
    caller.work_off()
    assert len(caller.inbox()) == 2
    late.app.extensions["honghui"].intake.stop()
    late.app.extensions["honghui"].let_go()


def works_off(ready: Callable[[], None], values: dict[str, str], dies_at: str) -> None:
    """Be a worker until nothing waits; handling the message named kills it on the spot."""

    def route(turn: Turn) -> bool:
        if turn.incoming.text == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(0.01)
        turn.say_text(turn.incoming.text)
        return True

    pytest.MonkeyPatch().setattr(app, "ROUTES", (route,))
    honghui = create_app(values).extensions["honghui"]
    ready()
    honghui.working_off.start()
    while not honghui.arrivals.are_empty():
        time.sleep(0.02)
    honghui.working_off.stop()
    honghui.working_off.join()


def worker(caller: Caller, dies_at: str = "") -> Fork:
    """Let a process begin to work off."""
    begun = Fork(works_off, environ(caller.db.url.render_as_string(hide_password=False)), dies_at)
    begun.let_go()
    return begun


def bring(caller: Caller, messages: int) -> None:
    for number in range(messages):
        assert caller.says((WU, QIAN)[number % 2], f"{number:02}", number).status_code == 200


def assert_each_was_answered_once_and_in_order(caller: Caller, messages: int) -> None:
    assert len(caller.inbox()) == messages
    for first, who in enumerate((WU, QIAN)):
        said = [json.loads(answer.body)["text"]["content"] for answer in caller.answers() if answer.addressee == who]
        assert said == [f"{number:02}" for number in range(first, messages, 2)]


@pytest.mark.processes
def test_a_worker_killed_in_the_middle_is_followed_by_one_that_doubles_nothing(caller: Caller) -> None:
    bring(caller, 12)
    assert worker(caller, dies_at="05").ended() == -signal.SIGKILL
    assert caller.waiting()
    assert worker(caller).ended() == 0
    assert_each_was_answered_once_and_in_order(caller, 12)


@pytest.mark.processes
def test_two_workers_answer_each_message_once_and_in_order(caller: Caller) -> None:
    bring(caller, 2 * MOST)
    one, other = worker(caller), worker(caller)
    assert (one.ended(), other.ended()) == (0, 0)
    assert_each_was_answered_once_and_in_order(caller, 2 * MOST)


def test_a_worker_that_dies_between_answering_and_putting_down_is_followed_by_one_that_changes_nothing(
    caller: Caller, handled_by: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    handled_by(remembers([]))
    caller.says(WU, "a", 1)
    with monkeypatch.context() as dying:
        dying.setattr("bot.working_off.WorkingOff._tell", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            caller.work_off()
    assert (len(caller.inbox()), caller.waiting()) == (1, ["1"])
    caller.work_off()
    assert (len(caller.inbox()), len(caller.answers()), caller.waiting()) == (1, 1, [])
