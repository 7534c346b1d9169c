"""`flask serve`, both its processes: how soon it takes callbacks, what it weighs, how it bears a busy day, and how soon

answers are at WeCom.
"""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from tests.bench.callbacks import ECHO, PACE, WAITRESS, ask, check_nothing_lost
from tests.bench.deliveries import LIMIT_PER_MINUTE
from tests.bench.figures import Figure
from tests.bench.installation import APP
from tests.bench.letters import write_letters
from tests.bench.load import Heard
from tests.bench.processes import free_port, serving
from tests.bench.slow_wecom import LATENCY_SECONDS
from tests.bench.town import ISSUE_AT, copy_sqlite

CALM = 50
# So many times as long as callbacks are taken in elsewhere: in a second it is the start of the worker that is measured.
LONGER = 4
LOOK_SECONDS = 0.2
SILENT_LOOKS = 25


@dataclass(frozen=True)
class Life:
    """One start of a server, and the load it bore."""

    started_in: float
    memory_at_start: float
    memory_after_load: float
    heard: Heard
    worked_off_per_second: float = 0.0
    answered_after: float = 0.0


def measure(folder: Path, town: Path, rounds: int, seconds: float) -> list[Figure]:
    """Start, load and stop `flask serve` and the echo in turn. `town` is a SQLite file with delivered slips."""
    wecom_port, letters, seconds = free_port(), folder / "letters.json", seconds * LONGER
    write_letters(letters, int(seconds * PACE), ISSUE_AT)
    ours, echo = list[Life](), list[Life]()
    with serving(["tests.bench.slow_wecom", str(wecom_port)], wecom_port, "/arrivals", folder / "wecom.log", {}):
        for _ in range(rounds):
            echo.append(_live(folder, [*WAITRESS, "--port={port}", "--host=127.0.0.1", ECHO], APP, letters, seconds))
            ours.append(_serve(folder, town, wecom_port, letters, seconds))
    return _figures(ours, echo)


def _serve(folder: Path, town: Path, wecom_port: int, letters: Path, seconds: float) -> Life:
    clock = folder / "clock"
    clock.write_text(ISSUE_AT.isoformat(), encoding="utf-8")
    url = copy_sqlite(town, folder / "serving.db")
    base = f"http://127.0.0.1:{wecom_port}/cgi-bin/"
    env = {**APP, "DATABASE_URL": url, "WECOM_API_BASE": base, "CLOCK_FILE": str(clock)}
    return _live(folder, ["flask", "serve", "--port={port}"], env, letters, seconds)


def _live(folder: Path, words: Sequence[str], env: Mapping[str, str], letters: Path, seconds: float) -> Life:
    port = free_port()
    words = [word.format(port=port) for word in words]
    path = "/readyz" if words[0] == "flask" else "/healthz"
    with serving(words, port, path, folder / f"{words[0]}.log", env) as running:
        fresh = running.memory()
        heard = ask(port, letters, seconds, PACE)
        loaded = running.memory()
        life = Life(running.started_in, fresh, loaded, heard)
        return _answering(life, port, letters, env, seconds) if "DATABASE_URL" in env else life


def _answering(life: Life, port: int, letters: Path, env: Mapping[str, str], seconds: float) -> Life:
    """See how many messages a second are worked off, and at a calm pace how long people wait for their answers."""
    check_nothing_lost(env["DATABASE_URL"], life.heard.answered)
    per_second = life.heard.answered / (time.monotonic() - life.heard.began)
    wecom = env["WECOM_API_BASE"].removesuffix("/cgi-bin/")
    _answers(wecom, life.heard.answered)
    write_letters(letters, int(seconds * CALM), ISSUE_AT)
    calm = ask(port, letters, seconds, CALM)
    answers = _answers(wecom, calm.answered)
    waits = [1000 * (at - calm.began - number / CALM) for number, at in enumerate(answers)]
    return replace(life, worked_off_per_second=per_second, answered_after=median(waits))


def _answers(wecom: str, number: int) -> list[float]:
    """Wait for so many answers at WeCom, or until no more come; returns when they arrived."""
    found, silent = list[float](), 0
    while len(found) < number and silent < SILENT_LOOKS:
        time.sleep(LOOK_SECONDS)
        with urllib.request.urlopen(f"{wecom}/answers", timeout=5) as answer:
            new = json.load(answer)
        found, silent = found + new, 0 if new else silent + 1
    return sorted(found)


def _figures(ours: list[Life], echo: list[Life]) -> list[Figure]:
    def beside(title: str, unit: str, read: Callable[[Life], float], most: float | None = None) -> Figure:
        figures = [read(one) for one in ours], [read(one) for one in echo]
        return Figure(f"flask serve: {title}", unit, *figures, "echo", most=most, absolute=most is not None)

    return [
        beside("start to readiness", "s", lambda one: one.started_in, most=1.5),
        beside("memory after start", "MB", lambda one: one.memory_at_start),
        beside("memory after load", "MB", lambda one: one.memory_after_load),
        beside(f"p99 at {PACE}/s, delivering", "ms", lambda one: one.heard.p99, most=50),
        Figure(
            "flask serve: worked off",
            "/s",
            [one.worked_off_per_second for one in ours],
            [LIMIT_PER_MINUTE / 60] * len(ours),
            "WeCom's limit",
            least=1,
        ),
        Figure(
            f"flask serve: answer at WeCom after, at {CALM}/s",
            "ms",
            [one.answered_after for one in ours],
            [LATENCY_SECONDS * 1000] * len(ours),
            "WeCom itself",
            most=150,
            absolute=True,
        ),
    ]
