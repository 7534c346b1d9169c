"""The bot as an operator runs it, under somebody who kills, freezes and stops at random whatever belongs to it.

On SQLite it is one command; on PostgreSQL two web servers at one address and three workers, whose clocks differ.
"""

from __future__ import annotations

import os
import random
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import requests
from sqlalchemy import text

from bot.db import Database
from demo.stage import Stage
from tests.e2e.callers import frozen
from tests.forks import Command

ROOT = Path(__file__).resolve().parents[2]
WEB = ("gunicorn", "--workers", "1", "--threads", "4", "--reuse-port", "--no-control-socket", "--bind", "{address}")
# Of so many kills a whole town sees something: with fewer a few people are enough.
MANY = 20
APART_SECONDS = (0.0, 30.0, -30.0)
STOPPING_SECONDS = 30
POSTMASTER = "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1), current_setting('data_directory')"
PATIENCE_SECONDS = 90


@dataclass
class Kept:
    """One command that a service manager keeps alive; its clock is some seconds `ahead`."""

    words: Sequence[str]
    ahead: float = 0.0
    pid: int = 0

    def process(self) -> psutil.Process | None:
        """The process, while it lives."""
        return living(self.pid) if self.pid else None


def living(pid: int) -> psutil.Process | None:
    """Find a process that has not ended."""
    with suppress(psutil.NoSuchProcess):
        found = psutil.Process(pid)
        return None if found.status() == psutil.STATUS_ZOMBIE else found
    return None


def commands(stage: Stage) -> list[Kept]:
    """List the commands that an operator runs on a database of this kind."""
    if stage.database_url.startswith("sqlite"):
        return [Kept(("flask", "serve", "--port", str(stage.bot_port)))]
    web = [*(word.format(address=f"127.0.0.1:{stage.bot_port}") for word in WEB), "app:wsgi()"]
    return [*(Kept(web) for _ in range(2)), *(Kept(("flask", "work"), ahead) for ahead in APART_SECONDS)]


@dataclass
class Fleet:
    """The commands of one bot."""

    stage: Stage
    commands: list[Kept]

    def keep(self) -> None:
        """Start again whatever has ended."""
        for one in self.commands:
            if one.process() is None:
                environment, log = self.stage.environment, self.stage.folder / "bot.log"
                one.pid = Command(one.words, log, environment, one.ahead).pid

    def children(self) -> list[psutil.Process]:
        """List the processes that the commands watch."""
        found: list[psutil.Process] = []
        for parent in self.parents():
            with suppress(psutil.NoSuchProcess):
                found += parent.children()
        return found

    def parents(self) -> list[psutil.Process]:
        return [process for one in self.commands if (process := one.process())]


@contextmanager
def fleet_running(stage: Stage) -> Iterator[Fleet]:
    """Run the bot until the block ends."""
    fleet = Fleet(stage, commands(stage))
    try:
        fleet.keep()
        _await(stage)
        yield fleet
    finally:
        everybody = [*fleet.parents(), *fleet.children()]
        for process in everybody:
            with suppress(psutil.NoSuchProcess):
                process.terminate()
        for process in psutil.wait_procs(everybody, STOPPING_SECONDS)[1]:
            process.kill()


def _await(stage: Stage) -> None:
    """Wait until it takes callbacks and somebody works them off."""
    give_up = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < give_up:
        with suppress(requests.RequestException):
            if requests.get(f"{stage.bot}/readyz", timeout=2).ok:
                return
        time.sleep(0.1)
    raise RuntimeError((stage.folder / "bot.log").read_text(encoding="utf-8")[-2000:])


@contextmanager
def stopped(db: Database) -> Iterator[None]:
    """Stop PostgreSQL as if it had died, and start it again as it was."""
    with db.read() as session:
        pid, data = session.execute(text(POSTMASTER)).one()
    db.engine.dispose()
    server = psutil.Process(int(pid))
    control = [
        str(Path(server.exe()).with_name("pg_ctl")),
        "-D",
        data,
        "-w",
        "-m",
        "immediate",
        "-l",
        f"{data}/again.log",
    ]
    who = {"user": server.uids().real, "group": server.gids().real} if os.getuid() == 0 else {}
    subprocess.run([*control, "stop"], check=True, stdout=subprocess.DEVNULL, **who)
    yield
    # One that is not there it starts anyway, as it was started before.
    subprocess.run([*control, "restart"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **who)


@dataclass
class Chaos:
    """Does harm at random moments until there have been so many kills, of many until everybody has talked, too.

    Counts what it did.
    """

    fleet: Fleet
    db: Database
    rng: random.Random
    kills: int
    have_talked: threading.Event
    done: Counter[str] = field(default_factory=Counter)
    is_over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        try:
            while self.done["kill"] < self.kills or (self.kills >= MANY and not self.have_talked.is_set()):
                time.sleep(self.rng.uniform(0.1, 1.5))
                self._harm()
                self.fleet.keep()
        finally:
            self.is_over.set()

    def _harm(self) -> None:
        acts: dict[str, tuple[int, Callable[[], None]]] = {
            "kill": (40, self._kill),
            "freeze": (2, self._freeze),
            "freeze the database": (2, self._freeze_database),
            "end tokens": (1, lambda: self.fleet.stage.ask("tokens/expire", errcode=self.rng.choice((40014, 42001)))),
        }
        if not self.db.is_sqlite:
            acts["stop the database"] = (1, self._stop_database)
        name = self.rng.choices([*acts], [weight for weight, _ in acts.values()])[0]
        with suppress(psutil.NoSuchProcess):
            acts[name][1]()
            self.done[name] += 1

    def _kill(self) -> None:
        """Kill one process; now and then the first of a command, which takes all others with it.

        Until it has ended nobody would see that it must be started again, after the last kill never.
        """
        process = self._one(self.fleet.parents() if self.rng.random() < 1 / 12 else self.fleet.children())
        process.kill()
        while living(process.pid):
            time.sleep(0.01)

    def _one(self, processes: list[psutil.Process]) -> psutil.Process:
        """Choose one; where none has come up yet, harm is done another time."""
        if not processes:
            raise psutil.NoSuchProcess(0)
        return self.rng.choice(processes)

    def _freeze(self) -> None:
        process = self._one(self.fleet.children())
        process.suspend()
        time.sleep(self.rng.uniform(1, 4))
        process.resume()

    def _freeze_database(self) -> None:
        with frozen(self.db):
            time.sleep(self.rng.uniform(1, 4))

    def _stop_database(self) -> None:
        with stopped(self.db):
            time.sleep(self.rng.uniform(0.5, 3))
