"""`flask serve`, everything in one process: how soon it answers, what it weighs, and how it bears a busy day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.callbacks import ECHO, PACE, WAITRESS, ask, check_nothing_lost
from tests.bench.figures import Figure
from tests.bench.letters import APP, write_letters
from tests.bench.load import Heard
from tests.bench.processes import free_port, serving
from tests.bench.town import ISSUE_AT, copy_sqlite


@dataclass(frozen=True)
class Life:
    """One start of a server, and the load it bore."""

    started_in: float
    memory_at_start: float
    memory_after_load: float
    heard: Heard


def measure(folder: Path, town: Path, rounds: int, seconds: float) -> list[Figure]:
    """Start, load and stop `flask serve` and the echo in turn. `town` is a SQLite file with delivered slips."""
    wecom_port, letters = free_port(), folder / "letters.json"
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
        if "DATABASE_URL" in env:
            check_nothing_lost(env["DATABASE_URL"], heard.answered)
        return Life(running.started_in, fresh, loaded, heard)


def _figures(ours: list[Life], echo: list[Life]) -> list[Figure]:
    def beside(title: str, unit: str, read: Callable[[Life], float], most: float | None = None) -> Figure:
        figures = [read(one) for one in ours], [read(one) for one in echo]
        return Figure(f"flask serve: {title}", unit, *figures, "echo", most=most, absolute=most is not None)

    return [
        beside("start to readiness", "s", lambda one: one.started_in, most=1.5),
        beside("memory after start", "MB", lambda one: one.memory_at_start),
        beside("memory after load", "MB", lambda one: one.memory_after_load),
        beside(f"p99 at {PACE}/s, delivering", "ms", lambda one: one.heard.p99, most=50),
    ]
