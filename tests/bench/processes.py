"""Processes on loopback: started, awaited, weighed, and stopped by the id they were started with."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60.0
LONGEST_CHILD_SECONDS = 400.0
KILOBYTES = 1024


@dataclass(frozen=True)
class Running:
    """A process that has answered its first request after `started_in` seconds."""

    pid: int
    port: int
    started_in: float

    def memory(self) -> float:
        """Tell the memory of the process and its children in MB; what they share counts once."""
        return sum(_proportional(pid) for pid in (self.pid, *_children(self.pid)))

    def cpu(self) -> float:
        """Tell the milliseconds of processor time that the process and its children have used so far."""
        return sum(_ticks(pid) for pid in (self.pid, *_children(self.pid))) * 1000 / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(values: Mapping[str, str]) -> dict[str, str]:
    """Set the values over the machine's own environment, from which nothing about WeCom is taken."""
    # In a container, tests run as root; what is measured belongs to no town.
    own = {name: value for name, value in os.environ.items() if not name.startswith(("WECOM_", "CLOCK_", "PUBLIC_"))}
    own["RUN_AS_ROOT"] = "yes"
    return {**own, "FLASK_APP": str(ROOT / "app.py"), "PYTHONPATH": str(ROOT), **values}


class Process(Protocol):
    """A process that was started: `subprocess.Popen`, or what is asked and told like it."""

    @property
    def pid(self) -> int: ...
    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def terminate(self) -> None: ...
    def kill(self) -> None: ...


def begun(words: Sequence[str], log: Path, environment: Mapping[str, str]) -> Process:
    """Start `python -m words…` in the log's folder: what it leaves behind goes with that."""
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", *words], cwd=log.parent, env=environment, stdout=output, stderr=subprocess.STDOUT
        )


@contextmanager
def serving(words: Sequence[str], port: int, path: str, log: Path, env: Mapping[str, str]) -> Iterator[Running]:
    """Run `python -m words…`, which listens on the port, until the block ends; it is up once the path answers."""
    began = time.perf_counter()
    with working(words, log, env) as process:
        give_up = began + PATIENCE_SECONDS
        while not _answers(port, path):
            if process.poll() is not None or time.perf_counter() > give_up:
                raise RuntimeError(f"{' '.join(words)} did not come up: {log.read_text(encoding='utf-8')[-800:]}")
            time.sleep(0.01)
        yield Running(process.pid, port, time.perf_counter() - began)


@contextmanager
def working(words: Sequence[str], log: Path, env: Mapping[str, str]) -> Iterator[Process]:
    """Run `python -m words…` until the block ends."""
    process = begun(words, log, environment(env))
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def child(words: Sequence[str], env: Mapping[str, str] | None = None) -> Any:
    """Run `python -m words…` to its end and return the JSON it printed."""
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        env=environment(env or {}),
        capture_output=True,
        text=True,
        timeout=LONGEST_CHILD_SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)} failed: {done.stderr[-800:]}")
    return json.loads(done.stdout)


def _answers(port: int, path: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=1):
            return True
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def memory_of(pid: str, name: str) -> float:
    """Tell a process's resident memory in MB: "VmRSS" now, "VmHWM" at its highest; the pid may be "self"."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(name)) / KILOBYTES


def _proportional(pid: int) -> float:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / KILOBYTES


def _ticks(pid: int) -> int:
    # The name in brackets may hold anything; user and system time are the 12th and 13th field after it.
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
