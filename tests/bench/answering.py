"""From a callback's arrival to its answer at WeCom: how many a second, and how long people wait for theirs.

With `flask serve` on SQLite that is part of its life (starting.py); on PostgreSQL it is gunicorn and two workers.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.bench.callbacks import PACE, ask, check_nothing_lost, served
from tests.bench.deliveries import LIMIT_PER_MINUTE
from tests.bench.figures import Figure
from tests.bench.installation import installed
from tests.bench.letters import write_letters
from tests.bench.load import Heard
from tests.bench.processes import working
from tests.bench.slow_wecom import LATENCY_SECONDS, moments, started
from tests.bench.town import ISSUE_AT

CALM = 50
LONGEST_MS = 150.0
LOOK_SECONDS = 0.2
SILENT_LOOKS = 25
# So many times as long as callbacks are taken in elsewhere: what is done now and then is in it.
LONGER = 2
WORKERS = 2


class Calm(NamedTuple):
    """How many callbacks were taken in at a calm pace, and the median time from when one was due to its answer."""

    asked: int
    milliseconds: float


def measure(folder: Path, url: str, rounds: int, seconds: float) -> list[Figure]:
    """Ask gunicorn and let two workers answer. `url` is a PostgreSQL database with delivered slips."""
    letters, seconds = folder / "letters.json", seconds * LONGER
    worked_off, waited, asked = list[float](), list[float](), 0
    with ExitStack() as stack:
        wecom = stack.enter_context(started(folder)).port
        env = installed(folder, url, wecom, ISSUE_AT)
        ours = stack.enter_context(served("postgresql", folder, env)).ours
        for _ in range(WORKERS):
            stack.enter_context(working(["flask", "work"], folder / "work.log", env))
        # A first round, not counted, lets everybody warm up.
        for _ in range(1 + rounds):
            write_letters(letters, int(seconds * PACE), ISSUE_AT)
            heard = ask(ours.running.port, letters, seconds, PACE)
            worked_off.append(worked_off_per_second(url, heard, asked))
            answers(wecom, heard.answered)
            calm = answered_after(ours.running.port, letters, wecom, seconds)
            waited.append(calm.milliseconds)
            asked += heard.answered + calm.asked
    return figures_of_answers("PostgreSQL, two workers", worked_off[1:], waited[1:])


def worked_off_per_second(url: str, heard: Heard, before: int = 0) -> float:
    """Wait until what was heard, and so many `before`, is worked off; returns how many a second since it began."""
    check_nothing_lost(url, before + heard.answered)
    return heard.answered / (time.monotonic() - heard.began)


def answered_after(port: int, letters: Path, wecom: int, seconds: float) -> Calm:
    """Ask at a calm pace."""
    write_letters(letters, int(seconds * CALM), ISSUE_AT)
    calm = ask(port, letters, seconds, CALM)
    arrived = answers(wecom, calm.answered)
    waits = [1000 * (at - calm.began - number / CALM) for number, at in enumerate(arrived)]
    return Calm(calm.answered, median(waits))


def answers(wecom: int, number: int) -> list[float]:
    """Wait for so many answers at WeCom, or until no more come; returns when they arrived."""
    found, silent = list[float](), 0
    while len(found) < number and silent < SILENT_LOOKS:
        time.sleep(LOOK_SECONDS)
        new = moments(wecom, "answers")
        found, silent = found + new, 0 if new else silent + 1
    return sorted(found)


def figures_of_answers(title: str, worked_off: Sequence[float], waited: Sequence[float]) -> list[Figure]:
    limit = [LIMIT_PER_MINUTE / 60] * len(worked_off)
    return [
        Figure(f"{title}: worked off", "/s", worked_off, limit, "WeCom's limit", least=1),
        figure_of_waiting(f"{title}: answer at WeCom after, at {CALM}/s", waited),
    ]


def figure_of_waiting(title: str, waited: Sequence[float], most: float | None = LONGEST_MS) -> Figure:
    wecom = [LATENCY_SECONDS * 1000] * len(waited)
    return Figure(title, "ms", waited, wecom, "WeCom itself", most=most, absolute=most is not None)
