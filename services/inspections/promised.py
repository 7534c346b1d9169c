"""看到了, 没看到: what a supervision group saw of the things a branch had promised; noted beside, never counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from bot.errors import NotFound
from bot.readers import bounded
from models.locks import lock_numbered
from models.organizations import Organization
from models.people import Person
from models.promises import BROKEN, KEPT, OPEN, Promise, promises_of
from models.transitions import Transition, transitions_of
from rules.cases import PROMISE
from rules.periods import Quarter
from services.cases import step
from services.rights.conflicts import check
from services.rights.table import Right

SEEN: Final = "seen"
NOT_SEEN: Final = "not_seen"
LONGEST: Final = 200


@dataclass(frozen=True)
class Looked:
    """A promise whose day has come, with what the group saw of it last; None while nobody has looked."""

    promise: Promise
    last: Transition | None

    @property
    def is_seen(self) -> bool | None:
        """Whether it was found done, found not done, or not looked at."""
        return None if self.last is None else self.last.event == SEEN


def promises_to_see(session: Session, organization: Organization, quarter: Quarter, today: date) -> list[Looked]:
    """List what a branch promised for a day that has come: open, or answered in the quarter, by its day."""
    open_ones = [one for one in promises_of(session, (OPEN,), [organization.id]) if one.day <= today]
    answered = promises_of(session, (KEPT, BROKEN), [organization.id], since=quarter.first_day)
    found = sorted([*open_ones, *(one for one in answered if one.day <= today)], key=lambda one: (one.day, one.id))
    return [Looked(one, _last(session, one)) for one in found]


def note_look(session: Session, promise_id: int, *, seen: bool, words: str, by: Person, now: datetime) -> Promise:
    """Note that somebody of the group saw something done, or did not see it; the branch's own word stays beside it.

    Raises Refused for whoever may not inspect the branch, for a promise that is not there or was replaced, and for
    more than 200 signs.
    """
    promise = lock_numbered(session, Promise, promise_id)
    if promise is None or promise.state not in (OPEN, KEPT, BROKEN):
        raise NotFound("promise_unknown")
    check(session, by, Right.INSPECT, now, promise.organization, group=None)
    said = bounded(words, LONGEST, "remark_too_long")
    step(session, PROMISE, promise, SEEN if seen else NOT_SEEN, by, now, reason=said)
    return promise


def _last(session: Session, promise: Promise) -> Transition | None:
    looks = [one for one in transitions_of(session, PROMISE.name, promise.id) if one.event in (SEEN, NOT_SEEN)]
    return looks[-1] if looks else None
