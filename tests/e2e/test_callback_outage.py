"""The callback address while the database does not answer: nothing is lost, nothing doubled, nobody waits for long."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import app as application
from bot.clock import SystemClock
from bot.db import Database
from bot.intake import FILE_SECONDS, TABLE_SECONDS
from tests.e2e.callers import Caller, calling, eventually, frozen, remembers
from tests.worlds.phones import TestClock
from tests.worlds.towns import Towns

WU = "wusiyuan"
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
    """WeCom before a bot at work that knows the sample town and has its connections open."""
    monkeypatch.chdir(tmp_path)
    with calling(town) as found:
        found.app.extensions["honghui"].check()
        yield found


def all_is_worked_off(caller: Caller, messages: int) -> bool:
    return eventually(lambda: len(caller.inbox()) == messages and not caller.waiting())


def test_a_frozen_database_keeps_nobody_waiting_and_loses_and_doubles_nothing(
    caller: Caller, heard: list[tuple[str, str]]
) -> None:
    assert TABLE_SECONDS + FILE_SECONDS < WECOM_WAITS_SECONDS / 4
    caller.app.extensions["honghui"].working_off.start()
    with frozen(caller.db):
        for number, words in enumerate("abcde", start=1):
            assert caller.says(WU, words, number).status_code == 200
        assert caller.says(WU, "e", 5).status_code == 200
    assert all_is_worked_off(caller, 5)
    assert [words for _, words in heard] == list("abcde")
    assert [json.loads(answer.body)["text"]["content"] for answer in caller.answers()] == [
        f"heard {words}" for words in "abcde"
    ]


def test_a_message_counts_as_of_the_moment_it_was_received(caller: Caller, heard: list[Any]) -> None:
    received = SystemClock().now()
    clock = TestClock(received)
    vars(caller.app.extensions["honghui"]).update(clock=clock)
    with frozen(caller.db):
        caller.says(WU, "a", 1)
        clock.moment = received + timedelta(minutes=10)
    caller.app.extensions["honghui"].working_off.start()
    assert all_is_worked_off(caller, 1)
    [row] = caller.inbox()
    assert row.received_at == received
