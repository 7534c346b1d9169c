"""Keeps the timetable: any number of processes may tick, each slot is swept by exactly one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import datetime
from functools import partial
from typing import Any, Final

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.orm import Session

from bot import drawing
from bot.clock import Clock, lease_seconds
from bot.db import Database, in_slices
from bot.drawing import Pictures
from bot.hold import Held, never
from models.schedules import Schedule
from rules.periods import BEIJING
from rules.workdays import Calendar
from scheduler.jobs import Job, Posting, Several
from scheduler.slots import Slots, is_due, look_again, slots, won
from services.rights.modules import is_job_off

log = structlog.get_logger()

TICK_SECONDS = 2
ERRAND_MINUTES = 10
Errand = Callable[[], None]
# No transaction may keep other writers waiting for long.
LONGEST_SECONDS: Final = 0.25
NONE_DRAWN: Final[Pictures] = {}
May = Callable[[Session, Job], bool]
Alone = tuple[Job, Callable[[], None]]
Slices = Sequence[Sequence[Any]]


class Timekeeper:
    """Runs the sweeps that are due, each in one transaction with the row that says when it is due next."""

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
        try:
            if self._held():
                return
            seen = self._slots()
        except Exception:
            log.exception("timetable_not_read")
            return
        self._run_each(self._due(seen), partial(won, seen=seen, clock=self.clock))

    def run_all(self) -> None:
        """Run every sweep once, now, whatever the timetable says. Raises the first error, at the end.

        What was due by the timetable is done with it: whoever keeps it beside us need not sweep the same once more.
        """
        seen = self._slots()
        if errors := self._run_each(self.timetable, partial(self._taken, seen=seen, due=self._due(seen))):
            raise errors[0]

    def _slots(self) -> Slots:
        """See when each job is due next. One look that takes no lock spares most ticks a write transaction."""
        with self.db.read() as session:
            return slots(session)

    def _due(self, seen: Slots) -> list[Job]:
        """List what may be due."""
        now = self.clock.now()
        return [job for job in self.timetable if is_due(job, seen, now)]

    def _run_each(self, jobs: Sequence[Job], may: May) -> list[Exception]:
        """Run sweeps in their order. What breaks is logged and returned, and does not keep the others from running."""
        errors: list[Exception] = []
        while jobs:
            # Before what was found without the lock, a transaction with others ends.
            quick, found = self._quick(jobs)
            swept, alone = self._run_together(quick, may) if quick else (1, self._alone(jobs[:1], may, found))
            errors += [error for job, run in alone if (error := _error_of(job, run))]
            jobs = jobs[swept:]
        return errors

    def _quick(self, jobs: Sequence[Job]) -> tuple[Sequence[Job], Slices | None]:
        """List the first jobs that may share a transaction, up to one for which something is found without the lock.

        Returns with them what was found; None where that broke, or nothing is left.
        """
        with self.db.read() as session:
            for number, job in enumerate(jobs):
                try:
                    found = self._found(session, job)
                except Exception:  # noqa: BLE001 — it says so itself when it is run alone
                    return jobs[:number], None
                if found:
                    return jobs[:number], found
        return jobs, None

    def _run_together(self, jobs: Sequence[Job], may: May) -> tuple[int, list[Alone]]:
        """Run the first of some sweeps in one short transaction, up to one that has something to do.

        Most have not, and a transaction for each took longer than to see so. Returns how many are dealt with when what
        is to be run alone has been: slices that are left, what has pictures to be drawn, all of it where one broke.
        """
        swept, done, until = 1, 0, lease_seconds() + LONGEST_SECONDS
        try:
            with self.db.begin(known={}) as session:
                for swept, job in enumerate(jobs, start=1):
                    if self._wanted(session, job):
                        return swept, self._alone([job], may)
                    done = self._begun(session, job, self.clock.now()) if may(session, job) else 0
                    if done or lease_seconds() > until:
                        break
                    _begin_anew(session)
        except Exception as error:  # noqa: BLE001 — whichever broke says so itself when it is run alone
            log.warning("swept_singly", number=swept, reason=type(error).__name__)
            return swept, self._alone(jobs[:swept], may)
        last = jobs[swept - 1]
        _log_done(last, done)
        return swept, [(last, partial(self._run_further, last))] if done and last.in_slices else []

    def _alone(self, jobs: Sequence[Job], may: May, found: Slices | None = None) -> list[Alone]:
        return [(job, partial(self._run, job, may, found)) for job in jobs]

    def _run(self, job: Job, may: May, found: Slices | None) -> None:
        """Do a sweep in a transaction of its own if it `may` begin there; what was `found` for it, in slices."""
        # Two processes that find the same board would draw it twice, and throw one away.
        with self.db.one_at_a_time("drawing") if isinstance(job.sweep, Posting) else nullcontext():
            slices, pictures, now = found or self._looked(job), self._drawn(job), self.clock.now()

            def sweep(session: Session) -> int:
                return self._begun(session, job, now, pictures, slices) if may(session, job) else 0

            done = self.db.do(sweep)
        _log_done(job, done)
        if done and job.in_slices:
            self._run_further(job)
        for some in slices[1:]:
            self._run_slice(job, some)

    def _run_further(self, job: Job) -> None:
        """Do what a sweep has left, slice by slice, each in a transaction of its own."""
        while self._run_slice(job):
            pass

    def _run_slice(self, job: Job, some: Sequence[Any] = ()) -> int:
        now = self.clock.now()

        def sweep(session: Session) -> int:
            # Another machine that has won the next slot meanwhile takes turns with us.
            session.get(Schedule, job.name, with_for_update=True)
            return self._sweep(session, job, now, some=some)

        done = self.db.do(sweep)
        _log_done(job, done)
        return done

    def _wanted(self, session: Session, job: Job) -> list[str]:
        """List the pictures (SVG) that a sweep is going to post and that are not drawn yet."""
        posting = job.sweep
        return posting.wanted(session, self.calendar(), self.clock.now()) if isinstance(posting, Posting) else []

    def _drawn(self, job: Job) -> Pictures:
        """Draw what a sweep is going to post."""
        with self.db.read() as session:
            wanted = self._wanted(session, job)
        return drawing.pngs(wanted) if wanted else {}

    def _looked(self, job: Job) -> Slices:
        """Find what there is to do for a sweep over many things, in slices, at least an empty one."""
        with self.db.read() as session:
            return self._found(session, job) or [()]

    def _found(self, session: Session, job: Job) -> Slices:
        """Find what there is to do for a sweep over many things, in slices; nothing for any other."""
        if not isinstance(job.sweep, Several):
            return []
        return [*in_slices(job.sweep.found(session, self.calendar(), self.clock.now()))]

    def _begun(
        self, session: Session, job: Job, now: datetime, pictures: Pictures = NONE_DRAWN, slices: Slices = ((),)
    ) -> int:
        """Do a sweep, or the first slice of one; where more are to come, another slot is near for who finishes it."""
        done = self._sweep(session, job, now, pictures, slices[0])
        if done and (job.in_slices or len(slices) > 1):
            look_again(session, job, now)
        return done

    def _sweep(
        self, session: Session, job: Job, now: datetime, pictures: Pictures = NONE_DRAWN, some: Sequence[Any] = ()
    ) -> int:
        if is_job_off(session, job.name):
            return 0
        calendar = self.calendar()
        if isinstance(job.sweep, Several):
            return job.sweep.sweep(session, calendar, now, some) if some else 0
        if isinstance(job.sweep, Posting):
            return job.sweep.post(session, calendar, now, pictures)
        return job.sweep(session, calendar, now)

    def _taken(self, session: Session, job: Job, *, seen: Slots, due: Sequence[Job]) -> bool:
        """Take a job whatever the timetable says, and its slot with it."""
        if job in due:
            won(session, job, seen, self.clock)
        return True


def _log_done(job: Job, done: int) -> None:
    if done:
        log.info("swept", job=job.name, done=done)


def _begin_anew(session: Session) -> None:
    """Let the next sweep of a transaction see what is stored, as the first one did."""
    session.flush()
    session.expire_all()


def _error_of(job: Job, run: Callable[[], None]) -> Exception | None:
    try:
        run()
    except Exception as error:
        log.exception("sweep_failed", job=job.name)
        return error
    return None
