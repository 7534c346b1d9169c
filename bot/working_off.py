"""Works off what has arrived: each member's callbacks in order, each once, several in one transaction where quick.

What breaks is undone and taken singly: a mistake of ours about one message is kept with it as failed and costs nobody
else's answer; trouble of the database lets it wait. Done twice, because somebody died in between or two processes had
it in hand, it changes nothing: the inbox knows its key.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Final, Protocol

import structlog
from sqlalchemy.exc import DBAPIError

from bot.arrivals import Arrivals, Arrived, Handful
from bot.callback import BadCallback, Callback, Incoming
from bot.clock import lease_seconds
from bot.core_parts import CoreParts
from bot.db import TROUBLE
from bot.hold import Held, never
from bot.masking import masked, without_rows
from bot.router import Received, Route, note_failure, receive, receive_all

log = structlog.get_logger()

MOST: Final = 16
# No transaction may keep other writers waiting for long.
LONGEST_SECONDS: Final = 0.25
IDLE_SECONDS: Final = 1.0
REST_SECONDS: Final = 1.0
LONGEST_ERROR: Final = 500
# On SQLite one process writes at a time; on PostgreSQL one member's slow message must hold up nobody else's. More than
# two worked off no faster, and took the processors from what is taken in.
THREADS: Final = {"sqlite": 1, "postgresql": 2}


class WorkingOffParts(CoreParts, Protocol):
    """What working off needs of the application."""

    @property
    def callback(self) -> Callback: ...

    @property
    def arrivals(self) -> Arrivals: ...


class WorkingOff:
    """Answers what has arrived, from threads of its own or, drained, from the caller's."""

    def __init__(self, parts: WorkingOffParts, routes: Sequence[Route], held: Held = never) -> None:
        self._parts, self._routes, self._held = parts, routes, held
        self._woken, self._stopping = threading.Event(), threading.Event()
        self._threads: list[threading.Thread] = []
        # Whose message the database has broken off, until when (a real second).
        self._resting: dict[str, float] = {}

    def start(self) -> None:
        """Work off from threads of this process until stopped."""
        self._threads = [
            threading.Thread(target=self._run, name="working off", daemon=True)
            for _ in range(THREADS[self._parts.db.url.get_backend_name()])
        ]
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Say that something has arrived."""
        self._woken.set()

    def stop(self) -> None:
        """Ask the threads to end after what is in hand."""
        self._stopping.set()
        self._woken.set()

    def join(self) -> None:
        """Wait until the threads have ended."""
        for thread in self._threads:
            thread.join()

    def drain(self) -> None:
        """Work off everything that waits, but not what the database breaks off."""
        while self._turn():
            pass

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                if not self._held() and self._turn():
                    continue
            except Exception:
                log.exception("working_off_interrupted")
                self._stopping.wait(REST_SECONDS)
            self._woken.wait(IDLE_SECONDS)
            self._woken.clear()

    def _turn(self) -> int:
        """Work off one handful; returns how many are done with."""
        with self._parts.arrivals.handful(MOST, self._who_rests()) as handful:
            together = len(handful.waiting) > 1 and self._work_off_together(handful)
            if not together:
                for arrived in handful.waiting:
                    # Behind one of theirs that waits, nothing of the same member may go.
                    if arrived.who not in self._resting:
                        self._work_off(arrived, handful)
        return len(handful.done) + len(handful.set_aside)

    def _work_off_together(self, handful: Handful) -> bool:
        """Answer one message of each member in one short transaction; where one breaks, nobody has been answered.

        What there was no time for is left to the next handful, and so is what a member wrote after that.
        """
        some = _first_of_each(handful.waiting)
        is_late = _Patience()
        try:
            received = [Received(self._read(one), one.received_at) for one in some]
            with self._parts.db.begin(known={}) as session:
                done = receive_all(session, received, self._routes, self._parts.calendar, is_late)
        except Exception as error:  # noqa: BLE001 — whichever broke says so itself when it is taken singly
            log.warning("taken_singly", number=len(some), reason=type(error).__name__)
            return False
        handful.done += [one.seq for one in some[:done]]
        for arrived in some[:done]:
            self._tell(arrived)
        return True

    def _tell(self, arrived: Arrived) -> None:
        """Note that a callback is answered, by its key: the messages that answer it carry the same one."""
        waited = (self._parts.clock.now() - arrived.received_at).total_seconds()
        log.info("answered", key=arrived.key, waited=round(waited, 3))

    def _work_off(self, arrived: Arrived, handful: Handful) -> None:
        try:
            self._answer(self._read(arrived), arrived)
        except BadCallback as error:
            log.exception("arrival_set_aside", key=arrived.key)
            handful.set_aside[arrived.seq] = str(error)
        except TROUBLE as error:
            log.warning("arrival_waits", key=arrived.key, reason=type(error).__name__)
            self._resting[arrived.who] = lease_seconds() + REST_SECONDS
        except Exception:
            # Not even the failure could be noted: whoever else is in the handful is answered all the same.
            log.exception("arrival_waits", key=arrived.key)
            self._resting[arrived.who] = lease_seconds() + REST_SECONDS
        else:
            handful.done.append(arrived.seq)
            self._tell(arrived)

    def _answer(self, incoming: Incoming, arrived: Arrived) -> None:
        """Answer a message in a transaction of its own; if that breaks, keep it as failed and apologise."""
        db, now = self._parts.db, arrived.received_at
        try:
            db.do(lambda session: receive(session, incoming, self._routes, self._parts.calendar, now))
        except TROUBLE:
            raise
        except Exception as error:
            log.exception("callback_failed", key=incoming.key)
            with db.begin() as session:
                note_failure(session, incoming, self._described(error), now)

    def _read(self, arrived: Arrived) -> Incoming:
        return self._parts.callback.read(arrived.args, arrived.body, arrived.received_at)

    def _described(self, error: Exception) -> str:
        # SQLAlchemy's own text ends with all values of the statement.
        said = error.orig if isinstance(error, DBAPIError) else error
        return masked(without_rows(f"{type(error).__name__}: {said}"), self._parts.settings)[:LONGEST_ERROR]

    def _who_rests(self) -> list[str]:
        now = lease_seconds()
        self._resting = {who: until for who, until in self._resting.items() if now < until <= now + REST_SECONDS}
        return list(self._resting)


class _Patience:
    """Tells when a transaction has kept others waiting for long enough: counted from its first answer.

    Before that it may have waited itself, for a row somebody else had locked.
    """

    def __init__(self) -> None:
        self._until: float | None = None

    def __call__(self) -> bool:
        self._until = self._until or lease_seconds() + LONGEST_SECONDS
        return lease_seconds() > self._until


def _first_of_each(waiting: Sequence[Arrived]) -> list[Arrived]:
    """Give the first message of each member, in order."""
    first: dict[str, Arrived] = {}
    for one in waiting:
        first.setdefault(one.who, one)
    return list(first.values())
