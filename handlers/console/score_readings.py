"""查看记录: who opened on which day how the score of a branch not one's own came about; read only."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from bot.bounds import numbered
from bot.wording import quarter_text
from handlers.console.acts import Facts
from handlers.console.listing import Column, Stored
from handlers.console.subject import Subject
from handlers.pages.door import Visit
from models.organizations import Organization
from models.people import Person
from models.score_readings import ScoreReading
from services.rights.table import Right

NAME: Final = "score_readings"
COLUMNS: Final = (
    Column[ScoreReading]("day", lambda one: one.day, ScoreReading.day),
    Column[ScoreReading]("person", lambda one: one.person.name, Person.name),
    Column[ScoreReading]("organization", lambda one: one.organization.short_name, Organization.short_name),
    Column[ScoreReading]("quarter", lambda one: quarter_text(one.quarter), ScoreReading.quarter),
)


def _listing(_visit: Visit) -> Stored[ScoreReading]:
    found = select(ScoreReading).join(ScoreReading.person).join(ScoreReading.organization)
    return Stored(
        found.options(contains_eager(ScoreReading.person), contains_eager(ScoreReading.organization)),
        COLUMNS,
        (ScoreReading.day.desc(), ScoreReading.id.desc()),
        {},
        (Person.name, Organization.name, Organization.short_name),
    )


def _panel(_visit: Visit, _one: ScoreReading) -> Facts:
    return {}


SUBJECT: Final = Subject[ScoreReading](
    name=NAME,
    right=Right.KEEP_PRIVACY,
    listing=_listing,
    find=lambda session, case_id: numbered(session, ScoreReading, case_id),
    key=lambda one: str(one.id),
    panel=_panel,
)
