"""Ending secret ballots: counting the votes when the time is over, and telling the office what came of it (A18)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from bot.wording import word
from models.ballots import Ballot, locked_ballot, open_ballots
from rules.cases import BALLOT
from rules.workdays import Calendar
from services.annual_reviews.steps import year_is_closed
from services.ballots.ballots import FEWEST, NOTICES, empty
from services.ballots.box import NoKey, SpoiltBox, counted, destroy_keys
from services.cases import step
from services.democratic_reviews.entering import enter_counted, policy_of_year
from services.notices.office import tell_office

# Of several machines only one has a ballot's key; when it has not counted by then, the key is taken for lost.
KEY_IS_LOST_AFTER: Final = timedelta(days=1)


class _Uncounted(Exception):
    """A box that must not or cannot be counted; `why` is a word of the notice that tells the office."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def close_ballots(session: Session, _calendar: Calendar, now: datetime) -> int:
    """Count every ballot whose time is over or in which everybody has voted; returns how many ended.

    The keys of those that ended in an earlier sweep are destroyed.
    """
    destroy_keys(session)
    return sum(_close(session, one.id, now) for one in open_ballots(session) if _is_over(one, now))


def _is_over(ballot: Ballot, now: datetime) -> bool:
    return not ballot.takes_votes_at(now) or ballot.voted == len(ballot.voters)


def _close(session: Session, ballot_id: int, now: datetime) -> bool:
    """End a ballot; False where this machine cannot, or somebody else just has."""
    ballot = locked_ballot(session, ballot_id)
    if ballot.state != BALLOT.first:
        return False
    try:
        _enter(session, ballot, _counts(session, ballot), now)
    except NoKey:
        if now < ballot.closes_at + KEY_IS_LOST_AFTER:
            return False
        _void(session, ballot, "key_lost", now)
    except _Uncounted as uncounted:
        _void(session, ballot, uncounted.why, now)
    return True


def _counts(session: Session, ballot: Ballot) -> dict[str, int]:
    """Open the box and count the votes by grade, in the policy's order. Raises NoKey and _Uncounted."""
    if ballot.voted < FEWEST:
        raise _Uncounted("too_few")
    if year_is_closed(session, ballot.year):
        raise _Uncounted("year_closed")
    grades = policy_of_year(session, ballot.year).democratic_grades
    try:
        counts = counted(session, ballot.key_name, ballot.box)
    except SpoiltBox:
        raise _Uncounted("spoilt") from None
    if counts.keys() - grades.keys() or counts.total() != ballot.voted:
        raise _Uncounted("spoilt")
    return {grade: counts[grade] for grade in grades if counts[grade]}


def _enter(session: Session, ballot: Ballot, counts: dict[str, int], now: datetime) -> None:
    """Make the result of the counts; they alone are kept, never a single vote."""
    origin = word(NOTICES, "origin", ballot=ballot)
    review = enter_counted(session, ballot.organization, ballot.year, counts, origin, ballot.opened_by, now)
    ballot.counts = counts
    _end(session, ballot, "count", now, counts=counts)
    tell_office(session, "ballot_counted", key=f"ballot_ended:{ballot.id}", now=now, ballot=ballot, review=review)


def _void(session: Session, ballot: Ballot, why: str, now: datetime) -> None:
    _end(session, ballot, "void", now, why=why)
    tell_office(session, "ballot_void", key=f"ballot_ended:{ballot.id}", now=now, ballot=ballot, why=why, fewest=FEWEST)


def _end(session: Session, ballot: Ballot, event: str, now: datetime, **facts: Any) -> None:
    empty(ballot)
    step(session, BALLOT, ballot, event, None, now, facts=facts)
