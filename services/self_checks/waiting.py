"""The forms that wait, as each of the office has to look at them: some are only a colleague's to review (D10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.errors import NoRight
from models.appointments import organizations_led_by
from models.looks import once
from models.people import Person
from models.self_checks import SUBMITTED, SelfCheck, count_in, first_in, touched_by
from services.self_checks.self_checks import review_refusal


@dataclass(frozen=True)
class FormsWaiting:
    """The forms that wait for somebody's review: how many, and the one that came first."""

    count: int
    first: SelfCheck


def left_to_others(session: Session, reviewer: Person, now: datetime) -> dict[int, NoRight]:
    """Say of which waiting forms somebody else has to review them, and why, by their ids."""
    return once(session, _left_to_others, reviewer, now)


def _left_to_others(session: Session, reviewer: Person, now: datetime) -> dict[int, NoRight]:
    own = organizations_led_by(session, reviewer, now.date())
    doubtful = touched_by(session, SUBMITTED, reviewer, own)
    found = {one.id: review_refusal(session, one, reviewer, now) for one in doubtful}
    return {key: why for key, why in found.items() if why is not None}


def forms_to_review(session: Session, reviewer: Person, now: datetime) -> FormsWaiting | None:
    """Tell how many of the forms that wait somebody of the office may review; None where it is none."""
    left = left_to_others(session, reviewer, now)
    first = first_in(session, SUBMITTED, but=left)
    return FormsWaiting(count_in(session, SUBMITTED, but=left), first) if first else None


def count_to_review(session: Session, reviewer: Person, now: datetime) -> int:
    """Count the forms that wait and that somebody of the office may review."""
    return count_in(session, SUBMITTED, but=left_to_others(session, reviewer, now))
