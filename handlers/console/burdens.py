"""负担: what the assessment cost each person in a month: messages received and sent, signs to read; read only."""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session

from bot.bounds import numbered
from handlers.console.acts import Facts
from handlers.console.listing import Column, WorkedOut
from handlers.console.months import month_or
from handlers.console.subject import Subject
from handlers.pages.door import Visit
from models.people import Person
from rules.periods import Month
from services.burden import Burden, burdens
from services.rights.table import Right

NAME: Final = "burdens"
COLUMNS: Final = (
    Column[Burden]("person", lambda one: one.person.name),
    Column[Burden]("received", lambda one: one.received, number=True),
    Column[Burden]("written", lambda one: one.written, number=True),
    Column[Burden]("signs", lambda one: one.signs, number=True),
)


def _month(visit: Visit) -> Month:
    return month_or(Month.of(visit.now.date()))


def _above(visit: Visit) -> Facts:
    return {"month": _month(visit)}


def _listing(visit: Visit) -> WorkedOut[Burden]:
    found = burdens(visit.session, _month(visit))
    return WorkedOut(found, COLUMNS, searched=lambda one: [one.person.name])


def _find(session: Session, case_id: str) -> Burden | None:
    """Find whose month is opened; the month itself is the page's (`_panel`)."""
    person = numbered(session, Person, case_id)
    return Burden(person, 0, 0, 0) if person else None


def _panel(visit: Visit, one: Burden) -> Facts:
    month = burdens(visit.session, _month(visit))
    return {"own": next((found for found in month if found.person.id == one.person.id), one)}


SUBJECT: Final = Subject[Burden](
    name=NAME,
    right=Right.SEE_OUTBOX,
    listing=_listing,
    find=_find,
    key=lambda one: str(one.person.id),
    panel=_panel,
    above=_above,
    kept=("month",),
)
