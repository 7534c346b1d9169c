"""意见建议 reach the office word for word (D7)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from models.people import Person
from models.suggestions import Suggestion
from rules.cases import SUGGESTION
from services.notices.office import tell_office


def suggest(session: Session, person: Person, text: str, now: datetime) -> None:
    """Keep a suggestion and tell the office."""
    made = Suggestion(person_id=person.id, text=text, made_at=now, state=SUGGESTION.first)
    session.add(made)
    session.flush()
    tell_office(session, "suggestion", key=f"suggestion:{made.id}", now=now, person=person, text=text)
