"""Whoever has to take the next step hears it: once, and once more when it is late; of much of it in one list a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from bot import outbox
from bot.said_before import last_said
from bot.wording import word
from models.outbox import OutboxMessage
from models.people import Person
from models.transitions import transitions_of
from rules.periods import Quarter, moment_on
from rules.workdays import Calendar
from services.duties.duties import Duty, last_day_of, may_take, waiting
from services.duties.pages import pages_of
from services.notices.push_hours import may_push
from services.rights.asking import entitled

WORDING: Final = "duties/notices.txt"
# Of the other kinds those whose turn it is are told when the case comes in.
AT_ONCE: Final = frozenset(
    {
        *("board_review", "board_check_secrecy", "board_approve", "board_approve_grey", "board_publish"),
        *("year_review", "year_approve", "year_publish"),
    }
)
ONCE_A_DAY: Final = frozenset({"claim_approve", "objection_decide"})
# A step that was being stored while the last message was written is not lost.
OVERLAP: Final = timedelta(minutes=1)


@dataclass(frozen=True, eq=False)
class _Turn:
    """A step that waits since a moment; `until` is the last day that keeps to its own deadline, where it has one.

    A step that is late is told of once more, as if it had come in when it became late.
    """

    duty: Duty
    since: datetime
    until: date | None
    is_late: bool

    @property
    def name(self) -> str:
        """What it is and since when, as the key of its message says it."""
        return f"{self.duty.kind}:{self.duty.case.id}:{self.since.timestamp():.0f}"


def tell_whose_turn(session: Session, calendar: Calendar, now: datetime, public_url: str | None = None) -> int:
    """Tell everybody what has newly come to wait for them, or is late; returns how many were told.

    `public_url` is how phones reach us, for the link to the page on which it is decided.
    """
    if not may_push(session, calendar, now):
        return 0
    told = [one for one in waiting(session, now) if one.kind in AT_ONCE | ONCE_A_DAY]
    turns = [_turn(session, one, calendar, now) for one in told]
    asked = dict(_by_person(session, turns, now))
    return sum(_tell(session, person, asked, now, public_url) for person in asked)


def _turn(session: Session, duty: Duty, calendar: Calendar, now: datetime) -> _Turn:
    since, until = _since(session, duty, now), last_day_of(duty, calendar)
    ends = moment_on(until, "24:00") if until else None
    # What came in after its day has passed is told of once: nobody was late with it.
    is_late = ends is not None and since < ends <= now
    return _Turn(duty, ends if ends and is_late else since, until, is_late)


def _since(session: Session, duty: Duty, now: datetime) -> datetime:
    """Tell since when a step waits: since the one before it, or the end of the preview that had to be waited for."""
    before = transitions_of(session, duty.machine, duty.case.id)[-1].at
    ends = duty.case.preview_ends if duty.kind == "board_review" else None
    return max(before, ends) if ends and ends <= now else before


def _by_person(session: Session, turns: Sequence[_Turn], now: datetime) -> Iterator[tuple[Person, list[_Turn]]]:
    asked = {one.id: one for turn in turns for one in entitled(session, turn.duty.right, now) if one.userid}
    for person in asked.values():
        if mine := [one for one in turns if may_take(session, one.duty, person, now)]:
            yield person, mine


def _tell(
    session: Session, person: Person, asked: Mapping[Person, Sequence[_Turn]], now: datetime, public_url: str | None
) -> bool:
    mine = asked[person]
    member = outbox.Addressee("member", str(person.userid))
    prefix = f"your-turn:{person.userid}:"
    fresh = _fresh(mine, last_said(session, member, prefix), now)
    if not fresh:
        return False
    last = Quarter.of(now.date()).previous
    pages = pages_of(session, person, [one.duty for one in fresh], now, public_url)
    also = [one.name for one in asked if one is not person and {*asked[one]} & {*fresh}]
    facts = {"person": person, "turns": fresh, "others": len(mine) - len(fresh), "last": last, "also": also}
    said = word(WORDING, "your_turn", **facts, pages=pages)
    return outbox.push(session, member, outbox.text(said), key=prefix + ",".join(one.name for one in fresh), now=now)


def _fresh(mine: Sequence[_Turn], said: OutboxMessage | None, now: datetime) -> list[_Turn]:
    """List what the last message did not say; nothing where it may wait for tomorrow's."""
    if said is None:
        return [*mine]
    fresh = [one for one in mine if one.since > said.created_at - OVERLAP and one.name not in said.key]
    can_wait = said.created_at.date() == now.date() and {one.duty.kind for one in fresh} <= ONCE_A_DAY
    return [] if can_wait else fresh
