"""The breaker: after a failure nobody waits for a while, then one finds out for all."""

from __future__ import annotations

import pytest

from bot.intake import BREAK_SECONDS, DEADLINE_SECONDS, Breaker


class Seconds:
    """A clock that stands."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> Seconds:
    clock = Seconds()
    monkeypatch.setattr("bot.intake.lease_seconds", clock)
    return clock


def broken(seconds: Seconds) -> Breaker:
    breaker = Breaker(BREAK_SECONDS)
    breaker.tell(went_well=False)
    return breaker


def test_a_whole_breaker_lets_everybody_through(seconds: Seconds) -> None:
    breaker = Breaker(BREAK_SECONDS)
    assert [breaker.lets_through() for _ in range(3)] == [True] * 3


def test_after_a_failure_nobody_is_let_through_for_some_seconds(seconds: Seconds) -> None:
    breaker = broken(seconds)
    seconds.now += BREAK_SECONDS - 0.1
    assert not breaker.lets_through()


def test_then_one_finds_out_for_everybody(seconds: Seconds) -> None:
    breaker = broken(seconds)
    seconds.now += BREAK_SECONDS
    assert [breaker.lets_through() for _ in range(3)] == [True, False, False]
    breaker.tell(went_well=True)
    assert breaker.lets_through()


def test_one_who_finds_out_and_never_comes_back_is_followed_by_another(seconds: Seconds) -> None:
    breaker = broken(seconds)
    seconds.now += BREAK_SECONDS
    assert breaker.lets_through()
    seconds.now += DEADLINE_SECONDS
    assert breaker.lets_through()


def test_a_machine_clock_set_back_does_not_keep_it_broken(seconds: Seconds) -> None:
    breaker = broken(seconds)
    seconds.now -= 3600
    assert breaker.lets_through()
