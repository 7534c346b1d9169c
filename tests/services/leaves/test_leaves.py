"""A leave changes who of a branch hears first, for some days, and nothing else."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Refused
from models.leaves import Leave
from models.organizations import Organization
from models.outbox import OutboxMessage
from services.leaves.leaves import LONGEST, Days, come_back, leaves_seen, note_leave, take_leave
from services.notices.branches import hearers
from tests.worlds.recorded_quarters import CLERK, person
from tests.worlds.stored_board import AMENDED as NOW

BRANCH, ZHU, SHI, MIN, STRANGER = "org-011", "zhuyongliang", "shimeiling", "zhumin", "zhangjianxin"
DAYS = Days(NOW.date(), NOW.date() + timedelta(days=4))


@pytest.fixture
def session(recorded_session: Session) -> Session:
    return recorded_session


@pytest.fixture
def branch(session: Session) -> Organization:
    return session.get_one(Organization, BRANCH)


def away(session: Session, branch: Organization, stand_in: str = MIN, days: Days = DAYS) -> Leave:
    return take_leave(session, branch, person(session, ZHU), person(session, stand_in), days, NOW)


def first(session: Session, branch: Organization, days: int = 0) -> list[str | None]:
    return [one.userid for one in hearers(session, branch, NOW + timedelta(days=days))]


def told(session: Session) -> list[str]:
    query = select(OutboxMessage.addressee).where(OutboxMessage.key.like("leave:%")).order_by(OutboxMessage.id)
    return list(session.scalars(query))


def test_who_stands_in_hears_first_until_the_last_day_and_is_told(session: Session, branch: Organization) -> None:
    away(session, branch)
    assert first(session, branch) == [MIN, SHI, ZHU]
    assert first(session, branch, days=5) == [ZHU, SHI, MIN]
    assert told(session) == [MIN]


def test_whoever_comes_back_earlier_hears_first_again(session: Session, branch: Organization) -> None:
    away(session, branch)
    come_back(session, person(session, ZHU), NOW)
    assert first(session, branch) == [ZHU, SHI, MIN]
    assert told(session) == [MIN, MIN]
    with pytest.raises(Refused, match="no_leave"):
        come_back(session, person(session, ZHU), NOW)


def test_what_is_said_anew_about_the_same_days_replaces_what_was_said(session: Session, branch: Organization) -> None:
    before, now = away(session, branch), away(session, branch, SHI)
    assert before.ended_at == NOW
    assert leaves_seen(session, person(session, CLERK), NOW, office=True) == [now]


@pytest.mark.parametrize(
    ("stand_in", "days", "refused"),
    [
        (STRANGER, DAYS, "leave_wrong_stand_in"),
        (ZHU, DAYS, "leave_wrong_stand_in"),
        (MIN, Days(DAYS.last, DAYS.first), "leave_days_wrong"),
        (MIN, Days(DAYS.first, NOW.date() + LONGEST + timedelta(days=1)), "leave_days_wrong"),
    ],
)
def test_another_branch_oneself_and_days_that_cannot_be_are_refused(
    session: Session, branch: Organization, stand_in: str, days: Days, refused: str
) -> None:
    with pytest.raises(Refused, match=refused):
        away(session, branch, stand_in, days)


def test_the_office_notes_a_leave_with_a_reason_and_both_hear_of_it(session: Session, branch: Organization) -> None:
    zhu, stand_in, clerk = (person(session, one) for one in (ZHU, MIN, CLERK))
    note_leave(session, branch, zhu, stand_in, DAYS, "住院", clerk, NOW)
    assert sorted(told(session)) == sorted([ZHU, MIN])
    with pytest.raises(Refused, match="organization_reason_missing"):
        note_leave(session, branch, zhu, stand_in, DAYS, "\u200b", clerk, NOW)
