"""A town that starts late: the records are there, the first working day is over."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from demo.narrator import Narrator
from demo.stage import Stage, simulator_running

pytestmark = [pytest.mark.processes, pytest.mark.timeout(240)]


@pytest.mark.parametrize(
    ("starts_at", "month", "deadline"),
    [
        ("2026-02-13T09:00:00+08:00", "1月党建工作提醒单", "2月24日（周二）24时"),
        ("2026-04-30T09:00:00+08:00", "3月党建工作提醒单", "5月7日（周四）24时"),
    ],
)
def test_the_deadline_said_on_a_late_first_start_steps_over_the_holidays(
    set_stage: Callable[[str], Stage], starts_at: str, month: str, deadline: str
) -> None:
    stage = set_stage(starts_at)
    with simulator_running(stage):
        stage.flask("tick")
        told = Narrator(stage)
        receivers = told.receivers_of(month)
        assert len(receivers) >= 35
        assert told.receivers_of(deadline) >= receivers
        before = len(told.sent())
        stage.flask("tick")
        assert len(told.sent()) == before, "a second tick says nothing twice"
