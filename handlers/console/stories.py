"""经过: what happened to a record, newest first; each line says when, who, what and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.wording import word
from models.people import Person
from models.transitions import transitions_of

WORDS = "console/stories.txt"


@dataclass(frozen=True)
class Told:
    """One line of a story; `by` is "" for what the system did by the clock."""

    at: datetime
    by: str
    what: str
    why: str = ""


def told(at: datetime | None, by: Person | None, what: str, why: str = "") -> Iterable[Told]:
    """Tell of something that a row keeps by a moment of its own; nothing where it has not happened."""
    return [] if at is None else [Told(at, by.name if by else "", what, why)]


def story_of(session: Session, machine: str, case_id: int, *more: Iterable[Told]) -> list[Told]:
    """Tell what happened to a case step by step, together with what its rows keep besides; newest first."""
    steps = [
        Told(one.at, one.by.name if one.by else "", word(WORDS, f"{machine}_{one.event}", facts=one.facts), one.reason)
        for one in transitions_of(session, machine, case_id)
    ]
    return sorted([*steps, *(line for lines in more for line in lines)], key=lambda one: one.at, reverse=True)
