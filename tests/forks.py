"""Processes of tests, forked from one that has loaded the program: to load it takes each a second of processor time."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import chdir
from multiprocessing import forkserver, get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parents[1]
Result = TypeVar("Result")
PATIENCE_SECONDS = 60
_FORKING = get_context("forkserver")
_FORKING.set_forkserver_preload(["app", "gunicorn.app.wsgiapp", "waitress.server", "tests.bot.fake_wecom"])


class Fork:
    """A process of its own. What it does is a function that is handed `ready`, which waits for the word to go."""

    def __init__(self, do: Callable[..., None], *args: object) -> None:
        self._wire, theirs = _FORKING.Pipe()
        self._process = _FORKING.Process(target=_run, args=(theirs, do, args), daemon=True)
        _load()
        self._process.start()
        theirs.close()
        assert self._wire.poll(PATIENCE_SECONDS), "it is not ready"
        self._wire.recv()

    def let_go(self) -> None:
        """Give the word."""
        self._wire.send("go")

    def kill(self) -> None:
        """End it as a power cut would (SIGKILL)."""
        self._process.kill()
        self._process.join()

    def ended(self) -> int | None:
        """Wait for its end and say its status; None where it does not end."""
        self._process.join(PATIENCE_SECONDS)
        return self._process.exitcode


class Command:
    """A command (`python -m words…`) as an operator would start it; it is asked and told like `subprocess.Popen`.

    What it says goes into the log, in whose folder it runs. Its clock is some seconds `ahead`.
    """

    def __init__(self, words: Sequence[str], log: Path, environment: Mapping[str, str], ahead: float = 0.0) -> None:
        self._words = words
        self._process = _FORKING.Process(target=_be, args=(words, log, environment, ahead), daemon=True)
        _load()
        self._process.start()
        self.terminate, self.kill = self._process.terminate, self._process.kill

    @property
    def pid(self) -> int:
        assert self._process.pid
        return self._process.pid

    def poll(self) -> int | None:
        """Say its status if it has ended."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end and say its status. TimeoutExpired where it does not end."""
        self._process.join(timeout)
        if (status := self.poll()) is None:
            raise subprocess.TimeoutExpired([*self._words], timeout or 0)
        return status


def worked_out(do: Callable[..., Result], *args: object) -> Result:
    """Let a process of its own work something out. EOFError where it died of that."""
    wire, theirs = _FORKING.Pipe()
    process = _FORKING.Process(target=_answer, args=(theirs, do, args))
    _load()
    process.start()
    theirs.close()
    result: Result = wire.recv()
    process.join()
    return result


def _load() -> None:
    """Start what forks, unless it runs: it finds the program only from here, and says nothing where it does not."""
    with chdir(ROOT):
        forkserver.ensure_running()


def _answer(wire: Connection[Any, Any], do: Callable[..., object], args: tuple[object, ...]) -> None:
    wire.send(do(*args))


def _run(wire: Connection[Any, Any], do: Callable[..., None], args: tuple[object, ...]) -> None:
    def ready() -> None:
        wire.send("ready")
        wire.recv()

    do(ready, *args)


def _be(words: Sequence[str], log: Path, environment: Mapping[str, str], ahead: float) -> None:
    """Be the command: take on the surroundings of a process of its own, with a clock that may be wrong."""
    said = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for stream in (1, 2):
        os.dup2(said, stream)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(log.parent)
    real = time.time
    time.time = lambda: real() + ahead
    sys.argv = [*words]
    runpy.run_module(words[0], run_name="__main__", alter_sys=True)
