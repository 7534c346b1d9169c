"""Secret ballots (民主测评): opening one, voting, giving it up; ballot_box.py says how votes stay secret (A18)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.errors import BadInput, NotFound, NotNow
from bot.readers import needed, readable
from bot.wording import word
from models.ballots import Ballot, BallotVoter, ballots_for, locked_ballot, open_ballot_on
from models.organizations import Organization
from models.people import Person
from rules.cases import BALLOT
from rules.periods import BEIJING
from services.ballots.box import new_key, with_vote
from services.cases import begin, step
from services.democratic_reviews.entering import check_may_enter, policy_of_year
from services.rights.conflicts import check
from services.rights.table import Right

NOTICES: Final = "ballots/notices.txt"
# With fewer a count says too much of each: no ballot begins, and none is counted.
FEWEST: Final = 5
LONGEST_DAYS: Final = 60


def open_ballot(
    session: Session,
    organization: Organization,
    year: int,
    voters: Collection[Person],
    last_day: date,
    by: Person,
    now: datetime,
) -> Ballot:
    """Open a secret ballot on an organisation's year until the end of a day, and ask every voter.

    Raises Refused unless somebody of the office opens it who might enter the result, no other ballot on the
    organisation is open, the day is near, and at least FEWEST people may vote, all reached by message.
    """
    check_may_open(session, organization, year, by, now)
    check_voters(voters)
    check_last_day(last_day, now.date())
    key_name, public_key = new_key(session)
    ballot = Ballot(
        year=year,
        organization=organization,
        opened_by=by,
        opened_at=now,
        closes_at=datetime.combine(last_day + timedelta(days=1), time(), BEIJING),
        state=BALLOT.first,
        key_name=key_name,
        public_key=public_key,
        voters=[BallotVoter(person=one, has_voted=False) for one in sorted(voters, key=lambda one: one.id)],
    )
    session.add(ballot)
    session.flush()
    begin(session, BALLOT, ballot, by, now, voters=len(voters))
    for voter in ballot.voters:
        _ask(session, ballot, voter.person, now)
    return ballot


def check_may_open(session: Session, organization: Organization, year: int, by: Person, now: datetime) -> None:
    """Check that somebody may enter the result, and that no ballot on the organisation is open. Raises Refused."""
    check_may_enter(session, organization, year, by, now)
    if open_ballot_on(session, organization.id):
        raise NotNow("ballot_open_already", organization=organization)


def _ask(session: Session, ballot: Ballot, person: Person, now: datetime) -> None:
    said = word(NOTICES, "asked", ballot=ballot, person=person, grades=grades_of(session, ballot), fewest=FEWEST)
    member = outbox.Addressee("member", person.userid or "")
    outbox.push(session, member, outbox.text(said), key=f"ballot:{ballot.id}:{person.userid}", now=now)


def voters_named(session: Session, names: Collection[str]) -> list[Person]:
    """Find the people the office names, each by name or userid, each once. Raises Refused naming whoever is not found.

    Two people of one name have to be told apart by userid.
    """
    found: dict[int, Person] = {}
    for name in map(readable, names):
        fits = (Person.name == name) | (Person.userid == name.lower())
        people = session.scalars(select(Person).where(fits).order_by(Person.id)).all()
        if len(people) != 1:
            raise BadInput("ballot_voter_unclear", name=name, people=people)
        found[people[0].id] = people[0]
    return list(found.values())


def check_voters(voters: Collection[Person]) -> None:
    """Check that enough people may vote for a vote to be secret, and that each can be asked. Raises Refused."""
    unreached = [one for one in voters if one.userid is None]
    if unreached:
        raise NotNow("ballot_voter_unreached", people=unreached)
    if len({one.id for one in voters}) < FEWEST:
        raise BadInput("ballot_too_few", fewest=FEWEST, named=len(voters))


def check_last_day(day: date, today: date) -> None:
    """Check that a ballot may be open until the end of a day. Raises Refused."""
    if not today <= day <= today + timedelta(days=LONGEST_DAYS):
        raise BadInput("ballot_wrong_day", days=LONGEST_DAYS)


def ballot_to_vote_in(session: Session, person: Person, now: datetime, on: Organization | None = None) -> Ballot:
    """Find the ballot that waits for somebody's vote; `on` may be left out where one ballot waits.

    Raises Refused for whoever may not vote or has voted.
    """
    return _still_to_vote(_meant(session, person, now, on), person, now)


def grades_of(session: Session, ballot: Ballot) -> list[str]:
    """List the grades of a ballot, in the words of the policy that holds for its year."""
    return list(policy_of_year(session, ballot.year).democratic_grades)


def cast_vote(session: Session, person: Person, ballot_id: int, sealed: str, now: datetime) -> Ballot:
    """Take somebody's one vote, sealed for this ballot, which nobody can find or change afterwards.

    Raises Refused for whoever may not vote or has voted, and once the ballot is over.
    """
    ballot = _still_to_vote(locked_ballot(session, ballot_id), person, now)
    next(one for one in ballot.voters if one.person_id == person.id).has_voted = True
    ballot.box = with_vote(ballot.box, sealed)
    session.flush()
    return ballot


def _still_to_vote(ballot: Ballot, person: Person, now: datetime) -> Ballot:
    voter = next((one for one in ballot.voters if one.person_id == person.id), None)
    if voter is None or not ballot.takes_votes_at(now) or ballot.public_key is None:
        raise NotFound("ballot_none_for_you")
    if voter.has_voted:
        raise NotNow("ballot_voted_before", organization=ballot.organization)
    return ballot


def _meant(session: Session, person: Person, now: datetime, on: Organization | None) -> Ballot:
    """Find the ballot a vote is meant for."""
    found = ballots_for(session, person, now)
    if on is not None:
        found = [(ballot, voted) for ballot, voted in found if ballot.organization_id == on.id]
    if not found:
        raise NotFound("ballot_none_for_you")
    waiting = [ballot for ballot, voted in found if not voted]
    if len(waiting) > 1:
        raise BadInput("ballot_which", ballots=waiting)
    return waiting[0] if waiting else found[-1][0]


def cancel_ballot(session: Session, organization: Organization, reason: str, by: Person, now: datetime) -> Ballot:
    """Give up an open ballot: its votes are thrown away unread. Raises Refused for others than the office."""
    check(session, by, Right.ENTER_REVIEW, now, organization)
    found = open_ballot_on(session, organization.id)
    if found is None:
        raise NotFound("ballot_none_open", organization=organization)
    said = needed(reason, BadInput("ballot_reason_missing", organization=organization))
    ballot = locked_ballot(session, found.id)
    step(session, BALLOT, ballot, "cancel", by, now, reason=said)
    empty(ballot)
    return ballot


def empty(ballot: Ballot) -> None:
    """Throw the sealed votes of a ballot away; its key is destroyed by the next sweep."""
    ballot.box, ballot.public_key = [], None
