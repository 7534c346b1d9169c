"""The places of the console in the order of the side bar, and which of them somebody may open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from models.appointments import offices_of
from models.boards import count_in_work
from models.people import Person
from models.self_checks import SUBMITTED, count_in
from services.rights.asking import carries
from services.rights.table import Right


@dataclass(frozen=True)
class Place:
    """One line of the side bar: `name` is its address below /console/ and its block in templates/console/places.txt.

    `waits` counts what waits there for whoever may act, in one statement. `is_work` shows the count in red.
    """

    name: str
    right: Right
    waits: Callable[[Session, datetime], int] | None = None
    is_work: bool = True


# Daily work in the order of the month; a line is drawn between the groups.
DAILY: Final[Sequence[Sequence[Place]]] = (
    (Place("today", Right.USE_CONSOLE),),
    (Place("self_checks", Right.REVIEW_SELF_CHECK, lambda session, _now: count_in(session, SUBMITTED)),),
    (
        Place("scores", Right.USE_CONSOLE),
        Place("boards", Right.SEE_DRAFT, lambda session, _now: count_in_work(session), is_work=False),
        Place("annual_reviews", Right.SEE_YEAR),
        Place("democratic_reviews", Right.FOLLOW_REVIEWS),
    ),
)
# What is seldom opened.
SELDOM: Final[Sequence[Place]] = (
    Place("schemes", Right.SEE_SCHEME_CHANGES),
    Place("log", Right.SEE_TOWN),
    Place("takeovers", Right.SEE_CONSEQUENCES),
    Place("first_day", Right.SEE_TOWN),
)


@dataclass(frozen=True)
class Shown:
    """A place somebody may open; `waits` is how much waits there, 0 for nothing."""

    name: str
    waits: int
    is_work: bool


def places_for(session: Session, person: Person, now: datetime) -> tuple[list[list[Shown]], list[Shown]]:
    """List the places a person may open: daily work by groups, and what is seldom opened."""
    offices = offices_of(session, person, now.date())

    def shown(places: Sequence[Place]) -> list[Shown]:
        open_to = [one for one in places if carries(offices, one.right)]
        return [Shown(one.name, one.waits(session, now) if one.waits else 0, one.is_work) for one in open_to]

    daily = [shown(group) for group in DAILY]
    return [group for group in daily if group], shown(SELDOM)
