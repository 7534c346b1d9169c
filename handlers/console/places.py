"""The places of the console in the order of the side bar, and which of them somebody may open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from models.appointments import offices_of
from models.boards import count_in_work
from models.handovers import count_handovers
from models.orders import count_orders_to_look_at
from models.people import Person
from models.suggestions import count_unanswered
from services.duties.duties import (
    Find,
    about_claims,
    about_consequences,
    about_objections,
    about_overhauls,
    about_takeovers,
    count_duties,
)
from services.notices.resending import count_to_see
from services.rights.asking import carries
from services.rights.modules import is_right_off
from services.rights.table import Right
from services.self_checks.waiting import count_to_review
from services.slips.to_urge import overdue_count

Count = Callable[[Session, Person, datetime], int]


def _anybodys(count: Callable[[Session, datetime], int]) -> Count:
    """Take a count that is the same for everybody who may open the place: no conflict of interest bars the act."""
    return lambda session, _person, now: count(session, now)


def _duties(*about: Find) -> Count:
    """Count the steps of some cases that wait for a person."""
    return lambda session, person, now: count_duties(session, person, now, about)


@dataclass(frozen=True)
class Place:
    """One line of the side bar: `name` is its address below /console/ and its block in templates/console/places.txt.

    `waits` counts what waits there for the person who looks: what that person may do. `is_work` shows the count in red.
    One that is `within` another does not stand in the side bar: both are tabs of one page.
    """

    name: str
    right: Right
    waits: Count | None = None
    is_work: bool = True
    within: str = ""


# Daily work in the order of the month; a line is drawn between the groups.
DAILY: Final[Sequence[Sequence[Place]]] = (
    (Place("today", Right.USE_CONSOLE),),
    (
        Place("tasks", Right.SEE_TOWN),
        Place("daily_records", Right.SEE_TOWN),
        Place("slips", Right.SEE_TOWN),
        Place("self_checks", Right.REVIEW_SELF_CHECK, count_to_review),
        Place("urging", Right.URGE, _anybodys(overdue_count)),
        Place("handovers", Right.HAND_OVER, _anybodys(count_handovers)),
    ),
    (
        Place("inspections", Right.SEE_TOWN),
        Place("orders", Right.USE_CONSOLE, _anybodys(count_orders_to_look_at), is_work=False),
    ),
    (
        Place("bonus_claims", Right.SEE_CLAIMS, _duties(about_claims)),
        Place("objections", Right.SEE_OBJECTIONS, _duties(about_objections)),
        Place("scores", Right.USE_CONSOLE),
        Place("boards", Right.SEE_DRAFT, lambda session, *_: count_in_work(session), is_work=False),
        Place("consequences", Right.SEE_CONSEQUENCES, _duties(about_consequences, about_overhauls, about_takeovers)),
        Place("takeovers", Right.SEE_CONSEQUENCES, within="consequences"),
        Place("annual_reviews", Right.SEE_YEAR),
        Place("democratic_reviews", Right.FOLLOW_REVIEWS, within="annual_reviews"),
    ),
)
# What is seldom opened.
SELDOM: Final[Sequence[Place]] = (
    Place("organizations", Right.SEE_REGISTER),
    Place("people", Right.SEE_REGISTER, within="organizations"),
    Place("groups", Right.SEE_REGISTER, within="organizations"),
    Place("departments", Right.SEE_REGISTER, within="organizations"),
    Place("town_offices", Right.SEE_REGISTER, within="organizations"),
    Place("schemes", Right.SEE_SCHEME_CHANGES),
    Place("holidays", Right.SEE_TOWN),
    Place("chats", Right.CHANGE_SETTINGS),
    Place("deliveries", Right.SEE_OUTBOX, _anybodys(count_to_see), is_work=False),
    Place("burdens", Right.SEE_OUTBOX, within="deliveries"),
    Place("suggestions", Right.SEE_SUGGESTIONS, lambda session, *_: count_unanswered(session), is_work=False),
    Place("log", Right.SEE_TOWN),
    Place("score_readings", Right.KEEP_PRIVACY, within="log"),
    Place("uploads", Right.HAND_IN_FILES),
    Place("settings", Right.CHANGE_SETTINGS),
    Place("checkup", Right.SEE_CHECKUP),
    Place("backups", Right.KEEP_BACKUPS),
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

    def is_open(one: Place) -> bool:
        return carries(offices, one.right) and not is_right_off(session, one.right)

    def shown(places: Sequence[Place]) -> list[Shown]:
        open_to = [one for one in places if is_open(one) and not one.within]
        return [Shown(one.name, one.waits(session, person, now) if one.waits else 0, one.is_work) for one in open_to]

    daily = [shown(group) for group in DAILY]
    return [group for group in daily if group], shown(SELDOM)


def open_to(session: Session, person: Person, now: datetime) -> frozenset[str]:
    """Name every place a person may open, tabs of another one included."""
    offices = offices_of(session, person, now.date())
    places = [*(one for group in DAILY for one in group), *SELDOM]
    return frozenset(one.name for one in places if carries(offices, one.right) and not is_right_off(session, one.right))


def tabs_of(session: Session, person: Person, place: str, now: datetime) -> list[Place]:
    """List the places that are tabs of one page with this one, as far as a person may open them; none for one alone."""
    places = [*(one for group in DAILY for one in group), *SELDOM]
    head = next((one.within or one.name for one in places if one.name == place), "")
    together = [one for one in places if head and head in (one.name, one.within)]
    offices = offices_of(session, person, now.date())
    return [one for one in together if carries(offices, one.right)] if len(together) > 1 else []
