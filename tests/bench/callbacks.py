"""Callbacks taken in per second and how long that takes, beside a bare wechatpy echo on the same server.

Nobody works off meanwhile; afterwards a worker does, and each callback must turn up. What both cost together is
measured with `flask serve` (starting.py) and while a push runs (pushing.py).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import create_engine, text

from bot.clock import SystemClock
from tests.bench.figures import Figure
from tests.bench.installation import APP
from tests.bench.letters import write_letters
from tests.bench.load import Heard
from tests.bench.processes import Running, child, free_port, serving, working

PACE = 200
# More than any of these servers answers; what is left over is not sent.
MOST_PER_SECOND = 4000
WORKING_SECONDS = 30.0
WORKING_SECONDS_EACH = 0.15
ECHO = "tests.bench.echo:app"
WAITRESS = ("waitress", "--threads", "8", "--listen=127.0.0.1:{port}")
# As many as it is shipped with (deploy/gunicorn.conf.py).
GUNICORN = (
    *("gunicorn", "--worker-class", "gthread", "--workers", "2", "--threads", "8", "--keep-alive", "30"),
    "--bind=127.0.0.1:{port}",
)
SERVERS = {
    "sqlite": ("SQLite, waitress", WAITRESS, ("--call", "app:wsgi")),
    "postgresql": ("PostgreSQL, gunicorn", GUNICORN, ("app:wsgi()",)),
}


@dataclass(frozen=True)
class Server:
    """One of the servers under load, and what was heard of it: while it warmed up, at full speed, at the fixed pace.

    `cpu` holds the milliseconds of processor time per callback: what a busy machine distorts least.
    """

    running: Running
    warm: list[Heard] = field(default_factory=list)
    full: list[Heard] = field(default_factory=list)
    paced: list[Heard] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def load(self, name: str, letters: Path, seconds: float, rate: int) -> None:
        before = self.running.cpu()
        heard = ask(self.running.port, letters, seconds, rate)
        getattr(self, name).append(heard)
        if name == "full":
            self.cpu.append((self.running.cpu() - before) / heard.answered)

    @property
    def answered(self) -> int:
        return sum(one.answered for one in (*self.warm, *self.full, *self.paced))


@dataclass(frozen=True)
class Pair:
    """The application and the echo on the same kind of server. Who is not asked sleeps."""

    title: str
    ours: Server
    echo: Server

    def figures(self, when: str = "") -> list[Figure]:
        return _compared(f"{self.title}{when}", self.ours, self.echo)


def measure(folder: Path, urls: Mapping[str, str], rounds: int, seconds: float) -> list[Figure]:
    """Ask all servers in turn, round by round. `urls` are databases with the sample town, its slips delivered."""
    with ExitStack() as stack:
        pairs = {
            kind: stack.enter_context(served(kind, folder, {**APP, "DATABASE_URL": url})) for kind, url in urls.items()
        }
        load(list(pairs.values()), folder / "letters.json", rounds, seconds, SystemClock().now())
        for kind, url in urls.items():
            with working(["flask", "work"], folder / f"{kind}-work.log", {**APP, "DATABASE_URL": url}):
                check_nothing_lost(url, pairs[kind].ours.answered)
    return [figure for pair in pairs.values() for figure in pair.figures()]


def load(pairs: Collection[Pair], letters: Path, rounds: int, seconds: float, signed_at: datetime) -> None:
    """Ask first so that each warms up, then in every round at full speed and at the fixed pace, one after another."""
    for name, rate, most in (("warm", 0, PACE), *rounds * (("full", 0, MOST_PER_SECOND), ("paced", PACE, PACE))):
        write_letters(letters, int(seconds * most), signed_at)
        for pair in pairs:
            pair.echo.load(name, letters, seconds, rate)
            pair.ours.load(name, letters, seconds, rate)


def ask(port: int, letters: Path, seconds: float, rate: int) -> Heard:
    return Heard(**child(["tests.bench.load", str(port), str(letters), str(seconds), str(rate)]))


def check_nothing_lost(url: str, answered: int) -> None:
    """Hold what was answered against what was kept: a fast server that forgets has not been measured.

    What waits to be worked off gets time for that, some milliseconds each.
    """
    engine = create_engine(url)
    give_up = time.monotonic() + WORKING_SECONDS + answered * WORKING_SECONDS_EACH
    kept = failed = -1
    while kept != answered and time.monotonic() < give_up:
        with engine.connect() as connection:
            kept, failed = connection.execute(text("SELECT count(*), count(error) FROM inbox")).one()
        time.sleep(0.1)
    engine.dispose()
    if (kept, failed) != (answered, 0):
        raise RuntimeError(f"{answered} callbacks were answered, but {kept} are in the inbox, {failed} of them failed")


@contextmanager
def served(kind: str, folder: Path, env: Mapping[str, str]) -> Iterator[Pair]:
    """Run the application and the echo on the server that goes with that kind of database."""
    title, server, ours = SERVERS[kind]
    with (
        _run([*server, ECHO], folder / f"echo, {kind}.log", APP) as echo,
        _run([*server, *ours], folder / f"{kind}.log", env) as application,
    ):
        yield Pair(title, Server(application), Server(echo))


def _run(words: Sequence[str], log: Path, env: Mapping[str, str]) -> AbstractContextManager[Running]:
    port = free_port()
    return serving([word.format(port=port) for word in words], port, "/healthz", log, env)


def _compared(name: str, ours: Server, echo: Server) -> list[Figure]:
    def beside(title: str, unit: str, read: Callable[[Heard], float], least: float | None = None) -> Figure:
        figures = [read(one) for one in ours.full], [read(one) for one in echo.full]
        return Figure(title, unit, *figures, "echo", least=least)

    paced = [one.p99 for one in ours.paced], [one.p99 for one in echo.paced]
    return [
        beside(f"{name}: callbacks", "/s", lambda one: one.per_second, least=0.45),
        beside("  p50 at full speed", "ms", lambda one: one.p50),
        beside("  p99 at full speed", "ms", lambda one: one.p99),
        beside("  slowest at full speed", "ms", lambda one: one.slowest),
        Figure("  processor time each", "ms", ours.cpu, echo.cpu, "echo"),
        Figure(f"  p99 at {PACE}/s", "ms", *paced, "echo", most=50, absolute=True),
    ]
