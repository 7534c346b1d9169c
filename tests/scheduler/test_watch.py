"""The processes of one machine: who dies is followed by another, who is told to stop stops, nobody is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from scheduler.watch import when_told
from tests.bot.fake_wecom import wait_until

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.processes

# Two that note their number and wait; "broken" never comes up, "brief" ends as soon as it has.
PROGRAM = """
import os, signal, sys, time
from pathlib import Path
from scheduler.watch import Child, Watch
folder = Path(sys.argv[1])
def lives(name):
    def run(ready):
        (folder / f"{name}-{os.getpid()}").touch()
        ready()
        while True:
            time.sleep(60)
    return Child(name, run)
def broken(ready):
    raise RuntimeError("no such database")
others = {"": [], "broken": [Child("broken", broken)], "brief": [Child("brief", lambda ready: ready())]}
Watch([lives("worker"), *others[sys.argv[2]], lives("pages")]).run(lambda: None)
"""


class Watched:
    """The parent and what its children have noted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.children: list[psutil.Process] = []
        self.parents: list[subprocess.Popen[bytes]] = []

    def start(self, other: str = "") -> subprocess.Popen[bytes]:
        """Start the parent and wait for the last of its children, or for its own end."""
        words = [sys.executable, "-c", PROGRAM, str(self.folder), other]
        parent = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        self.parents.append(parent)
        wait_until(lambda: bool(self.pids("pages")) or parent.poll() is not None)
        self.children = psutil.Process(parent.pid).children() if parent.poll() is None else []
        return parent

    def pids(self, name: str) -> set[int]:
        """The processes of a name there have been so far."""
        return {int(file.name.split("-")[1]) for file in self.folder.glob(f"{name}-*")}


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    found = Watched(tmp_path)
    yield found
    for parent in found.parents:
        parent.kill()
        parent.wait(20)
    psutil.wait_procs(found.children, 20)


@pytest.mark.parametrize("name", ["worker", "pages"])
def test_who_is_killed_is_followed_by_another(watched: Watched, name: str) -> None:
    watched.start()
    [first] = watched.pids(name)
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: len(watched.pids(name)) == 2)
    assert len(watched.pids("worker") | watched.pids("pages")) == 3


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_all_end(watched: Watched, told: signal.Signals) -> None:
    parent = watched.start()
    parent.send_signal(told)
    assert parent.wait(20) == 0
    assert not [child for child in watched.children if child.is_running()]


def test_a_killed_parent_leaves_nobody_behind(watched: Watched) -> None:
    watched.start().kill()
    assert psutil.wait_procs(watched.children, 20)[1] == []


def test_one_that_does_not_come_up_at_first_ends_the_whole(watched: Watched) -> None:
    assert watched.start("broken").wait(20) == 1
    assert not watched.pids("pages")
    assert not [pid for pid in watched.pids("worker") if psutil.pid_exists(pid)]


def test_one_that_ends_again_and_again_keeps_no_other_from_being_started_again(watched: Watched) -> None:
    watched.start("brief")
    [worker] = watched.pids("worker")
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: len(watched.pids("worker")) == 2)


def test_whoever_is_told_twice_stops_once() -> None:
    """systemd and the parent both tell: the second SIGTERM must not come into the middle of what the first began."""
    before, begun = signal.getsignal(signal.SIGTERM), []

    def stop() -> None:
        begun.append("stopping")
        if len(begun) < 3:
            os.kill(os.getpid(), signal.SIGTERM)

    try:
        when_told(stop)
        os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert begun == ["stopping"]
