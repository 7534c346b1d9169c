"""The slots of the timetable: which are due, and that of several processes exactly one wins each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final, cast

from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import CursorResult, bindparam, select, update
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.db import insert_new
from models.schedules import Schedule
from rules.periods import BEIJING
from scheduler.jobs import Job

INSTANT: Final = timedelta(microseconds=1)
# What is left of a sweep whose process died is looked for after so long, and not at the next slot.
LEFT_OVER: Final = timedelta(minutes=1)
# When each job is due next, as somebody has seen it.
Slots = Mapping[str, datetime]

_SLOTS: Final = select(Schedule.name, Schedule.next_run_at)
_SWAP: Final = (
    update(Schedule)
    .where(Schedule.name == bindparam("job"), Schedule.next_run_at == bindparam("seen"))
    .values(next_run_at=bindparam("following"))
    .execution_options(synchronize_session=False)
)
_SOONER: Final = (
    update(Schedule)
    .where(Schedule.name == bindparam("job"), Schedule.next_run_at > bindparam("soon"))
    .values(next_run_at=bindparam("soon"))
    .execution_options(synchronize_session=False)
)


def slots(session: Session) -> Slots:
    """Tell when each job is due next."""
    return {row.name: row.next_run_at for row in session.execute(_SLOTS)}


def is_due(job: Job, seen: Slots, now: datetime) -> bool:
    """Tell whether a job's slot has come; one never seen before is due, to be given its first slot."""
    return not (job.name in seen and _waits(job, seen[job.name], now))


def won(session: Session, job: Job, seen: Slots, clock: Clock) -> bool:
    """Win a due slot by compare-and-swap; a job never seen before waits for its first slot."""
    # First the slot, then the clock: in the other order a process held up in between would take what another has won
    # meanwhile for a clock that was set back.
    slot, now = seen.get(job.name), clock.now()
    following = _slot_after(job, now)
    if slot is None:
        insert_new(session, Schedule, name=job.name, next_run_at=following)
        return False
    swap = session.connection().execute(_SWAP, {"job": job.name, "seen": slot, "following": following})
    return cast("CursorResult[Any]", swap).rowcount == 1 and slot <= now


def look_again(session: Session, job: Job, now: datetime) -> None:
    """Give a job another slot in a minute: it has slices left, and whoever does them may die before they are done."""
    session.connection().execute(_SOONER, {"job": job.name, "soon": now + LEFT_OVER})


def _waits(job: Job, slot: datetime, now: datetime) -> bool:
    """Tell whether a job's slot lies ahead.

    A clock set back (only in demonstrations) must not leave a job waiting for a day that is far away again. One slot
    ahead of ours is no such thing: another machine's clock is a little faster, and it has won that slot.
    """
    return now < slot <= _slot_after(job, _slot_after(job, now))


def _slot_after(job: Job, moment: datetime) -> datetime:
    """Tell a job's first slot behind a moment, which may be a slot itself."""
    return cast("datetime", _trigger(job.crontab).get_next_fire_time(None, moment + INSTANT))


@cache
def _trigger(crontab: str) -> CronTrigger:
    return CronTrigger.from_crontab(crontab, timezone=BEIJING)
