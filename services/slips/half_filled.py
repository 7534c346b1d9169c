"""How far a self-check is that somebody has begun and not confirmed: what lacks, so that a reminder says only that."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.conversations import Conversation
from models.people import Person
from models.self_checks import ASKED, ASKED_OF_LATE
from models.slips import Slip, SlipItem
from services.slips.changing import FORM


@dataclass(frozen=True)
class HalfFilled:
    """Who fills a form in, and the numbers of the items that are not answered in full; none: only 确认 lacks."""

    by: Person
    missing: tuple[int, ...]


def half_filled(session: Session, slip: Slip) -> HalfFilled | None:
    """Find the form of a slip somebody has begun to fill in, the one touched last; None where nothing is answered."""
    query = select(Conversation).where(Conversation.form == FORM, Conversation.subject == str(slip.id))
    row = session.scalars(query.order_by(Conversation.updated_at.desc())).first()
    answers = row.draft["answers"] if row else None
    if row is None or not isinstance(answers, dict) or not answers:
        return None
    items = enumerate(slip.open_items, start=1)
    missing = tuple(number for number, item in items if not _is_answered(item, number, answers))
    return HalfFilled(session.get_one(Person, row.person_id), missing)


def _is_answered(item: SlipItem, number: int, answers: dict[str, object]) -> bool:
    asked = ASKED_OF_LATE if item.state == "late" else ASKED
    return all(answers.get(f"{number}.{part}") is not None for part in asked)
