"""Keeps the timetable: any number of processes may tick, each slot is swept by exactly one of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.db import Database
from models.schedules import Schedule
from rules.periods import BEIJING
from rules.workdays import Calendar
from scheduler.jobs import TIMETABLE, Job

log = structlog.get_logger()

TICK_SECONDS = 2


class Timekeeper:
    """Runs the sweeps that are due, each in one transaction with the row that says when it is due next."""

    def __init__(self, db: Database, clock: Clock, calendar: Calendar, timetable: Sequence[Job] = TIMETABLE) -> None:
        self.db, self.clock, self.calendar, self.timetable = db, clock, calendar, timetable

    def start(self) -> BackgroundScheduler:
        """Tick every few seconds in the background; the caller shuts the returned scheduler down."""
        scheduler = BackgroundScheduler(timezone=BEIJING)
        scheduler.add_job(
            self.tick, "interval", seconds=TICK_SECONDS, coalesce=True, max_instances=1, misfire_grace_time=None
        )
        scheduler.start()
        return scheduler

    def tick(self) -> None:
        """Run what is due. One broken sweep is logged and does not keep the others from running."""
        for job in self.timetable:
            try:
                with self.db.begin() as session:
                    now = self.clock.now()
                    if self._won(session, job, now):
                        self._sweep(session, job, now)
            except Exception:
                log.exception("sweep_failed", job=job.name)

    def run_all(self) -> None:
        """Run every sweep once, now, whatever the timetable says."""
        for job in self.timetable:
            with self.db.begin() as session:
                self._sweep(session, job, self.clock.now())

    def _sweep(self, session: Session, job: Job, now: datetime) -> None:
        if done := job.sweep(session, self.calendar, now):
            log.info("swept", job=job.name, done=done)

    def _won(self, session: Session, job: Job, now: datetime) -> bool:
        """Win a due slot by compare-and-swap; a job never seen before waits for its first slot."""
        following = CronTrigger.from_crontab(job.crontab, timezone=BEIJING).get_next_fire_time(None, now)
        row = session.get(Schedule, job.name)
        if row is None:
            session.add(Schedule(name=job.name, next_run_at=following))
            return False
        seen = row.next_run_at
        # A clock set back (only in demonstrations) must not leave a job waiting for a day that is far away again.
        if seen > now and seen <= following:
            return False
        swap = (
            update(Schedule)
            .where(Schedule.name == job.name, Schedule.next_run_at == seen)
            .values(next_run_at=following)
            .execution_options(synchronize_session=False)
        )
        swapped = cast("CursorResult[Any]", session.execute(swap)).rowcount == 1
        return swapped and seen <= now
