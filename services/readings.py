"""Who looked at whose score (查看记录): noted where one is opened, once a day, and only of a branch not one's own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import insert_all_new
from models.appointments import organizations_led_by
from models.organizations import Organization
from models.people import Person
from models.score_readings import ScoreReading
from rules.periods import Quarter

_NOTED: Final = "score readings"


def note_reading(session: Session, by: Person, organization: Organization, quarter: Quarter, now: datetime) -> None:
    """Note that a person opens a score. In a session that only looks it is kept for whoever opened that (`keep`)."""
    if organization.id in organizations_led_by(session, by, now.date()):
        return
    found = {"person_id": by.id, "organization_id": organization.id, "quarter": quarter, "day": now.date()}
    if session.connection().get_execution_options().get("writes", True):
        insert_all_new(session, ScoreReading, [found])
    else:
        session.info.setdefault(_NOTED, []).append(found)


def noted_in(session: Session) -> Collection[dict[str, Any]]:
    """Give what was noted in a session that only looks, and is not kept already."""
    return [one for one in session.info.get(_NOTED, ()) if session.scalar(_same(one)) is None]


def keep(session: Session, noted: Collection[dict[str, Any]]) -> None:
    """Keep what was noted."""
    insert_all_new(session, ScoreReading, list(noted))


def _same(one: dict[str, Any]) -> Any:
    return select(ScoreReading.id).filter_by(**one)
