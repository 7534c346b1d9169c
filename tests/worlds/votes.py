"""Somebody votes, as the chat does it: the ballot that waits is found, the vote sealed for it and cast."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from models.ballots import Ballot
from models.organizations import Organization
from models.people import person_by_userid
from services.ballots.ballots import ballot_to_vote_in, cast_vote
from services.ballots.box import seal


def cast(session: Session, userid: str, grade: str, now: datetime, on: Organization | None = None) -> Ballot:
    """Cast a vote. Raises Refused."""
    voter = person_by_userid(session, userid)
    assert voter is not None
    ballot = ballot_to_vote_in(session, voter, now, on)
    assert ballot.public_key is not None
    return cast_vote(session, voter, ballot.id, seal(ballot.public_key, grade), now)
