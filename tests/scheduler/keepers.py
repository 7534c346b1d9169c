"""A timekeeper of one job whose clock is set by hand, and what its sweeps have done."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot import outbox
from bot.db import Database
from models.schedules import Schedule
from rules.periods import BEIJING
from rules.workdays import Calendar
from scheduler.jobs import Job
from scheduler.run import Timekeeper

MORNING = datetime(2026, 11, 2, 9, 0, 30, tzinfo=BEIJING)
EVERY_TEN_MINUTES = "*/10 * * * *"
EVERY_MINUTE = "* * * * *"


class FixedClock:
    """A clock that a test sets."""

    def __init__(self, moment: datetime = MORNING) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


class Sweeps:
    """A sweep that remembers when it ran, and can be told to fail."""

    def __init__(self) -> None:
        self.ran: list[datetime] = []
        self.fails = False

    def __call__(self, session: Session, _calendar: Calendar, now: datetime) -> int:
        outbox.push(session, outbox.Addressee("member", "a"), outbox.text("x"), key=f"{now:%FT%T}", now=now)
        if self.fails:
            raise RuntimeError("half way")
        self.ran.append(now)
        return 1


class Keeper:
    """A timekeeper of one job, its clock and its sweeps."""

    def __init__(self, db: Database, calendar: Calendar) -> None:
        self.db, self.calendar = db, calendar
        self.clock, self.sweeps = FixedClock(), Sweeps()
        self.keeper = self.another()

    def another(self, clock: FixedClock | None = None) -> Timekeeper:
        """Make one more timekeeper on the same database, as a second machine would."""
        return Timekeeper(
            self.db, clock or self.clock, lambda: self.calendar, [Job("job", EVERY_TEN_MINUTES, self.sweeps)]
        )

    def at(self, moment: datetime) -> list[datetime]:
        """Tick at a moment; returns when the sweep has run so far."""
        self.clock.moment = moment
        self.keeper.tick()
        return self.sweeps.ran

    def next_slot(self) -> datetime:
        """Look up when the job is due next."""
        with self.db.read() as session:
            return session.get_one(Schedule, "job").next_run_at
