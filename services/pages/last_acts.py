"""What somebody did last, whatever it was: read from the log, an act being what was written at one moment."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.handovers import Handover
from models.log import LogEntry
from models.people import Person
from services.log.kinds import DETAILS, GROUPS
from services.pages.log import Logged, logged

_STEPS: Final = "transitions"
# Of the rows an act wrote, the first of these kinds says what it was: a form before the steps it leads to, a step
# before the rows it changed, what was entered into the register before the rows it changed there.
_SAYS_MOST: Final = (
    "submissions",
    _STEPS,
    "daily_records",
    "tasks",
    "organization_changes",
    "register_entries",
)
_SAYS_LEAST: Final = ("task_changes", "self_checks", "slips")
# So far back the log is looked through, and so many kinds of rows at most.
REACH: Final = 20_000
_MOST_KINDS: Final = 200


@dataclass(frozen=True)
class Act:
    """An act: the entry that says what it was, one of so many of its kind."""

    at: datetime
    entry: Logged
    count: int


def last_acts(session: Session, person: Person, most: int, told: Collection[datetime] = ()) -> list[Act]:
    """List what somebody did last, newest first, but for the moments of which something else tells already."""
    end = select(func.max(LogEntry.id)).scalar_subquery()
    mine = LogEntry.by_id == person.id, LogEntry.kind.not_in((*GROUPS[DETAILS], "log")), LogEntry.id > end - REACH
    newest = func.max(LogEntry.id)
    columns = LogEntry.at, LogEntry.kind, func.count(), func.min(LogEntry.id), newest
    query = select(*columns).where(*mine).group_by(LogEntry.at, LogEntry.kind)
    acts: dict[datetime, tuple[str, int, int]] = {}
    found: Sequence[Any] = session.execute(query.order_by(newest.desc()).limit(_MOST_KINDS)).all()
    for at, kind, count, first, last_one in found:
        if at not in told and (at not in acts or _weight(kind) < _weight(acts[at][0])):
            # Of its steps the first is what was done, the others are what it led to.
            acts[at] = kind, count, first if kind == _STEPS else last_one
    last = sorted(acts.items(), reverse=True)[:most]
    entries = logged(session, [number for _, (_, _, number) in last])
    return [Act(at, entries[number], count) for at, (_, count, number) in last]


def handed_over_by(session: Session, person: Person, most: int) -> list[Handover]:
    """List what somebody handed over last, newest first: the list of what is on paper stands in no log."""
    query = select(Handover).where(Handover.done_by_id == person.id).order_by(Handover.done_at.desc())
    return list(session.scalars(query.limit(most)))


def _weight(kind: str) -> int:
    if kind in _SAYS_MOST:
        return _SAYS_MOST.index(kind)
    return len(_SAYS_MOST) + (1 + _SAYS_LEAST.index(kind) if kind in _SAYS_LEAST else 0)
