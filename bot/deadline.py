"""A limit to how long anybody waits for work that may hang: the waiting ends, the work goes on by itself."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TypeVar

T = TypeVar("T")


class Deadline:
    """Waits so many seconds for work, and has no more than `at_once` pieces of it going on or hanging."""

    def __init__(self, seconds: float, at_once: int) -> None:
        self._seconds = seconds
        self._free = threading.BoundedSemaphore(at_once)

    def run(self, work: Callable[[], T]) -> T | None:
        """Return what `work` returns; None when that takes too long or too much hangs. `work` must not raise."""
        if not self._free.acquire(blocking=False):
            return None
        found: SimpleQueue[T] = SimpleQueue()
        # A daemon: work that hangs must not keep the process from ending.
        threading.Thread(target=self._work, args=(work, found), name="deadline", daemon=True).start()
        try:
            return found.get(timeout=self._seconds)
        except Empty:
            return None

    def _work(self, work: Callable[[], T], found: SimpleQueue[T]) -> None:
        try:
            found.put(work())
        finally:
            self._free.release()
