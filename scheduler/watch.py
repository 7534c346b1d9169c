"""Keeps the processes of one machine alive: forked from one that has everything loaded and nothing open.

One that ends is started again, until the whole is told to stop. One whose parent has been killed ends by itself: it
holds the reading end of a pipe that nobody writes to, and reads the end of it.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from types import FrameType
from typing import Final, NoReturn

import structlog

from bot.clock import lease_seconds

log = structlog.get_logger()

TOLD: Final = (signal.SIGTERM, signal.SIGINT)
PAUSE_SECONDS: Final = 1.0
BROKEN: Final = 1

Ready = Callable[[], None]


@dataclass(frozen=True)
class Child:
    """One process: its name and what it does until it gets SIGTERM; it calls what it is given when it is ready."""

    name: str
    run: Callable[[Ready], None]


class Watch:
    """Starts some processes, each when the one before is ready, and starts again what ends."""

    def __init__(self, children: Sequence[Child]) -> None:
        self._children = children
        self._running: dict[int, Child] = {}
        self._begun: dict[Child, float] = {}
        self._is_stopping = False
        self._lifeline, self._end = os.pipe()

    def run(self, up: Callable[[], None]) -> None:
        """Call `up` when all are there, and return when all have ended after SIGTERM or Ctrl-C.

        Raises ChildProcessError where one does not come up.
        """
        for number in TOLD:
            signal.signal(number, self._stop)
        for child in self._children:
            if not self._is_up(child) and not self._is_stopping:
                self._stop()
                self._see_off()
                raise ChildProcessError(child.name)
        up()
        self._see_off()

    def _is_up(self, child: Child) -> bool:
        """Start a process and wait until it is ready, or has ended."""
        with os.fdopen(self._start(child), "rb") as told:
            return bool(told.read())

    def _start(self, child: Child) -> int:
        """Fork a process; returns where it says that it is ready. Nothing is started when all are to stop."""
        said, says = os.pipe()
        # Whoever is told to stop while being born must not miss it.
        signal.pthread_sigmask(signal.SIG_BLOCK, TOLD)
        try:
            if not self._is_stopping:
                if not (pid := os.fork()):
                    os.close(said)
                    self._be(child, partial(_say_ready, says))
                self._running[pid] = child
                self._begun[child] = lease_seconds()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, TOLD)
            os.close(says)
        return said

    def _be(self, child: Child, ready: Ready) -> NoReturn:
        """Live as the child: nothing of the parent's remains to be done here, whatever happens."""
        status = BROKEN
        try:
            # Ctrl-C reaches everybody on the terminal; the parent passes it on in its own way.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, TOLD)
            os.close(self._end)
            threading.Thread(target=self._mind_the_parent, name="lifeline", daemon=True).start()
            child.run(ready)
            status = 0
        except SystemExit:
            status = 0
        except BaseException:
            log.exception("process_broke", process=child.name)
        finally:
            os._exit(status)

    def _mind_the_parent(self) -> None:
        os.read(self._lifeline, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    def _stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        self._is_stopping = True
        for pid in self._running:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)

    def _see_off(self) -> None:
        """Wait for whoever ends, and start it again as long as nobody says stop."""
        while self._running:
            pid, status = os.wait()
            # As the first process of a container we are told of others' orphans, too.
            child = self._running.pop(pid, None)
            if child and not self._is_stopping:
                log.error("process_ended", process=child.name, status=os.waitstatus_to_exitcode(status))
                self._start_again(child)

    def _start_again(self, child: Child) -> None:
        """Start a process again, but one that did not live for a second not before a second has passed."""
        if 0 <= lease_seconds() - self._begun[child] < PAUSE_SECONDS:
            time.sleep(PAUSE_SECONDS)
        while not self._is_stopping:
            try:
                os.close(self._start(child))
            except OSError:
                log.exception("process_not_started", process=child.name)
                time.sleep(PAUSE_SECONDS)
            else:
                return


def when_told(stop: Callable[[], None]) -> None:
    """Stop at the first SIGTERM, and only then: systemd tells every process of a service, and so does the parent.

    A second one that came while the first takes the locks of `stop` would wait for what is held below it, for ever.
    """

    def told(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        stop()

    signal.signal(signal.SIGTERM, told)


def _say_ready(says: int) -> None:
    # Who was started again says it to nobody.
    with suppress(BrokenPipeError):
        os.write(says, b"!")
    os.close(says)
