"""Handing over for some days, and coming back: both hear of it, nobody loses a right (R11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from bot import outbox
from bot.errors import BadInput, NotFound, NotNow
from bot.wording import word
from models.appointments import organizations_led_by
from models.leaves import Leave, away_on, leaves_from
from models.organizations import Organization
from models.people import Person
from models.register_entries import LEAVE_NOTED, RegisterEntry
from models.slips import slips_awaiting_answer
from services.notices.branches import hearers
from services.register.changes import reason_given
from services.rights.asking import no_right
from services.rights.conflicts import check
from services.rights.table import Right

NOTICES: Final = "leaves/notices.txt"
# Who is away longer has somebody appointed in the register.
LONGEST: Final = timedelta(days=92)


@dataclass(frozen=True)
class Days:
    """The first and the last day of a leave."""

    first: date
    last: date


def may_be_away(days: Days, today: date) -> bool:
    """Tell whether a leave may be taken: not over, and over within 92 days."""
    return days.first <= days.last and today <= days.last <= today + LONGEST


def branches_to_hand_over(session: Session, person: Person, now: datetime) -> list[tuple[Organization, list[Person]]]:
    """List the branches whose messages reach this person first, each with who could stand in.

    Raises Refused for somebody who is no officer, hears first for no branch, or is the only one who can be reached.
    """
    today = now.date()
    led = [session.get_one(Organization, one) for one in organizations_led_by(session, person, today)]
    if not led:
        raise no_right(Right.TAKE_LEAVE)
    said_before = {one.organization_id for one in _running(session, person, today)}
    people = {one.id: hearers(session, one, now) for one in led}
    own = [one for one in led if people[one.id][:1] == [person] or one.id in said_before]
    if not own:
        raise NotNow("leave_not_first", organization=led[0], first=next(iter(people[led[0].id]), None))
    found = [(one, _could_stand_in(session, one, people[one.id], person, today)) for one in own]
    if not any(others for _, others in found):
        raise NotNow("leave_nobody_else", organization=own[0])
    return [(one, others) for one, others in found if others]


def _could_stand_in(
    session: Session, organization: Organization, people: list[Person], person: Person, today: date
) -> list[Person]:
    """List the others who can be reached and are not away themselves."""
    return [one for one in people if one is not person and not away_on(session, organization.id, today, one)]


def take_leave(
    session: Session, organization: Organization, person: Person, stand_in: Person, days: Days, now: datetime
) -> Leave:
    """Let somebody else of the branch hear first for some days, and tell them.

    What was said before about the same days is replaced. Raises Refused for days that cannot be, and for a stand-in
    who is no reachable officer of the branch.
    """
    today = now.date()
    if not may_be_away(days, today):
        raise BadInput("leave_days_wrong", longest=today + LONGEST)
    others = dict(branches_to_hand_over(session, person, now))
    if stand_in not in others.get(organization, []):
        raise NotNow("leave_wrong_stand_in", organization=organization, stand_in=stand_in)
    for before in _running(session, person, today):
        if before.organization_id == organization.id:
            before.ended_at = now
    leave = Leave(organization=organization, person=person, stand_in=stand_in, noted_at=now)
    leave.since, leave.until = days.first, days.last
    session.add(leave)
    session.flush()
    _tell(session, leave, stand_in, "stand_in", now, waiting=slips_awaiting_answer(session, [organization.id]))
    return leave


def note_leave(
    session: Session,
    organization: Organization,
    person: Person,
    stand_in: Person,
    days: Days,
    reason: str,
    by: Person,
    now: datetime,
) -> Leave:
    """Enter the leave of somebody who has told the office, as `take_leave`; the person hears of it.

    Raises Refused also unless the office does it who is no officer there (D10), and without a reason.
    """
    check(session, by, Right.CHANGE_REGISTER, now, organization)
    leave = take_leave(session, organization, person, stand_in, days, now)
    entry = RegisterEntry(kind=LEAVE_NOTED, day=days.first, reason=reason_given(reason), by_id=by.id, at=now)
    entry.person, entry.organization = person, organization
    entry.after = {"since": str(days.first), "until": str(days.last), "stand_in_id": stand_in.id}
    session.add(entry)
    _tell(session, leave, person, "noted_for", now, by=by)
    return leave


def come_back(session: Session, person: Person, now: datetime) -> list[Leave]:
    """End a person's leaves before their last day, and tell who stood in. Raises Refused when there is none."""
    found = _running(session, person, now.date())
    if not found:
        raise NotFound("no_leave")
    for leave in found:
        leave.ended_at = now
        _tell(session, leave, leave.stand_in, "back", now)
    return found


def leaves_seen(session: Session, person: Person, now: datetime, *, office: bool) -> list[Leave]:
    """List the leaves that hold or are to come: all for the office, for others those of their branches."""
    today = now.date()
    led = organizations_led_by(session, person, today)
    return [one for one in leaves_from(session, today) if office or one.organization_id in led]


def _running(session: Session, person: Person, today: date) -> list[Leave]:
    return [one for one in leaves_from(session, today) if one.person_id == person.id]


def _tell(session: Session, leave: Leave, to: Person, block: str, now: datetime, **facts: Any) -> None:
    """Tell the stand-in, or whoever is away; nobody of a branch hears first meanwhile but the stand-in."""
    if to.userid is None:
        return
    member = outbox.Addressee("member", to.userid)
    body = outbox.text(word(NOTICES, block, leave=leave, **facts))
    outbox.push(session, member, body, key=f"leave:{leave.id}:{block}", now=now)
