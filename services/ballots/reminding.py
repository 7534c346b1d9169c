"""Reminding voters once, on the last working day on which a secret ballot takes votes (A18, D5).

Who has not voted is known of the voter's row; a reminder tells nobody else, and nothing of a vote.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot import outbox
from bot.wording import word
from models.ballots import Ballot, open_ballots
from models.people import Person
from rules.workdays import Calendar
from services.ballots.ballots import NOTICES, grades_of
from services.notices.push_hours import may_push


def remind_voters(session: Session, calendar: Calendar, now: datetime) -> int:
    """Remind whoever has not voted, each once for a ballot, but nobody who was asked today. Returns how many."""
    if not may_push(session, calendar, now):
        return 0
    due = [one for one in open_ballots(session) if _is_due(one, calendar, now)]
    waiting = [(ballot, voter.person) for ballot in due for voter in ballot.voters if not voter.has_voted]
    return sum(_remind(session, ballot, person, now) for ballot, person in waiting)


def _is_due(ballot: Ballot, calendar: Calendar, now: datetime) -> bool:
    asked = ballot.opened_at.date()
    return ballot.takes_votes_at(now) and asked < now.date() >= _last_working_day(ballot.last_day, calendar)


def _last_working_day(day: date, calendar: Calendar) -> date:
    while not calendar.is_working(day):
        day -= timedelta(days=1)
    return day


def _remind(session: Session, ballot: Ballot, person: Person, now: datetime) -> bool:
    said = word(NOTICES, "reminded", ballot=ballot, person=person, grades=grades_of(session, ballot))
    member = outbox.Addressee("member", person.userid or "")
    return outbox.push(session, member, outbox.text(said), key=f"ballot:{ballot.id}:remind:{person.userid}", now=now)
