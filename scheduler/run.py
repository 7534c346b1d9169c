"""Keeps the timetable: any number of processes may tick, each slot is swept by exactly one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any, cast

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from bot import drawing
from bot.clock import Clock
from bot.db import Database, insert_new
from bot.hold import Held, never
from models.schedules import Schedule
from rules.periods import BEIJING
from rules.workdays import Calendar
from scheduler.jobs import Job, Posting, Sweep
from services.rights.modules import is_job_off

log = structlog.get_logger()

TICK_SECONDS = 2
ERRAND_MINUTES = 10
Errand = Callable[[], None]
INSTANT = timedelta(microseconds=1)


class Timekeeper:
    """Runs the sweeps that are due, each beginning in one transaction with the row that says when it is due next."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        calendar: Callable[[], Calendar],
        timetable: Sequence[Job],
        held: Held = never,
    ) -> None:
        self.db, self.clock, self.calendar, self.timetable, self._held = db, clock, calendar, timetable, held

    def start(self, errands: Sequence[Errand] = ()) -> BackgroundScheduler:
        """Tick once now, then every few seconds in the background; the caller shuts the returned scheduler down.

        The first tick is not left to the background: whoever sees the process ready finds the timetable begun.
        `errands` ask WeCom itself, which no sweep may inside its transaction; they run beside it, now and then again.
        """
        self.tick()
        scheduler = BackgroundScheduler(timezone=BEIJING)
        scheduler.add_job(
            self.tick, "interval", seconds=TICK_SECONDS, coalesce=True, max_instances=1, misfire_grace_time=None
        )
        for errand in errands:
            scheduler.add_job(errand)
            scheduler.add_job(errand, "interval", minutes=ERRAND_MINUTES, coalesce=True, misfire_grace_time=None)
        scheduler.start()
        return scheduler

    def tick(self) -> None:
        """Run what is due. One broken sweep is logged and does not keep the others from running."""
        for job in self._due():
            try:
                self._run(job, partial(self._won, job=job))
            except Exception:
                log.exception("sweep_failed", job=job.name)

    def _due(self) -> list[Job]:
        """List what may be due. One look that takes no lock spares most ticks a write transaction for each job."""
        try:
            if self._held():
                return []
            with self.db.read() as session:
                rows = {row.name: row for row in session.scalars(select(Schedule))}
        except Exception:
            log.exception("timetable_not_read")
            return []
        now = self.clock.now()
        return [job for job in self.timetable if not (job.name in rows and _waits(job, rows[job.name], now))]

    def run_all(self) -> None:
        """Run every sweep once, now, whatever the timetable says. Raises the first error, at the end."""
        errors = [error for job in self.timetable if (error := self._run_now(job))]
        if errors:
            raise errors[0]

    def _run_now(self, job: Job) -> Exception | None:
        try:
            self._run(job, lambda _session: True)
        except Exception as error:
            log.exception("sweep_failed", job=job.name)
            return error
        return None

    def _run(self, job: Job, may: Callable[[Session], bool]) -> None:
        """Do a sweep in one transaction if it `may` begin there, and what it leaves in further ones, slice by slice."""
        # Two processes that find the same board would draw it twice, and throw one away.
        with self.db.one_at_a_time("drawing") if isinstance(job.sweep, Posting) else nullcontext():
            sweep = self._ready(job)
            with self.db.begin() as session:
                done = self._sweep(session, job, sweep) if may(session) else 0
        _log_done(job, done)
        while done and job.in_slices:
            with self.db.begin() as session:
                # Another machine that has won the next slot meanwhile takes turns with us.
                session.get(Schedule, job.name, with_for_update=True)
                done = self._sweep(session, job, sweep)
            _log_done(job, done)

    def _ready(self, job: Job) -> Sweep:
        """Draw what a sweep is going to post; of the others there is nothing to prepare."""
        posting = job.sweep
        if not isinstance(posting, Posting):
            return posting
        with self.db.read() as session:
            wanted = posting.wanted(session, self.calendar(), self.clock.now())
        pictures = drawing.pngs(wanted)
        return lambda session, calendar, now: posting.post(session, calendar, now, pictures)

    def _sweep(self, session: Session, job: Job, sweep: Sweep) -> int:
        if is_job_off(session, job.name):
            return 0
        return sweep(session, self.calendar(), self.clock.now())

    def _won(self, session: Session, job: Job) -> bool:
        """Win a due slot by compare-and-swap; a job never seen before waits for its first slot."""
        # First the row, then the clock: in the other order a process held up in between would take what another has won
        # meanwhile for a clock that was set back.
        row = session.get(Schedule, job.name)
        now = self.clock.now()
        following = _slot_after(job, now)
        if row is None:
            insert_new(session, Schedule, name=job.name, next_run_at=following)
            return False
        if _waits(job, row, now):
            return False
        seen = row.next_run_at
        swap = (
            update(Schedule)
            .where(Schedule.name == job.name, Schedule.next_run_at == seen)
            .values(next_run_at=following)
            .execution_options(synchronize_session=False)
        )
        swapped = cast("CursorResult[Any]", session.execute(swap)).rowcount == 1
        return swapped and seen <= now


def _log_done(job: Job, done: int) -> None:
    if done:
        log.info("swept", job=job.name, done=done)


def _waits(job: Job, row: Schedule, now: datetime) -> bool:
    """Tell whether a job's slot lies ahead.

    A clock set back (only in demonstrations) must not leave a job waiting for a day that is far away again. One slot
    ahead of ours is no such thing: another machine's clock is a little faster, and it has won that slot.
    """
    return now < row.next_run_at <= _slot_after(job, _slot_after(job, now))


def _slot_after(job: Job, moment: datetime) -> datetime:
    """Tell a job's first slot behind a moment, which may be a slot itself."""
    return cast("datetime", _trigger(job.crontab).get_next_fire_time(None, moment + INSTANT))


@cache
def _trigger(crontab: str) -> CronTrigger:
    return CronTrigger.from_crontab(crontab, timezone=BEIJING)
