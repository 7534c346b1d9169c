"""`flask serve`, both its processes: how soon it takes callbacks, what it weighs, how it bears a busy day, and how soon

answers are at WeCom.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.bench.answering import answered_after, answers, figures_of_answers, worked_off_per_second
from tests.bench.callbacks import ECHO, PACE, WAITRESS, ask
from tests.bench.figures import Figure
from tests.bench.installation import APP, installed
from tests.bench.letters import write_letters
from tests.bench.load import Heard
from tests.bench.processes import free_port, serving
from tests.bench.slow_wecom import started
from tests.bench.town import ISSUE_AT, copy_sqlite

# So many times as long as callbacks are taken in elsewhere: in a second it is the start of the worker that is measured.
LONGER = 4


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
    letters, seconds = folder / "letters.json", seconds * LONGER
    write_letters(letters, int(seconds * PACE), ISSUE_AT)
    ours, echo = list[Life](), list[Life]()
    with started(folder) as wecom:
        for _ in range(rounds):
            echo.append(_live(folder, [*WAITRESS, ECHO], APP, letters, seconds))
            ours.append(_serve(folder, town, wecom.port, letters, seconds))
    return _figures(ours, echo)


def _serve(folder: Path, town: Path, wecom_port: int, letters: Path, seconds: float) -> Life:
    env = installed(folder, copy_sqlite(town, folder / "serving.db"), wecom_port, ISSUE_AT)

    def answering(life: Life, port: int) -> Life:
        worked_off = worked_off_per_second(env["DATABASE_URL"], life.heard)
        answers(wecom_port, life.heard.answered)
        waited = answered_after(port, letters, wecom_port, seconds).milliseconds
        return replace(life, worked_off_per_second=worked_off, answered_after=waited)

    return _live(folder, ["flask", "serve", "--port={port}"], env, letters, seconds, answering)


def _live(
    folder: Path,
    words: Sequence[str],
    env: Mapping[str, str],
    letters: Path,
    seconds: float,
    further: Callable[[Life, int], Life] = lambda life, _port: life,
) -> Life:
    port = free_port()
    words = [word.format(port=port) for word in words]
    path = "/readyz" if words[0] == "flask" else "/healthz"
    with serving(words, port, path, folder / f"{words[0]}.log", env) as running:
        fresh = running.memory()
        heard = ask(port, letters, seconds, PACE)
        return further(Life(running.started_in, fresh, running.memory(), heard), port)


def _figures(ours: list[Life], echo: list[Life]) -> list[Figure]:
    def beside(title: str, unit: str, read: Callable[[Life], float], most: float | None = None) -> Figure:
        figures = [read(one) for one in ours], [read(one) for one in echo]
        return Figure(f"flask serve: {title}", unit, *figures, "echo", most=most, absolute=most is not None)

    return [
        beside("start to readiness", "s", lambda one: one.started_in, most=1.5),
        beside("memory after start", "MB", lambda one: one.memory_at_start),
        beside("memory after load", "MB", lambda one: one.memory_after_load),
        beside(f"p99 at {PACE}/s, delivering", "ms", lambda one: one.heard.p99, most=50),
        *figures_of_answers(
            "flask serve", [one.worked_off_per_second for one in ours], [one.answered_after for one in ours]
        ),
    ]
