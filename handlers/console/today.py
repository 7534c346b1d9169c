"""今天: what waits for me, what is late, what did not arrive, what comes by itself, and what I did last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bot.clock import lease_seconds
from handlers.console.places import open_to
from handlers.console.showing import first_place, show
from handlers.console.stories import told_by
from handlers.console.to_do import written
from handlers.pages.door import Door, Visit
from models.boards import Board
from services.boards.up_to_date import overtaken
from services.duties.duties import Duty, duties_of
from services.health.attention import what_office_sees
from services.health.telling import said
from services.rights.asking import may
from services.rights.table import Right
from services.today.ahead import what_comes
from services.today.first_day import is_first_day
from services.today.late import late_things, undelivered
from services.today.month import month_stand
from services.today.to_do import to_do

# Where a step that waits is taken, by the beginning of its kind.
PLACES: Final = {
    "self_checks": "self_checks",
    "objection": "objections",
    "claim": "bonus_claims",
    "order": "orders",
    "overhaul": "consequences",
    "consequence": "consequences",
    "board": "boards",
    "year": "annual_reviews",
    "takeover": "takeovers",
}
LAST_DONE: Final = 5


@dataclass(frozen=True)
class Waiting:
    """Steps of one kind that wait for this person: where they are taken, how many, and the first of them.

    `overtaken` marks a board on which nobody can decide before it is drafted anew.
    """

    kind: str
    place: str
    count: int
    first: Duty
    overtaken: bool = False


def add_pages(console: Blueprint, door: Door) -> None:
    """Add the first page of the console."""

    @console.get("/")
    @door.lets_in(Right.OPEN_CONSOLE)
    def first(visit: Visit) -> ResponseReturnValue:
        begins = is_first_day(visit.session) and may(visit.session, visit.visitor.person, Right.SEE_TOWN, visit.now)
        return redirect(url_for("console.first_day") if begins else first_place(visit), 303)

    @console.get("/today")
    @door.lets_in(Right.USE_CONSOLE)
    def today(visit: Visit) -> ResponseReturnValue:
        session, person, now = visit.session, visit.visitor.person, visit.now
        sees_town, may_open = may(session, person, Right.SEE_TOWN, now), open_to(session, person, now)
        return show(
            visit,
            "today",
            "today",
            may_open=may_open,
            waiting=[_overtaken(session, one, now) for one in _by_kind(duties_of(session, person, now))],
            to_do=written(to_do(session, person, visit.parts.calendar, now), may_open),
            stand=month_stand(session, now),
            late=late_things(session, visit.parts.calendar, now) if sees_town else [],
            undelivered=undelivered(session, now) if sees_town else [],
            troubles=_troubles(session, now) if sees_town else [],
            ahead=what_comes(session, visit.parts.calendar, now),
            done=told_by(session, person, LAST_DONE),
        )


def _troubles(session: Session, now: datetime) -> list[tuple[str, str]]:
    """Say what stops the program's work, and what to do: here it is read also while nothing reaches anybody."""
    return [said(one) for one in what_office_sees(session, now, lease_seconds())]


def _by_kind(duties: Sequence[Duty]) -> list[Waiting]:
    """Put steps of one kind into one line, in the order in which they came."""
    counts = Counter(one.kind for one in duties)
    firsts = {one.kind: one for one in reversed(duties)}
    return [_waiting(kind, count, firsts[kind]) for kind, count in counts.items()]


def _overtaken(session: Session, one: Waiting, now: datetime) -> Waiting:
    case = one.first.case
    return replace(one, overtaken=isinstance(case, Board) and overtaken(session, case, now) is not None)


def _waiting(kind: str, count: int, first: Duty) -> Waiting:
    place = next(place for beginning, place in PLACES.items() if kind.startswith(beginning))
    return Waiting(kind, place, count, first)
