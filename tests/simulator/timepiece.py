"""A clock that goes on only when somebody sleeps: what waits can be tested without waiting."""

import time
from typing import Final

import pytest

# Where the simulator waits for real seconds or looks at them.
WAITING: Final = ("api.gateway", "bench.clockwork", "bench.records", "callbacks.delivery", "state.clock", "state.world")


class Timepiece:
    """Stands where the simulator's modules know `time`; remembers for how long each one slept."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._began = int(time.time())

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def time(self) -> float:
        return self._began + sum(self.slept)

    monotonic = time


def stopped(patch: pytest.MonkeyPatch) -> Timepiece:
    """Give the simulator such a clock."""
    timepiece = Timepiece()
    for module in WAITING:
        patch.setattr(f"simulator.{module}.time", timepiece)
    return timepiece
