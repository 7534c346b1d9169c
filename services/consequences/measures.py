"""组织处置: recorded once the Party committee has decided; the system never proposes it (R41)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.errors import BadInput, NotNow
from bot.readers import LONGEST_TEXT, needed
from models.consequences import ORGANIZATIONAL_MEASURE, Consequence
from models.organizations import Organization
from models.people import Person
from rules.cases import MEASURE
from services.cases import begin
from services.consequences.decisions import checked_record_no
from services.rights.conflicts import check
from services.rights.table import Right


@dataclass(frozen=True)
class Decision:
    """What the Party committee decided, when, and under which number it is kept."""

    on: date
    record_no: str
    text: str


def record_measure(
    session: Session, organization: Organization, decision: Decision, by: Person, now: datetime
) -> Consequence:
    """Record 组织处置 that the Party committee has decided; the system never proposes it (R41).

    Raises Refused unless the leading group or the head of the office records it, with the day of the decision (today
    at the latest), its record number and what was decided.
    """
    check(session, by, Right.RECORD_MEASURE, now, organization)
    if decision.on > now.date():
        raise NotNow("measure_day_ahead", day=decision.on)
    number = checked_record_no(decision.record_no)
    missing = BadInput("measure_text_missing", organization=organization, longest=LONGEST_TEXT)
    text = needed(decision.text, missing)
    measure = Consequence(
        organization=organization,
        kind=ORGANIZATIONAL_MEASURE,
        year=decision.on.year,
        decision=text,
        begun_at=now,
        state=MEASURE.first,
        done_on=decision.on,
        record_no=number,
    )
    session.add(measure)
    session.flush()
    begin(session, MEASURE, measure, by, now, on=decision.on.isoformat(), record_no=number, decision=text)
    return measure
