"""How far a self-check is that somebody has begun and not confirmed: what lacks, so that a reminder says only that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, String, cast
from sqlalchemy.orm import Session

from models.conversations import begun_about, is_begun_about
from models.people import Person
from models.self_checks import ASKED, ASKED_OF_LATE
from models.slips import Slip, SlipItem
from services.slips.changing import FORM

# How the keys of what is said of promises begin.
PROMISED: Final = "promise"


@dataclass(frozen=True)
class HalfFilled:
    """Who fills a form in, and the numbers of the items that are not answered in full; none: only 确认 lacks."""

    by: Person
    missing: tuple[int, ...]


def is_begun() -> ColumnElement[bool]:
    """Select the slips whose form somebody has begun, in the chat or on its page: at least one thing is answered."""
    return is_begun_about(FORM, cast(Slip.id, String))


def half_filled(session: Session, slip: Slip) -> HalfFilled | None:
    """Find the form of a slip somebody has begun to fill in, the one touched last; None where nothing is answered."""
    return all_half_filled(session, [slip]).get(slip.id)


def all_half_filled(session: Session, slips: Sequence[Slip]) -> dict[int, HalfFilled]:
    """Find the forms of some slips that are begun, by the id of the slip."""
    of = {str(slip.id): slip for slip in slips}
    found: dict[int, HalfFilled] = {}
    for row in begun_about(session, FORM, list(of)):
        slip, answers = of[str(row.subject)], row.draft.get("answers")
        if isinstance(answers, dict) and answers:
            found[slip.id] = HalfFilled(session.get_one(Person, row.person_id), _missing(slip, answers))
    return found


def _missing(slip: Slip, answers: dict[str, object]) -> tuple[int, ...]:
    items = enumerate(slip.open_items, start=1)
    missing = [number for number, item in items if not _is_answered(item, number, answers)]
    asked = enumerate(slip.promises_asked, start=1)
    untold = [len(slip.open_items) + place for place, _ in asked if f"{PROMISED}{place}" not in answers]
    return (*missing, *untold)


def _is_answered(item: SlipItem, number: int, answers: dict[str, object]) -> bool:
    asked = ASKED_OF_LATE if item.state == "late" else ASKED
    return all(answers.get(f"{number}.{part}") is not None for part in asked)
