"""While a push runs: callbacks taken in beside the echo, under the same push, and answers that come all the same.

Nothing is quiet here: the worker that pushes works off and answers as well, and so whatever is asked is asked beside
what is left of what was asked before.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from tests.bench.answering import CALM, answered_after, figure_of_waiting
from tests.bench.callbacks import check_nothing_lost, load, served
from tests.bench.deliveries import LIMIT_PER_MINUTE, densest
from tests.bench.figures import Figure
from tests.bench.installation import installed
from tests.bench.processes import PATIENCE_SECONDS, working
from tests.bench.slow_wecom import moments, started
from tests.bench.town import ISSUE_AT

WORKERS = {"sqlite": 1, "postgresql": 2}
GLANCE_SECONDS = 0.05


def measure(folder: Path, urls: Mapping[str, str], rounds: int, seconds: float) -> list[Figure]:
    """Push and ask on one database after the other. `urls` are databases whose month's slips wait to leave."""
    return [figure for kind, url in urls.items() for figure in _measured(folder, kind, url, rounds, seconds)]


def _measured(folder: Path, kind: str, url: str, rounds: int, seconds: float) -> Iterator[Figure]:
    letters = folder / "letters.json"
    with ExitStack() as stack:
        wecom = stack.enter_context(started(folder)).port
        env = installed(folder, url, wecom, ISSUE_AT)
        pair = stack.enter_context(served(kind, folder, env))
        for _ in range(WORKERS[kind]):
            stack.enter_context(working(["flask", "work"], folder / "work.log", env))
        sent = _first_of(wecom)
        began = time.monotonic()
        calm = [answered_after(pair.ours.running.port, letters, wecom, seconds) for _ in range(rounds)]
        load([pair], letters, rounds, seconds, ISSUE_AT)
        ended = time.monotonic()
        sent += moments(wecom, "arrivals")
        check_nothing_lost(url, pair.ours.answered + sum(one.asked for one in calm))
    yield from pair.figures(", pushing")
    yield figure_of_waiting(f"  answer at WeCom after, at {CALM}/s", [one.milliseconds for one in calm], most=None)
    meanwhile = sum(began <= at <= ended for at in sent) * 60 / (ended - began)
    yield Figure("  messages at WeCom meanwhile", "/min", [meanwhile], [LIMIT_PER_MINUTE], "limit")
    yield densest([sorted(sent)])


def _first_of(wecom: int) -> list[float]:
    """Wait until the push has begun."""
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not (sent := moments(wecom, "arrivals")):
        if time.monotonic() > give_up:
            raise RuntimeError("No slip has left; see work.log")
        time.sleep(GLANCE_SECONDS)
    return sent
