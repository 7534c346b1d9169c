"""What stops the work, or stops it from being seen: for a monitor, the office's first page and an operator's robot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.heart import PARTS, clock_ahead_of
from bot.outbox import ANSWER, SENT
from bot.underway import IS_WAITING
from models.beats import Beat
from models.outbox import OutboxMessage
from models.rates import Rate
from models.restorations import held_restoration
from models.schedules import Schedule
from rules.periods import BEIJING

# Three beats missed, and room for a slow machine.
LONGEST_SILENCE_SECONDS: Final = 60.0
# A single odd answer lets an API rest for seconds; that is no news yet.
LONGEST_REST_SECONDS: Final = 60.0
LONGEST_WAIT: Final = timedelta(minutes=1)
# Long enough for a sweep over a large township, which moves its row on when it is done.
LATEST_SWEEP: Final = timedelta(minutes=5)
WITHOUT_ANSWER: Final = timedelta(minutes=5)


@dataclass(frozen=True)
class Trouble:
    """Something that is wrong: `kind` names its words, `since` when it began, `subject` which one of its kind it is."""

    kind: str
    since: datetime
    subject: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What is the same as long as it is the same trouble."""
        return f"{self.kind}:{self.subject}"


def what_stops(session: Session, now: datetime, real_now: float) -> Iterator[Trouble]:
    """List what keeps the program from working, the cause before what follows from it. `real_now`: real seconds.

    Whatever a single message has met concerns that message alone, and stands among what did not arrive. A restored copy
    that nobody has released is to stand still: nothing else is said of it.
    """
    held = held_restoration(session)
    if held is not None:
        yield Trouble("held", held.restored_at)
        return
    latest = clock_ahead_of(session, real_now)
    if latest is not None:
        yield Trouble("clock", now, facts={"latest": _moment(latest), "says": _moment(real_now)})
    yield from _nobody_working(session, now, real_now)
    yield from resting(session, real_now)
    yield from _no_answer(session, now)
    yield from _answer_waits(session, now)
    yield from _sweep_late(session, now)


def resting(session: Session, real_now: float) -> Iterator[Trouble]:
    """List the APIs of WeCom that have refused everything for a while, and why."""
    began = real_now - LONGEST_REST_SECONDS
    for rate in session.scalars(select(Rate).where(Rate.failures > 0, Rate.failing_since < began).order_by(Rate.name)):
        facts = {"api": rate.name, "errcode": rate.errcode, "error": rate.error}
        yield Trouble("resting", _moment(rate.failing_since or real_now), rate.name, facts)


def _nobody_working(session: Session, now: datetime, real_now: float) -> Iterator[Trouble]:
    newest = select(Beat.part, func.max(Beat.seen_at).label("at")).group_by(Beat.part)
    seen = {row.part: row.at for row in session.execute(newest)}
    for part in PARTS:
        if part not in seen:
            yield Trouble("never_seen", now, part)
        elif real_now - seen[part] > LONGEST_SILENCE_SECONDS:
            yield Trouble("not_seen", _moment(seen[part]), part)


def _no_answer(session: Session, now: datetime) -> Iterator[Trouble]:
    """Tell whether nothing has come through since a message was first tried that WeCom did not answer to."""
    tried = (
        *IS_WAITING,
        OutboxMessage.attempts > 0,
        OutboxMessage.error.is_not(None),
        OutboxMessage.errcode.is_(None),
        OutboxMessage.created_at < now - WITHOUT_ANSWER,
    )
    # All at once, or the rows would be looked through in the order of their ids, sent ones and all.
    found = select(func.min(OutboxMessage.id), func.min(OutboxMessage.created_at), func.max(OutboxMessage.error))
    first, since, error = session.execute(found.where(*tried)).one()
    if first is None:
        return
    later = select(OutboxMessage.id).where(OutboxMessage.id > first, OutboxMessage.state == SENT).limit(1)
    if session.scalar(later) is None:
        yield Trouble("no_answer", since, facts={"error": error})


def _answer_waits(session: Session, now: datetime) -> Iterator[Trouble]:
    """Only answers tell: pushes wait for working hours."""
    since = session.scalar(select(func.min(OutboxMessage.not_before)).where(*IS_WAITING, OutboxMessage.lane == ANSWER))
    if since is not None and now - since > LONGEST_WAIT:
        yield Trouble("answer_waits", since)


def _sweep_late(session: Session, now: datetime) -> Iterator[Trouble]:
    """Whichever process keeps the timetable, a slot long past means that none does."""
    due = session.scalar(select(func.min(Schedule.next_run_at)))
    if due is None:
        yield Trouble("no_timetable", now)
    elif now - due > LATEST_SWEEP:
        yield Trouble("sweep_late", due)


def _moment(real: float) -> datetime:
    return datetime.fromtimestamp(real, BEIJING)
