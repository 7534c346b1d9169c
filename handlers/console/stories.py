"""经过: what happened to a record, newest first; each line says when, who, what and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.wording import word
from models.people import Person
from models.self_checks import SelfCheck, last_reviewed_by
from models.transitions import Transition, last_steps_by, transitions_of

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
    steps = [_line(one) for one in transitions_of(session, machine, case_id)]
    return sorted([*steps, *(line for lines in more for line in lines)], key=lambda one: one.at, reverse=True)


def told_by(session: Session, person: Person, most: int) -> list[Told]:
    """Tell what somebody did last, newest first."""
    steps = [_line(one) for one in last_steps_by(session, person, most)]
    reviews = [line for one in last_reviewed_by(session, person, most) for line in told_review(one)]
    return sorted([*steps, *reviews], key=lambda one: one.at, reverse=True)[:most]


def told_review(one: SelfCheck) -> Iterable[Told]:
    """Tell how a form was reviewed last, which its row keeps and no step."""
    return told(
        one.reviewed_at, one.reviewed_by, word(WORDS, f"self_check_{one.state}", case=one), one.return_reason or ""
    )


def _line(one: Transition) -> Told:
    what = word(WORDS, f"{one.case_kind}_{one.event}", facts=one.facts)
    return Told(one.at, one.by.name if one.by else "", what, one.reason)
