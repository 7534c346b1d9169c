"""Consequences decided and carried out by named people; 组织处置 recorded once the Party committee decided (A12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from bot.errors import BadInput, NotNow
from bot.readers import needed
from models.consequences import OVERHAUL_REPORT, Consequence
from models.locks import lock
from models.overhauls import Overhaul
from models.people import Person
from models.transitions import transitions_of
from rules.workdays import Calendar
from services.cases import check_turn, step
from services.consequences.ground import grounds, key_of
from services.consequences.notices import tell_branch_of_withdrawn, tell_of_decided
from services.consequences.rights import check_carries_out, check_decides
from services.overhauls.overhauls import assign_overhaul, lift_overhaul

LONGEST_RECORD_NO: Final = 64


def confirm(
    session: Session, consequences: Sequence[Consequence], reason: str, by: Person, calendar: Calendar, now: datetime
) -> None:
    """Confirm proposals with a reason: the office hears, and a confirmed overhaul becomes the branch's task (R39, A14).

    Raises Refused, and changes nothing, unless somebody of the leading group decides who is no officer of the
    branch, on what is proposed and still has its ground.
    """
    said = _checked(session, consequences, "confirm", reason, by, now)
    proposals = grounds(session).proposals
    for one in consequences:
        if key_of(one) not in proposals:
            raise NotNow("consequence_ground_gone", consequence=one)
    for one in consequences:
        _take(session, one, "confirm", by, now, said)
        if one.kind == OVERHAUL_REPORT:
            assign_overhaul(session, one, by, calendar, now)
    tell_of_decided(session, consequences, said, by, now)


def decline(session: Session, consequences: Sequence[Consequence], reason: str, by: Person, now: datetime) -> None:
    """Decline proposals with a reason; the office hears. Raises Refused like `confirm`."""
    said = _checked(session, consequences, "decline", reason, by, now)
    for one in consequences:
        _take(session, one, "decline", by, now, said)
    tell_of_decided(session, consequences, said, by, now)


def withdraw(session: Session, consequence: Consequence, reason: str, by: Person, now: datetime) -> None:
    """Take back what was decided, also once it is carried out or closed, with a reason; an open overhaul ends with it.

    The office hears, and of what was carried out the branch, which has felt it. Raises Refused like `confirm`.
    """
    said = _checked(session, [consequence], "withdraw", reason, by, now)
    if consequence.state == "proposed":
        # What is only proposed is declined; the clock alone withdraws a proposal.
        raise NotNow("consequence_out_of_turn", consequence=consequence, event="withdraw")
    if consequence.kind == OVERHAUL_REPORT:
        # First, for the branch's report holds the overhaul before it is logged, too.
        lift_overhaul(session, session.get_one(Overhaul, consequence.id), said, by, now)
    was_felt = consequence.state in ("carried_out", "closed")
    _take(session, consequence, "withdraw", by, now, said)
    # It has ended: whatever its boards come to, nothing more is said of its ground.
    consequence.ground_fell_at = None
    tell_of_decided(session, [consequence], said, by, now)
    if was_felt:
        tell_branch_of_withdrawn(session, consequence, said, now)


def carry_out(session: Session, consequence: Consequence, on: date, record_no: str, by: Person, now: datetime) -> None:
    """Note that a confirmed consequence was carried out on a day, under a record number.

    Raises Refused unless the office or the leading group does who is no officer of the branch, for a day between
    the decision and today, with a number, and for an overhaul only once its report is accepted.
    """
    lock(session, consequence)
    check_may_take(session, consequence, "carry_out", by, now)
    decided = transitions_of(session, consequence.machine.name, consequence.id)
    since = next(one.at.date() for one in reversed(decided) if one.event == "confirm")
    _check_day(consequence, on, since, now.date())
    number = checked_record_no(record_no)
    _take(session, consequence, "carry_out", by, now, number, {"on": on.isoformat(), "record_no": number})
    consequence.done_on, consequence.record_no = on, number


def close(session: Session, consequence: Consequence, remark: str, by: Person, now: datetime) -> None:
    """Close what was carried out, with a remark. Raises Refused like `carry_out`."""
    lock(session, consequence)
    check_may_take(session, consequence, "close", by, now)
    _take(session, consequence, "close", by, now, _said(consequence, "close", remark))


def check_may_take(session: Session, consequence: Consequence, event: str, by: Person, now: datetime) -> None:
    """Check, before it is done, that somebody may take a step about a consequence as it stands now. Raises Refused."""
    (check_carries_out if event in ("carry_out", "close") else check_decides)(session, consequence, by, now)
    _check_turn(consequence, event)
    is_overhaul = (consequence.kind, event) == (OVERHAUL_REPORT, "carry_out")
    if is_overhaul and session.get_one(Overhaul, consequence.id).state != "accepted":
        raise NotNow("consequence_overhaul_open", consequence=consequence)


def _checked(
    session: Session, consequences: Sequence[Consequence], event: str, reason: str, by: Person, now: datetime
) -> str:
    """Check all before the first is touched; return the reason, made readable."""
    for one in sorted(consequences, key=lambda one: one.id):
        lock(session, one)
        check_may_take(session, one, event, by, now)
    return _said(consequences[0], event, reason)


def _check_turn(consequence: Consequence, event: str) -> None:
    not_now = NotNow("consequence_out_of_turn", consequence=consequence, event=event)
    check_turn(consequence.machine, consequence, event, not_now)


def _take(
    session: Session,
    consequence: Consequence,
    event: str,
    by: Person,
    now: datetime,
    reason: str,
    facts: dict[str, Any] | None = None,
) -> None:
    _check_turn(consequence, event)
    step(session, consequence.machine, consequence, event, by, now, reason=reason, facts=facts)


def _check_day(consequence: Consequence, on: date, since: date, today: date) -> None:
    if not since <= on <= today:
        raise BadInput("consequence_day_wrong", consequence=consequence, since=since)


def checked_record_no(given: str) -> str:
    """Return the number under which something is kept on record. Raises Refused for none, and for an endless one."""
    return needed(given, BadInput("consequence_record_no_missing", longest=LONGEST_RECORD_NO), LONGEST_RECORD_NO)


def _said(consequence: Consequence, event: str, text: str) -> str:
    return needed(text, BadInput("consequence_reason_missing", consequence=consequence, event=event))
