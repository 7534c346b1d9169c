"""The bot dies while the slips go out, and comes back."""

from __future__ import annotations

import json
import subprocess
import time
from collections import Counter
from collections.abc import Callable

import psutil
import pytest

from demo.narrator import Narrator
from demo.stage import Stage, bot_running, simulator_running
from scheduler.cli import GIVE_WAY

pytestmark = [pytest.mark.processes, pytest.mark.timeout(240)]

SLIPS = 37
# Nobody can be nicer.
NICEST = 19


def slips_by_number(told: Narrator) -> Counter[str]:
    """Count what reached people, by the number on the slip."""
    numbers: Counter[str] = Counter()
    for member in told.stage.look("members")["members"]:
        for message in told.messages(member["userid"]):
            raw = json.dumps(message["raw"], ensure_ascii=False)
            # What the office is to print names them in brackets.
            if "党建工作提醒单" in raw and "（澄红灰提" not in raw:
                numbers[raw.split("澄红灰提")[1][:13]] += 1
    return numbers


def kill_all(bot: subprocess.Popen[bytes]) -> None:
    """Kill the bot and the processes it watches, before it can start one again."""
    children = psutil.Process(bot.pid).children()
    for process in (bot, *children):
        process.kill()
    bot.wait()
    psutil.wait_procs(children, 20)


def wait_for(count: Callable[[], int], at_least: int, seconds: float, every: float) -> int:
    give_up = time.monotonic() + seconds
    while (found := count()) < at_least and time.monotonic() < give_up:
        time.sleep(every)
    return found


def test_killed_while_the_slips_go_out_it_sends_the_rest_and_none_twice(set_stage: Callable[[str], Stage]) -> None:
    stage = set_stage("2026-11-02T08:30:00+08:00")
    told = Narrator(stage)
    with simulator_running(stage):
        # Some calls never arrive, some arrive while their answer does not: the kill meets all kinds under way.
        lost = {"api": "message/send", "share": 0.4, "fault": {"break": "before"}}
        unanswered = {"api": "message/send", "share": 0.4, "fault": {"break": "after"}}
        stage.ask("faults", seed=1, rules=[lost, unanswered])
        with bot_running(stage) as bot:
            stage.ask("clock", now="2026-11-02T08:33:58+08:00")
            watching = psutil.Process(bot.pid)
            niceness, ours = sorted(one.nice() for one in watching.children()), watching.nice()
            assert niceness == [ours, ours, min(ours + GIVE_WAY, NICEST)], "who works off gives way"
            accepted = wait_for(lambda: len(told.sent()), 5, 30, 0.02)
            kill_all(bot)
        assert 5 <= accepted < SLIPS, "the kill did not come in the middle"
        stage.ask("faults", seed=1, rules=[])
        with bot_running(stage):
            wait_for(lambda: len(slips_by_number(told)), SLIPS, 90, 0.5)
            time.sleep(2)
        numbers = slips_by_number(told)
    assert len(numbers) == SLIPS
    assert set(numbers.values()) == {1}
    assert stage.flask("slips", "list", "2026-10").count("\tpaper\t") == 2
