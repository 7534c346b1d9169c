"""Slips per minute that really leave, beside one thread that sends one after another, and beside WeCom's own limit."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

import requests

from tests.bench.figures import Figure
from tests.bench.installation import installed
from tests.bench.processes import Running, working
from tests.bench.slow_wecom import moments, started
from tests.bench.town import ISSUE_AT, copy_postgresql, copy_sqlite

LIMIT_PER_MINUTE = 10_000
WINDOW_SECONDS = 10
PLAIN_SECONDS = 1.0
SILENCE_SECONDS = 1.5
STARTING_SECONDS = 60.0
SLIP = {"touser": "bench", "agentid": 1, "msgtype": "text", "text": {"content": "提醒单" * 100}}


def measure(folder: Path, issued: Path, server: str, issued_name: str, rounds: int, seconds: float) -> list[Figure]:
    """Send the slips of an issued month with one `flask work` on SQLite and two on PostgreSQL, and with a plain loop.

    `issued` is a SQLite file, `issued_name` a database on the PostgreSQL `server`; each round works on fresh copies.
    """
    plain: list[float] = []
    heard: dict[str, list[list[float]]] = {"SQLite, one worker": [], "PostgreSQL, two workers": []}
    makers: list[tuple[str, int, Callable[[], str]]] = [
        ("SQLite, one worker", 1, lambda: copy_sqlite(issued, folder / "sending.db")),
        ("PostgreSQL, two workers", 2, lambda: copy_postgresql(server, "sending", issued_name)),
    ]
    with started(folder) as wecom:
        for _ in range(rounds):
            plain.append(_plain_loop(wecom))
            for name, workers, fresh in makers:
                heard[name].append(_work(folder, wecom, fresh(), workers, seconds))
    return [figure for name, arrivals in heard.items() for figure in _figures(name, arrivals, plain)]


def _work(folder: Path, wecom: Running, url: str, workers: int, seconds: float) -> list[float]:
    """Let workers send until all has left or the time is over; returns the moments at which messages arrived."""
    env = installed(folder, url, wecom.port, ISSUE_AT)
    moments(wecom.port, "arrivals")
    with ExitStack() as stack:
        for _ in range(workers):
            stack.enter_context(working(["flask", "work"], folder / "work.log", env))
        return _listen(wecom, seconds)


def _listen(wecom: Running, seconds: float) -> list[float]:
    began = time.monotonic()
    heard: list[float] = []
    while True:
        time.sleep(0.25)
        heard += moments(wecom.port, "arrivals")
        now = time.monotonic()
        if not heard and now - began > STARTING_SECONDS:
            raise RuntimeError("No slip has left; see work.log")
        if heard and (now - heard[-1] > SILENCE_SECONDS or now - heard[0] > seconds):
            return sorted(heard)


def _plain_loop(wecom: Running) -> float:
    """Send one message after another over one connection; returns messages per minute."""
    began, sent = time.monotonic(), 0
    with requests.Session() as http:
        while (elapsed := time.monotonic() - began) < PLAIN_SECONDS:
            http.post(f"http://127.0.0.1:{wecom.port}/cgi-bin/message/send", json=SLIP, timeout=5).raise_for_status()
            sent += 1
    return sent / elapsed * 60


def _figures(name: str, rounds: Sequence[Sequence[float]], plain: Sequence[float]) -> list[Figure]:
    per_minute = [60 * (len(one) - 1) / (one[-1] - one[0]) for one in rounds]
    limit = [float(LIMIT_PER_MINUTE)] * len(rounds)
    return [
        Figure(f"{name}: slips per minute", "/min", per_minute, plain, "plain loop"),
        Figure("  of WeCom's limit", "/min", per_minute, limit, "limit", least=0.95, most=1),
        densest(rounds),
    ]


def densest(rounds: Sequence[Sequence[float]]) -> Figure:
    """Hold the fullest seconds of each round against WeCom's limit, which may never be passed."""
    most = [most_within(one, WINDOW_SECONDS) * 60 / min(WINDOW_SECONDS, one[-1] - one[0]) for one in rounds]
    limit = [float(LIMIT_PER_MINUTE)] * len(rounds)
    return Figure(f"  in the densest {WINDOW_SECONDS} s", "/min", most, limit, "limit", most=1)


def most_within(moments: Sequence[float], span: float) -> int:
    """Tell how many of the sorted moments lie within one span at most."""
    most = first = 0
    for last, moment in enumerate(moments):
        while moment - moments[first] > span:
            first += 1
        most = max(most, last - first + 1)
    return most
