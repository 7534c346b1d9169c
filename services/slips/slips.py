"""Monthly slips: issued from the daily records, delivered to whoever can be reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot import outbox
from bot.wording import word
from models.organizations import Organization, assessed_organizations
from models.outbox import OutboxMessage
from models.people import Person
from models.schemes import township
from models.slips import AWAITING_ANSWER, PAPER, SENT, Slip, next_serial, slips_of
from rules.periods import Month
from rules.workdays import Calendar
from services.notices import branches
from services.notices.handovers import matter, put_on_list
from services.notices.office import tell_office
from services.notices.push_hours import may_push
from services.notices.undelivered import tell_undelivered
from services.schemes.versions import pin_quarter, scheme_for
from services.slips.items import month_items, slip_items
from services.slips.messages import recorders, slip_message
from services.slips.receipt import deadline_of, expected_deadline, note_delivery

TOPIC = "slip"
WORDING = "slips/notices.txt"


@dataclass(frozen=True)
class Issued:
    """What a sweep did: slips issued now, and organisations held back because nothing was recorded for them."""

    slips: list[Slip]
    held_back: list[Organization]


def issue_due(session: Session, calendar: Calendar, now: datetime) -> int:
    """Issue last month's slips that are due and not yet issued (R6, R10, A4); returns how many went out.

    Quiet outside the push window and before the first working day of the month. Harmless when it runs late or twice.
    """
    if not may_push(session, calendar, now):
        return 0
    month = Month.of(now.date()).previous
    issued = issue(session, month, calendar, now)
    if issued.held_back:
        key = f"held-back:{month}:{now:%F}"
        tell_office(session, "held_back", key=key, now=now, month=month, organizations=issued.held_back)
    return len(issued.slips)


def issue(session: Session, month: Month, calendar: Calendar, now: datetime) -> Issued:
    """Issue a month's slips to every assessed organisation that has none yet; those without records are held back."""
    had = {slip.organization_id for slip in slips_of(session, month)}
    waiting = [one for one in assessed_organizations(session) if one.existed_in(month) and one.id not in had]
    if not waiting:
        return Issued([], [])
    scheme = scheme_for(session, month.quarter)
    items = month_items(session, month, scheme)
    recorded = [one for one in waiting if items.has_records(one)]
    if recorded:
        pin_quarter(session, month.quarter, now)
    slips = [_issue_one(session, one, month, slip_items(items, one), now) for one in recorded]
    for slip in slips:
        send_to_next(session, slip, calendar, now)
    return Issued(slips, [one for one in waiting if not items.has_records(one)])


def _issue_one(session: Session, organization: Organization, month: Month, items: list[Any], now: datetime) -> Slip:
    issue_month = Month.of(now.date())
    serial = next_serial(session, issue_month)
    town = township(session)
    prefix = town.document_prefix if town else ""
    slip = Slip(
        number=f"{prefix}提〔{issue_month.year}〕{issue_month.month:02d}-{serial:03d}",
        issue_month=issue_month,
        serial=serial,
        organization=organization,
        month=month,
        state=PAPER,
        issued_at=now,
        items=items,
    )
    session.add(slip)
    session.flush()
    return slip


def send_to_next(session: Session, slip: Slip, calendar: Calendar, now: datetime) -> None:
    """Send a slip to the next of the branch who has not been tried (R11, A2); else it goes on paper."""
    slip.recipient = branches.send_to_next(
        session, slip.organization, now, lambda person: _push(session, slip, person, calendar, now)
    )
    if slip.recipient is None:
        put_on_paper(session, slip, calendar, now)
    else:
        slip.state = SENT


def put_on_paper(session: Session, slip: Slip, calendar: Calendar, now: datetime) -> None:
    """Put a slip, in the version it has now, on the office's list of what is to be handed over."""
    version = f":v{slip.version}" if slip.version > 1 else ""
    slip.state, key = PAPER, f"slip:{slip.month}:{slip.organization_id}:paper{version}"
    deadline = deadline_of(session, slip, calendar, now)
    said = word(WORDING, "on_paper", slip=slip, deadline=deadline, recorded=recorders(slip))
    note = word(WORDING, "note_on_paper", slip=slip)
    put_on_list(session, slip.organization, said, key=key, now=now, about=matter(slip), note=note)


def _push(session: Session, slip: Slip, person: Person, calendar: Calendar, now: datetime) -> bool:
    deadline = expected_deadline(session, slip, calendar, now)
    slip.promised = deadline.day
    member = outbox.Addressee("member", person.userid or "")
    about = outbox.About(TOPIC, str(slip.id), worded_for=now.date())
    body = slip_message(session, slip, deadline, person, now)
    key = f"slip:{slip.month}:{slip.organization_id}:{person.userid}{slip.issue_mark}"
    return outbox.push(session, member, body, key=key, now=now, about=about)


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
        return slip_message(session, slip, deadline, slip.recipient, now)

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
