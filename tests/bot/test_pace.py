"""The pace of a push: whoever stands still, however long, WeCom's limit is never passed, and it is nearly reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import delivery_limits
from bot.delivery import MOST_IN_HAND, THREADS
from bot.delivery_limits import AHEAD_SECONDS, ROUTES, Slots
from models.rates import Rate

API = "message/send"
LIMIT_PER_MINUTE = 10_000
BEGAN = 1_000_000.0
CLAIMING_SECONDS, ANSWER_SECONDS, TURN_SECONDS = 0.05, 0.03, 0.1


@dataclass
class Worker:
    """A process that delivers: its clock is off by so much, and it stands still from a second for some seconds."""

    stalls: Sequence[tuple[float, float]] = ()
    off: float = 0.0
    in_hand: list[float] = field(default_factory=list)
    claiming: float = 0.0

    def awake(self, moment: float) -> float:
        """Tell when something is done that is due at a moment."""
        for begin, seconds in sorted(self.stalls):
            if BEGAN + begin <= moment < BEGAN + begin + seconds:
                moment = BEGAN + begin + seconds
        return moment

    def turn(self, began: float) -> Iterator[float]:
        """Claim as much as delivery does; gives the moments at which messages leave."""
        self.in_hand = [until for until in self.in_hand if until > began]
        if len(self.in_hand) > THREADS:
            return
        slots: Any = Slots(None, began + self.off + self.claiming)  # type: ignore[arg-type]
        through = self.awake(began + CLAIMING_SECONDS)
        self.claiming = min(through - began, AHEAD_SECONDS)
        while len(self.in_hand) < MOST_IN_HAND and (slot := slots.take(API)):
            leaves = self.awake(max(through, slot.moment - self.off))
            self.in_hand.append(leaves + ANSWER_SECONDS)
            if not slot.is_over(leaves + self.off):
                yield leaves


def pushed(seconds: float, *workers: Worker) -> list[float]:
    """Let workers push for some seconds; gives the moments at which WeCom was called."""
    rates = {api: Rate(name=api, free_at=0.0, failures=0) for api in ROUTES.values()}
    due = [(BEGAN + number * TURN_SECONDS / len(workers), number) for number in range(len(workers))]
    called: list[float] = []
    with patch.object(delivery_limits, "_rates", lambda *_: rates):
        while (first := min(due))[0] < BEGAN + seconds:
            due.remove(first)
            worker, began = workers[first[1]], workers[first[1]].awake(first[0])
            if began == first[0]:
                called += worker.turn(began)
                began += TURN_SECONDS
            due.append((began, first[1]))
    return sorted(one for one in called if one < BEGAN + seconds)


def densest(called: Sequence[float], span: float) -> int:
    most = first = 0
    for last, moment in enumerate(called):
        while moment - called[first] >= span:
            first += 1
        most = max(most, last - first + 1)
    return most


STALLS = st.lists(st.tuples(st.floats(0, 75), st.floats(0.5, 3)), max_size=12)


@settings(max_examples=30)
@given(STALLS, STALLS)
def test_whoever_stands_still_in_no_ten_seconds_is_more_sent_than_the_limit_of_a_minute_allows(
    one: list[tuple[float, float]], other: list[tuple[float, float]]
) -> None:
    called = pushed(80, Worker(one), Worker(other))
    assert densest(called, 10) * 6 <= LIMIT_PER_MINUTE
    assert densest(called, 60) <= LIMIT_PER_MINUTE


@settings(max_examples=30)
@given(STALLS, STALLS, st.floats(-2, 2))
def test_with_clocks_apart_the_limit_of_a_minute_is_kept_as_well(
    one: list[tuple[float, float]], other: list[tuple[float, float]], off: float
) -> None:
    assert densest(pushed(80, Worker(one), Worker(other, off=off)), 60) <= LIMIT_PER_MINUTE


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_a_minute_sees_nearly_as_many_as_may_be(workers: int) -> None:
    called = pushed(60, *(Worker() for _ in range(workers)))
    assert 0.95 <= len(called) / LIMIT_PER_MINUTE <= 1


def test_two_that_stand_still_one_after_the_other_send_what_they_had_in_hand_in_new_slots() -> None:
    """What both had in hand used to leave at once, on top of what was due."""
    called = pushed(20, Worker([(2, 3)]), Worker([(2.3, 2.7)]))
    assert densest(called, 1) <= 1.25 * delivery_limits.CALLS_PER_SECOND
