"""Promises (整改承诺): noted from the form that gives them, answered in the next one, and never counted (R13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from models.organizations import Organization
from models.people import Person
from models.promises import (
    BROKEN,
    KEPT,
    OPEN,
    Promise,
    promise_states,
    promises_asked_on,
    promises_following,
    promises_made_on,
    promises_of,
)
from models.self_checks import Submission
from models.slips import Slip
from rules.cases import PROMISE
from rules.completion import says_done
from rules.promise_lines import Told
from services.cases import begin, step

# How long the office's list names what is settled.
LISTED_FOR: Final = timedelta(days=92)


def note_promises(session: Session, slip: Slip, submission: Submission, by: Person, now: datetime) -> None:
    """Keep what a confirmed form promises: an item that is not done yet, with its measure and its day.

    What an earlier form of the same slip promised is replaced.
    """
    for before in promises_made_on(session, slip.id):
        step(session, PROMISE, before, "replace", by, now)
    for answer in submission.answers:
        if answer.done_by and answer.done_by >= now.date() and not says_done(answer.measure):
            _promised(session, slip, answer.problem, answer.measure, answer.done_by, by, now)


def tell_of_promises(session: Session, slip: Slip, told: Mapping[int, Told], by: Person, now: datetime) -> None:
    """Note what a form says of the promises its slip asks about, by their ids; a new day is a new promise.

    What is said again, as nothing else, changes nothing.
    """
    for promise in promises_asked_on(session, slip.id):
        said = told.get(promise.id)
        if said is None or (promise.state == (KEPT if said.kept else BROKEN) and promise.said == said.words):
            continue
        for follower in promises_following(session, promise):
            step(session, PROMISE, follower, "replace", by, now)
        step(session, PROMISE, promise, "keep" if said.kept else "break", by, now, reason=said.words)
        promise.said = said.words
        if said.day is not None:
            _promised(session, slip, promise.item, said.words, said.day, by, now, follows=promise)


def _promised(
    session: Session,
    slip: Slip,
    item: str,
    measure: str,
    day: date,
    by: Person,
    now: datetime,
    follows: Promise | None = None,
) -> None:
    promise = Promise(organization_id=slip.organization_id, slip_id=slip.id, item=item, measure=measure, day=day)
    promise.state, promise.follows_id = PROMISE.first, follows.id if follows else None
    session.add(promise)
    session.flush()
    begin(session, PROMISE, promise, by, now)


def answered_before(session: Session, promise: Promise) -> Told | None:
    """Give what was said of a promise before, with the day to which it was put off; None while nothing was."""
    if promise.state not in (KEPT, BROKEN):
        return None
    following = promises_following(session, promise)
    return Told(promise.state == KEPT, promise.said, following[-1].day if following else None)


@dataclass(frozen=True)
class PromiseList:
    """The promises of the town, or of one branch: not yet due, due and nothing said, not kept, kept."""

    running: list[Promise]
    unsaid: list[Promise]
    broken: list[Promise]
    kept: list[Promise]

    @property
    def nothing(self) -> bool:
        """Whether nobody has promised anything."""
        return not (self.running or self.unsaid or self.broken or self.kept)


def promise_list(session: Session, now: datetime, organization: Organization | None = None) -> PromiseList:
    """List what is open and what was settled of the last 92 days, by day; of one organisation where one is named."""
    only, today = None if organization is None else [organization.id], now.date()
    waiting = promises_of(session, (OPEN,), only)
    settled = promises_of(session, (KEPT, BROKEN), only, since=today - LISTED_FOR)
    return PromiseList(
        running=[one for one in waiting if one.day >= today],
        unsaid=[one for one in waiting if one.day < today],
        broken=[one for one in settled if one.state == BROKEN],
        kept=[one for one in settled if one.state == KEPT],
    )


@dataclass(frozen=True)
class PromiseCounts:
    """How many promises whose day lies in a time were kept, were not, and are due with nothing said of them."""

    kept: int
    broken: int
    unsaid: int

    @property
    def due(self) -> int:
        """How many had come due."""
        return self.kept + self.broken + self.unsaid


def promise_counts(session: Session, since: date, until: date, now: datetime) -> PromiseCounts:
    """Count the town's promises whose day lies between two days, both among them, and is over at `now`."""
    states = promise_states(session, since, min(until, now.date() - timedelta(days=1)))
    return PromiseCounts(states.get(KEPT, 0), states.get(BROKEN, 0), states.get(OPEN, 0))
