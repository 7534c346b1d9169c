"""Votes are cast once and lie in the box without a trace; who has not voted is reminded (A18)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import Refused
from models.ballots import locked_ballot
from models.outbox import OutboxMessage
from rules.workdays import Calendar
from services.ballots.box import counted, new_key, seal, with_vote
from services.ballots.closing import close_ballots
from services.ballots.reminding import remind_voters
from tests.services.ballots.one_ballot import MONDAY, OTHER_BRANCH, OVER, VOTERS, opened, vote
from tests.worlds.votes import cast


def test_a_vote_is_cast_once_and_never_changed(session: Session, calendar: Calendar) -> None:
    ballot = opened(session)
    vote(session, "优秀")
    before = list(ballot.box)
    with pytest.raises(Refused, match="ballot_voted_before"):
        vote(session, "不合格")
    assert ballot.box == before


@pytest.mark.parametrize(
    ("userid", "grade", "at", "reason"),
    [
        ("wangjianguo", "优秀", MONDAY, "ballot_none_for_you"),
        (VOTERS[0], "优秀", OVER, "ballot_none_for_you"),
    ],
)
def test_what_is_no_vote_is_refused_without_repeating_it(
    session: Session, userid: str, grade: str, at: datetime, reason: str
) -> None:
    ballot = opened(session)
    with pytest.raises(Refused, match=reason) as refused:
        cast(session, userid, grade, at)
    assert grade not in refused.value.facts.values()
    assert (ballot.box, ballot.voted) == ([], 0)


def test_who_is_asked_by_two_branches_has_to_say_which(session: Session) -> None:
    first, second = opened(session), opened(session, on=OTHER_BRANCH)
    with pytest.raises(Refused, match="ballot_which"):
        vote(session, "优秀")
    vote(session, "优秀", on=OTHER_BRANCH)
    vote(session, "合格")
    assert (first.voted, second.voted) == (1, 1)


def test_all_seals_are_equally_long_and_no_two_alike(session: Session) -> None:
    name, public_key = new_key(session)
    box: list[str] = []
    for grade in ("优秀", "合格", "基本合格", "不合格", "优秀"):
        box = with_vote(box, seal(public_key, grade))
    assert len({len(one) for one in box}) == 1
    assert len(set(box)) == 5
    assert counted(session, name, box) == {"优秀": 2, "合格": 1, "基本合格": 1, "不合格": 1}
    with pytest.raises(ValueError, match="too long"):
        seal(public_key, "优" * 43)


def test_who_has_not_voted_is_reminded_once_on_the_last_working_day_and_never_at_night(
    session: Session, calendar: Calendar
) -> None:
    """Monday to Sunday: the last working day is Friday."""
    opened(session, last_day=date(2026, 12, 20))
    vote(session, "优秀", "合格")
    moments = [
        at_noon(17),
        at_noon(18).replace(hour=7),
        at_noon(18).replace(hour=20),
        at_noon(18),
        at_noon(18),
        at_noon(19),
    ]
    assert [remind_voters(session, calendar, now) for now in moments] == [0, 0, 0, 4, 0, 0]
    query = (
        select(OutboxMessage.addressee).where(OutboxMessage.key.like("ballot:%:remind:%")).order_by(OutboxMessage.id)
    )
    assert set(session.scalars(query)) == set(VOTERS[2:])


def test_nobody_is_reminded_on_the_day_they_are_asked_nor_after_the_end(session: Session, calendar: Calendar) -> None:
    opened(session, last_day=MONDAY.date())
    assert remind_voters(session, calendar, MONDAY + timedelta(hours=4)) == 0
    assert remind_voters(session, calendar, MONDAY + timedelta(days=1)) == 0


def at_noon(day: int) -> datetime:
    return MONDAY.replace(day=day, hour=12)


def test_the_place_of_a_vote_in_the_box_tells_nothing(session: Session) -> None:
    _, public_key = new_key(session)
    box: list[str] = []
    for _ in range(8):
        box = with_vote(box, seal(public_key, "优秀"))
    places = {
        sorted_in.index(next(one for one in sorted_in if one not in box))
        for sorted_in in (with_vote(box, seal(public_key, "优秀")) for _ in range(200))
    }
    assert places == set(range(9))


def test_voters_who_vote_at_the_same_moment_lose_no_vote(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        ballot_id = opened(session).id

    def votes(userid: str) -> None:
        with town.begin() as session:
            cast(session, userid, "优秀", MONDAY)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(votes, VOTERS))
    with town.begin() as session:
        assert len(locked_ballot(session, ballot_id).box) == 6
        close_ballots(session, calendar, OVER)
        assert locked_ballot(session, ballot_id).counts == {"优秀": 6}
