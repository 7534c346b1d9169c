"""Group commit: what several threads bring at the same moment is written, and waited for, once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Final, Generic, TypeVar

import structlog

log = structlog.get_logger()

T = TypeVar("T")
# More than any web server has threads: where so many wait, the disk or the database hangs.
MOST_WAITING: Final = 256


@dataclass
class _Waiting(Generic[T]):
    value: T
    # Held until it is over: of what threads can wait for, a lock is the lightest.
    underway: threading.Lock = field(default_factory=threading.Lock)
    is_written: bool = False
    is_given_up: bool = False


class GroupCommit(Generic[T]):
    """Writes from one thread for many; nobody waits for it longer than they say."""

    def __init__(self, write: Callable[[Sequence[T]], None]) -> None:
        self._write = write
        self._queue: SimpleQueue[_Waiting[T]] = SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def keep(self, value: T, seconds: float) -> bool:
        """Write a value and tell whether it is certainly written by now; it may be written later all the same."""
        if self._queue.qsize() >= MOST_WAITING:
            return False
        waiting = _Waiting(value)
        waiting.underway.acquire()
        self._queue.put(waiting)
        self._start()
        if not waiting.underway.acquire(timeout=seconds):
            waiting.is_given_up = True
        return waiting.is_written

    def _start(self) -> None:
        # After a fork the thread is the parent's.
        if self._thread is None or not self._thread.is_alive():
            with self._starting:
                if self._thread is None or not self._thread.is_alive():
                    self._thread = threading.Thread(target=self._run, name="group commit", daemon=True)
                    self._thread.start()

    def _run(self) -> None:
        while True:
            group = self._group()
            try:
                if wanted := [one.value for one in group if not one.is_given_up]:
                    self._write(wanted)
            except Exception:
                log.exception("group_not_written", size=len(group))
            else:
                for one in group:
                    one.is_written = not one.is_given_up
            for one in group:
                one.underway.release()

    def _group(self) -> list[_Waiting[T]]:
        group = [self._queue.get()]
        while len(group) < MOST_WAITING:
            try:
                group.append(self._queue.get_nowait())
            except Empty:
                break
        return group
