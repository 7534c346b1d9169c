"""Numbered events for open pages; whoever was away asks for what came after the last number seen."""

import threading
from collections import deque
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from simulator.state.memory import Newest

MOST_PAGES = 48
_PRINTED = 500


@dataclass(frozen=True, slots=True)
class StreamEvent:
    """Something a page must show: `kind` is message, note, clock or reload; `subject` is what it is about."""

    number: int
    kind: str
    box: str
    subject: Any


class EventStream:
    """One for all phones, with the newest `keep` events. Numbers only grow, also over a reset.

    `places` limits the pages open at a time. `printed` is for the pages: what they show of the newest events, so that
    many pages cost little more than one.
    """

    def __init__(self, keep: int) -> None:
        self._condition = threading.Condition()
        self._events: deque[StreamEvent] = deque(maxlen=keep)
        self.last = 0
        self.printed: Newest[int, str] = Newest(_PRINTED)
        self.places = threading.BoundedSemaphore(MOST_PAGES)

    def publish(self, kind: str, box: str = "", subject: Any = None) -> None:
        """Append an event and wake every waiting page."""
        with self._condition:
            self.last += 1
            self._events.append(StreamEvent(self.last, kind, box, subject))
            self._condition.notify_all()

    def after(self, number: int, wait_seconds: float) -> list[StreamEvent]:
        """Return the events after `number`, waiting up to `wait_seconds` real seconds for the first one.

        A number from before this stream began, or from before the oldest event kept, gives one reload event.
        """
        with self._condition:
            if number == self.last:
                self._condition.wait(wait_seconds)
            if number > self.last or (self._events and number < self._events[0].number - 1):
                return [StreamEvent(self.last, "reload", "", None)]
            newest_first = takewhile(lambda event: event.number > number, reversed(self._events))
            return list(newest_first)[::-1]
