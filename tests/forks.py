"""Processes of tests, forked from one that has loaded the program: to load it takes each a second of processor time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import chdir
from multiprocessing import forkserver, get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parents[1]
Result = TypeVar("Result")
PATIENCE_SECONDS = 60
_FORKING = get_context("forkserver")
_FORKING.set_forkserver_preload(["app", "tests.bot.fake_wecom"])


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
