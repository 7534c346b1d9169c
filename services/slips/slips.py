"""Monthly slips, delivered to whoever can be reached."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from bot import outbox
from bot.wording import word
from models.organizations import Organization
from models.outbox import OutboxMessage
from models.people import Person
from models.schemes import Township, township
from models.slips import AWAITING_ANSWER, PAPER, SENT, Slip, slips_led
from rules.deadlines import Deadline
from rules.workdays import Calendar
from services.notices import branches
from services.notices.handovers import handover_row, matter, put_all_on_list
from services.notices.undelivered import tell_undelivered
from services.slips.messages import recorders, slip_message
from services.slips.receipt import deadline_of, expected_deadline, note_delivery

TOPIC = "slip"
WORDING = "slips/notices.txt"


def current_slips(session: Session, organization_ids: list[str]) -> list[Slip]:
    """List the newest slip of each of some organisations: those people speak of when none is named."""
    found: dict[str, Slip] = {}
    for slip in slips_led(session, organization_ids) if organization_ids else []:
        found.setdefault(slip.organization_id, slip)
    return list(found.values())


def send_to_next(session: Session, slip: Slip, calendar: Calendar, now: datetime) -> None:
    """Send a slip to the next of the branch who has not been tried (R11, A2); else it goes on paper."""
    address_all(session, [(slip, slip.organization)], calendar, now)
    say_all(session, [slip], calendar, now)


def address_all(
    session: Session, slips: Sequence[tuple[Slip, Organization]], calendar: Calendar, now: datetime
) -> None:
    """Find whom of its branch each slip goes to, and the day it promises; those that nobody gets go on paper.

    They need not be stored yet, so that whoever issues a month's slips writes each once.
    """
    months = _one_a_month([slip for slip, _ in slips])
    promised = {slip.month: expected_deadline(session, slip, calendar, now).day for slip in months}
    people = branches.next_to_try(session, [(who, partial(_key, slip)) for slip, who in slips], now)
    for (slip, _), person in zip(slips, people, strict=True):
        slip.recipient, slip.state = person, SENT if person else PAPER
        if person:
            # By its id as well: rows that are written in bulk know no other.
            slip.recipient_id, slip.promised = person.id, promised[slip.month]


def say_all(session: Session, slips: Sequence[Slip], calendar: Calendar, now: datetime) -> None:
    """Say slips to whom each goes, or put them on the office's list, with as few statements as for one."""
    _put_on_paper(session, [slip for slip in slips if slip.recipient is None], calendar, now)
    _push(session, [(slip, slip.recipient) for slip in slips if slip.recipient], calendar, now)


def put_on_paper(session: Session, slip: Slip, calendar: Calendar, now: datetime) -> None:
    """Put a slip, in the version it has now, on the office's list of what is to be handed over."""
    slip.state = PAPER
    _put_on_paper(session, [slip], calendar, now)


def _put_on_paper(session: Session, slips: Sequence[Slip], calendar: Calendar, now: datetime) -> None:
    deadlines = {slip.month: deadline_of(session, slip, calendar, now) for slip in _one_a_month(slips)}
    put_all_on_list(session, [_handover_row(slip, deadlines[slip.month], now) for slip in slips])


def _handover_row(slip: Slip, deadline: Deadline, now: datetime) -> Mapping[str, Any]:
    version = f":v{slip.version}" if slip.version > 1 else ""
    key = f"slip:{slip.month}:{slip.organization_id}:paper{version}"
    said = word(WORDING, "on_paper", slip=slip, deadline=deadline, recorded=recorders(slip))
    note = word(WORDING, "note_on_paper", slip=slip)
    return handover_row(slip.organization, said, key=key, now=now, about=matter(slip), note=note)


def _push(session: Session, sent: Sequence[tuple[Slip, Person]], calendar: Calendar, now: datetime) -> None:
    town, months = township(session), _one_a_month([slip for slip, _ in sent])
    deadlines = {slip.month: expected_deadline(session, slip, calendar, now) for slip in months}
    letters = [_letter(session, town, slip, person, deadlines[slip.month], now) for slip, person in sent]
    outbox.push_all(session, letters, now)


def _letter(
    session: Session, town: Township | None, slip: Slip, person: Person, deadline: Deadline, now: datetime
) -> outbox.Letter:
    member = outbox.Addressee("member", person.userid or "")
    about = outbox.About(TOPIC, str(slip.id), worded_for=now.date())
    return outbox.Letter(member, slip_message(session, town, slip, deadline, person, now), _key(slip, person), about)


def _key(slip: Slip, person: Person) -> str:
    return f"slip:{slip.month}:{slip.organization_id}:{person.userid}{slip.issue_mark}"


def _one_a_month(slips: Sequence[Slip]) -> Collection[Slip]:
    """Choose a slip of each month: whatever is received at one moment has the same deadline as all of its month."""
    return {slip.month: slip for slip in slips}.values()


class SlipListener:
    """Hears what became of a slip's message."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar

    def reworded(self, session: Session, message: OutboxMessage, now: datetime) -> Mapping[str, Any]:
        """Word a slip anew that did not leave on the day its deadline was counted for."""
        slip = session.get_one(Slip, int(message.subject or 0))
        if slip.recipient is None:
            raise ValueError(f"{message.key} waits although slip {slip.number} has no recipient")
        deadline = expected_deadline(session, slip, self.calendar, now)
        slip.promised = deadline.day
        return slip_message(session, township(session), slip, deadline, slip.recipient, now)

    def accepted(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        """WeCom took it: the clock starts, or it is settled when it does without 签收 (A2)."""
        note_delivery(session, session.get_one(Slip, int(message.subject or 0)), self.calendar, now)

    def refused(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        """No clock starts; the next officer is tried, and the office is told."""
        slip = session.get_one(Slip, int(message.subject or 0))
        if slip.received_at is not None or slip.state not in AWAITING_ANSWER:
            return
        if message.unknown_since is None:
            send_to_next(session, slip, self.calendar, now)
        else:
            put_on_paper(session, slip, self.calendar, now)
        what, recipient = word(WORDING, "named", slip=slip), slip.recipient
        tell_undelivered(session, "undelivered_to_branch", message, now, what=what, recipient=recipient)
