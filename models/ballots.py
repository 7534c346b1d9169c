"""Secret ballots (民主测评): who may vote and who has, and a box of sealed votes until it is opened (R43, A18, D8)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import JSON, ForeignKey, Index, String, Text, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base, BigKey, BigRef, Moment
from models.organizations import Organization
from models.people import Person

OPEN: Final = "open"
VOTE_WORD: Final = "投票"
# A few words in which a grade stands, or that speak of voting, are somebody's vote, whatever was meant by them.
FEW_WORDS: Final = 20
# Grades as they are typed in a hurry: by their sounds, or the first letters of them.
SPELT: Final = re.compile("yx|youxiu|jbhg|jibenhege|bhg|buhege|hg|hege", re.IGNORECASE)
GRADES: Final = re.compile(
    "[优優]|合格|良好|称职|稱職|较差|弃权|棄權|投(?!诉|入|资|影|稿|递|送)"
    "|(?<![a-z])(?:yx|youxiu|jbhg|bhg|hg|(?:jiben|bu)?hege)(?![a-z])",
    re.IGNORECASE,
)
# Of somebody who is asked to vote so few words may be a vote in any spelling, and more of them speak of one.
ANY_WORDS: Final = 10
VOTING: Final = re.compile("[秀票评選选档]|等次|等级")
_SIGNS: Final = re.compile(r"[\W_]+")


class Ballot(Base):
    """One ballot on an organisation's year; its states are those of `rules/cases.py`, BALLOT.

    `box` holds the sealed votes in an order drawn anew with each vote, and `public_key` seals them; `key_name` names
    the file of the key that opens them, which is never in the database (`services/ballots/box.py`). Once it has ended
    the box is empty; `counts` are the votes per grade, None unless they were counted.
    """

    __tablename__ = "ballots"
    __table_args__ = (Index("ix_ballots_organization_year", "organization_id", "year"),)

    id: Mapped[BigKey]
    year: Mapped[int]
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"))
    opened_by_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    closes_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(16), index=True)
    key_name: Mapped[str] = mapped_column(String(32), unique=True)
    public_key: Mapped[str | None] = mapped_column(Text)
    box: Mapped[list[str]] = mapped_column(JSON, default=list)
    counts: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))

    organization: Mapped[Organization] = relationship(lazy="joined")
    opened_by: Mapped[Person] = relationship(lazy="joined")
    voters: Mapped[list[BallotVoter]] = relationship(order_by="BallotVoter.person_id", lazy="selectin")

    @property
    def voted(self) -> int:
        return sum(voter.has_voted for voter in self.voters)

    @property
    def last_day(self) -> date:
        """The day at whose end it closes."""
        return (self.closes_at - timedelta(days=1)).date()

    def takes_votes_at(self, now: datetime) -> bool:
        """Whether somebody may still vote."""
        return self.state == OPEN and now < self.closes_at


class BallotVoter(Base):
    """One person who may vote, and whether the person has: neither when nor what."""

    __tablename__ = "ballot_voters"

    ballot_id: Mapped[int] = mapped_column(BigRef, ForeignKey("ballots.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"), primary_key=True, index=True)
    has_voted: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person] = relationship(lazy="joined")


def may_tell_a_vote(text: str, *, asked: bool = False) -> bool:
    """Tell whether a message may say how its writer votes, so that its words must not be kept.

    That is whatever speaks of voting (投票), and a few words in which a grade stands or 投; signs, blanks and what
    cannot be seen hide none. Of somebody who is `asked` to vote it is any few words at all: a town's grades are its
    own, and nobody can list how people spell them.
    """
    said = _bare(text)
    if VOTE_WORD in said or (len(said) <= FEW_WORDS and GRADES.search(said) is not None):
        return True
    return asked and (len(said) <= ANY_WORDS or any(one.search(said) for one in (GRADES, VOTING)))


def is_spelt_grade(text: str) -> bool:
    """Tell whether a message is nothing but a grade in letters: yx, ＹＸ, hege."""
    return SPELT.fullmatch(_bare(text)) is not None


def _bare(text: str) -> str:
    """Write a text without signs and blanks, in half-width."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text))


_IS_ASKED: Final = (
    select(BallotVoter.person_id)
    .join(Ballot, Ballot.id == BallotVoter.ballot_id)
    .where(BallotVoter.person_id == Person.id, Ballot.state == OPEN)
    .exists()
)
_WRITERS: Final = select(Person, _IS_ASKED).where(Person.userid.in_(bindparam("userids", expanding=True)))
# In one order, so that no two who lock several wait for each other.
_WRITERS_LOCKED: Final = _WRITERS.order_by(Person.id).with_for_update(of=Person)


# A person, and whether a ballot is open to them.
Writer = tuple[Person, bool]


def locked_writers(session: Session, userids: Collection[str]) -> dict[str, Writer]:
    """Find who writes, by userid as it was asked for, and whether a ballot is open to each, in one statement.

    Their rows are locked until the transaction ends, so that one member's messages go one after another.
    """
    found = session.execute(_WRITERS_LOCKED, {"userids": [userid.lower() for userid in userids]})
    writers = {person.userid: (person, is_asked) for person, is_asked in found}
    return {userid: writers[userid.lower()] for userid in userids if userid.lower() in writers}


def is_asked_to_vote(session: Session, userid: str) -> bool:
    """Tell whether a ballot is open to a member."""
    found = session.execute(_WRITERS, {"userids": [userid.lower()]}).first()
    return found is not None and bool(found[1])


def ballots_for(session: Session, person: Person, now: datetime) -> list[tuple[Ballot, bool]]:
    """List the ballots a person may take part in at a moment, oldest first, each with whether the person has voted."""
    query = (
        select(Ballot, BallotVoter.has_voted)
        .join(BallotVoter, BallotVoter.ballot_id == Ballot.id)
        .where(BallotVoter.person_id == person.id, Ballot.state == OPEN, Ballot.closes_at > now)
    )
    return [(ballot, has_voted) for ballot, has_voted in session.execute(query.order_by(Ballot.id))]


def open_ballots(session: Session) -> list[Ballot]:
    """List the ballots that have not ended, oldest first."""
    return list(session.scalars(select(Ballot).where(Ballot.state == OPEN).order_by(Ballot.id)))


def open_ballot_on(session: Session, organization_id: str) -> Ballot | None:
    """Find the ballot on an organisation that has not ended."""
    return session.scalar(select(Ballot).where(Ballot.state == OPEN, Ballot.organization_id == organization_id))


def locked_ballot(session: Session, ballot_id: int) -> Ballot:
    """Read a ballot anew and lock it until the transaction ends: one vote after another, none while it is counted."""
    query = select(Ballot).where(Ballot.id == ballot_id).with_for_update(of=Ballot)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def has_ended(session: Session, key_name: str) -> bool:
    """Tell whether the ballot whose key has this name has ended; False for one nobody knows (yet)."""
    state = session.scalar(select(Ballot.state).where(Ballot.key_name == key_name))
    return state is not None and state != OPEN
