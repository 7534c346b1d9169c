"""Secret ballots end: counted, given up or void, and how often anything is counted (A18)."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Refused
from models.annual_reviews import AnnualReview
from models.democratic_reviews import DemocraticReview
from models.organizations import Organization
from models.outbox import OutboxMessage
from models.schemes import latest_version
from models.transitions import transitions_of
from rules.cases import BALLOT
from rules.workdays import Calendar
from services.ballots.ballots import cancel_ballot
from services.ballots.box import new_key, seal, with_vote
from services.ballots.closing import close_ballots
from tests.services.ballots.one_ballot import BRANCH, CLERK, MONDAY, OVER, VOTERS, key_files, opened, vote
from tests.worlds.recorded_quarters import person


def told_office(session: Session) -> str:
    query = select(OutboxMessage.body).where(OutboxMessage.key == f"ballot_ended:1:{CLERK}")
    return "\n".join(session.scalars(query))


def test_when_the_time_is_over_the_votes_are_counted_and_become_the_result(
    session: Session, calendar: Calendar, tmp_path: Path
) -> None:
    ballot = opened(session)
    vote(session, "优秀", "合格", "优秀", "优秀", "基本合格")
    assert close_ballots(session, calendar, OVER - timedelta(seconds=1)) == 0
    assert close_ballots(session, calendar, OVER) == 1
    review = session.scalars(select(DemocraticReview)).one()
    assert (review.organization_id, review.year, review.score) == (BRANCH, 2026, Decimal("91.00"))
    assert review.origin == "支部党员民主测评，5 人参加"
    assert (ballot.state, ballot.counts) == ("counted", {"优秀": 3, "合格": 1, "基本合格": 1})
    assert (ballot.box, ballot.public_key) == ([], None)
    assert "应参加6人，参加5人；优秀3票、合格1票、基本合格1票；得分91.00分，已登记" in told_office(session)
    assert key_files(tmp_path)
    assert close_ballots(session, calendar, OVER) == 0
    assert key_files(tmp_path) == []


def test_it_ends_at_once_when_everybody_has_voted(session: Session, calendar: Calendar) -> None:
    ballot = opened(session)
    vote(session, *["优秀"] * 6)
    assert close_ballots(session, calendar, MONDAY + timedelta(hours=2)) == 1
    assert ballot.counts == {"优秀": 6}


def test_below_five_votes_nothing_is_ever_counted(session: Session, calendar: Calendar) -> None:
    ballot = opened(session)
    vote(session, "优秀", "合格", "优秀", "不合格")
    close_ballots(session, calendar, OVER)
    assert (ballot.state, ballot.counts, ballot.box) == ("void", None, [])
    assert session.scalars(select(DemocraticReview)).all() == []
    assert "参加的不足5人，为保密没有计票，票已销毁" in told_office(session)


def test_a_ballot_given_up_throws_the_votes_away_unread(session: Session, calendar: Calendar, tmp_path: Path) -> None:
    ballot = opened(session)
    vote(session, *["优秀"] * 5)
    where, clerk = session.get_one(Organization, BRANCH), person(session, CLERK)
    with pytest.raises(Refused, match="review_office_only"):
        cancel_ballot(session, where, "名单有误", person(session, VOTERS[0]), MONDAY)
    with pytest.raises(Refused, match="ballot_reason_missing"):
        cancel_ballot(session, where, " ", clerk, MONDAY)
    cancel_ballot(session, where, "名单有误", clerk, MONDAY)
    assert (ballot.state, ballot.box, ballot.counts) == ("cancelled", [], None)
    with pytest.raises(Refused, match="ballot_none_open"):
        cancel_ballot(session, where, "名单有误", clerk, MONDAY)
    assert close_ballots(session, calendar, OVER) == 0
    assert key_files(tmp_path) == []


def test_the_key_of_a_ballot_being_opened_elsewhere_is_left_alone(
    session: Session, calendar: Calendar, tmp_path: Path
) -> None:
    name, _ = new_key(session)
    close_ballots(session, calendar, OVER)
    (file,) = key_files(tmp_path)
    assert (file.stem, file.stat().st_mode & 0o777) == (name, 0o600)


def test_a_lost_key_voids_the_ballot_after_a_day_in_which_another_machine_may_count(
    session: Session, calendar: Calendar, tmp_path: Path
) -> None:
    ballot = opened(session)
    vote(session, *["优秀"] * 5)
    for file in key_files(tmp_path):
        file.unlink()
    assert close_ballots(session, calendar, OVER + timedelta(hours=23)) == 0
    assert ballot.state == "open"
    assert close_ballots(session, calendar, OVER + timedelta(days=1)) == 1
    assert (ballot.state, ballot.box) == ("void", [])
    assert "钥匙文件丢失" in told_office(session)


@pytest.mark.parametrize("change", ["one less", "one more", "not sealed", "another key"])
def test_a_box_that_was_tampered_with_is_void(session: Session, calendar: Calendar, change: str) -> None:
    ballot = opened(session)
    vote(session, *["优秀"] * 5)
    assert ballot.public_key is not None
    _, other_key = new_key(session)
    ballot.box = {
        "one less": ballot.box[1:],
        "one more": with_vote(ballot.box, seal(ballot.public_key, "优秀")),
        "not sealed": ["优秀", *ballot.box[1:]],
        "another key": with_vote(ballot.box[1:], seal(other_key, "优秀")),
    }[change]
    session.flush()
    close_ballots(session, calendar, OVER)
    assert ballot.state == "void"
    assert "票箱被改动过" in told_office(session)
    assert session.scalars(select(DemocraticReview)).all() == []


def test_a_year_published_meanwhile_takes_no_result(session: Session, calendar: Calendar) -> None:
    ballot = opened(session)
    vote(session, *["优秀"] * 5)
    version, clerk = latest_version(session), person(session, CLERK)
    assert version is not None
    facts = {"scheme_version": version, "drafted_at": MONDAY, "drafted_by_id": clerk.id}
    session.add(AnnualReview(year=2026, version=1, state="published", **facts))
    session.flush()
    close_ballots(session, calendar, OVER)
    assert ballot.state == "void"
    assert "年度总评已经发布" in told_office(session)


def test_the_steps_of_a_ballot_tell_of_no_vote(session: Session, calendar: Calendar) -> None:
    ballot = opened(session)
    vote(session, *["优秀"] * 5)
    assert [(one.event, one.facts) for one in transitions_of(session, BALLOT.name, ballot.id)] == [
        ("open", {"voters": 6})
    ]
    close_ballots(session, calendar, OVER)
    last = transitions_of(session, BALLOT.name, ballot.id)[-1]
    assert (last.event, last.by, last.facts) == ("count", None, {"counts": {"优秀": 5}})
