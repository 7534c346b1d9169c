"""Whatever people try with a ballot, and whenever the clock comes by: its steps are those of the table, each explained.

A vote is no step: it says neither who nor when (A18).
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import Refused
from bot.wording import refusal_text
from models.ballots import Ballot
from models.democratic_reviews import DemocraticReview
from models.organizations import Organization
from models.transitions import transitions_of
from rules.cases import BALLOT
from rules.periods import BEIJING
from rules.workdays import Calendar
from services.ballots.ballots import FEWEST, cancel_ballot, open_ballot
from services.ballots.closing import close_ballots
from tests.worlds.recorded_quarters import CLERK, person
from tests.worlds.rolled_back import undone
from tests.worlds.votes import cast
from tests.worlds.watching import writes

OPENED = datetime(2026, 12, 14, 9, tzinfo=BEIJING)
LAST_DAY, BRANCH = date(2026, 12, 18), "org-011"
VOTERS = ("zhuyongliang", "shimeiling", "shenguohua", "lufengying", "jinhuifen", "zhangjianxin")
STRANGER = "wangjianguo"

Act = Callable[[Session, Calendar, datetime], Any]


def votes(userid: str, grade: str) -> Act:
    return lambda session, calendar, now: cast(session, userid, grade, now)


def cancels(userid: str, reason: str) -> Act:
    return lambda session, calendar, now: cancel_ballot(
        session, session.get_one(Organization, BRANCH), reason, person(session, userid), now
    )


def opens(session: Session, calendar: Calendar, now: datetime) -> Ballot:
    del calendar
    where, clerk = session.get_one(Organization, BRANCH), person(session, CLERK)
    return open_ballot(session, where, 2026, [person(session, one) for one in VOTERS], LAST_DAY, clerk, now)


everybody_votes = [votes(one, "优秀") for one in VOTERS]
somebody, secretary = st.sampled_from((*VOTERS, STRANGER)), VOTERS[0]
acts = st.one_of(
    st.just(everybody_votes),
    st.builds(lambda who, grade: [votes(who, grade)], somebody, st.sampled_from(["合格", "良"])),
    st.builds(
        lambda who, why: [cancels(who, why)], st.sampled_from((CLERK, secretary)), st.sampled_from(["有误", " "])
    ),
    st.just([opens]),
    st.just([close_ballots]),
)


@pytest.fixture
def ballot(town: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calendar: Calendar) -> Iterator[Ballot]:
    """A ballot on 石湾村支部; the keys lie outside the project."""
    monkeypatch.chdir(tmp_path)
    with town.read() as session:
        yield opens(session, calendar, OPENED)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tries=st.lists(st.tuples(acts, st.sampled_from([1, 1, 1, 40])), min_size=3, max_size=10))
def test_a_ballot_ends_once_and_every_step_says_who_or_that_it_was_the_clock(
    calendar: Calendar, ballot: Ballot, tries: list[tuple[list[Act], int]]
) -> None:
    session = Session.object_session(ballot)
    assert session is not None
    with undone(session):
        now = OPENED
        for listed, hours in tries:
            now += timedelta(hours=hours)
            for act in listed:
                attempt(session, calendar, act, now)
        for one in session.scalars(select(Ballot)):
            check_steps(session, one)


def attempt(session: Session, calendar: Calendar, act: Act, now: datetime) -> None:
    """Try something; what is refused is one sentence and changes nothing."""
    refusal = None
    with writes(session) as written:
        try:
            act(session, calendar, now)
        except Refused as refused:
            refusal = refusal_text(refused)
    if refusal is not None:
        assert "\n" not in refusal
        assert written == []


def check_steps(session: Session, ballot: Ballot) -> None:
    begun, *ends = transitions_of(session, BALLOT.name, ballot.id)
    assert (begun.event, begun.by and begun.by.userid, begun.facts) == ("open", CLERK, {"voters": len(VOTERS)})
    assert len(ends) <= 1
    assert ballot.state == (BALLOT.after(BALLOT.first, ends[0].event) if ends else BALLOT.first)
    for end in ends:
        assert end.by is None or (end.event, end.by.userid, end.reason) == ("cancel", CLERK, "有误")
        assert end.facts or end.reason
        assert (ballot.box, ballot.public_key) == ([], None)
    counted = session.scalars(
        select(DemocraticReview.id).where(DemocraticReview.entered_at.in_([one.at for one in ends]))
    )
    assert len(counted.all()) == (ballot.state == "counted")
    assert ballot.state != "counted" or sum((ballot.counts or {}).values()) == ballot.voted >= FEWEST
