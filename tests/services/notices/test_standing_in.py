"""Who hears first for a branch while its secretary is away, day by day (R11)."""

from datetime import date, datetime

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.errors import Refused
from models.appointments import Appointment
from models.leaves import Leave
from models.organizations import Organization, organization_named
from rules.periods import BEIJING
from services.leaves.leaves import Days, come_back, take_leave
from services.notices.branches import hearer, hearers
from tests.worlds.recorded_quarters import person

NOW = datetime(2026, 11, 2, 8, 35, tzinfo=BEIJING)
SECRETARY, DEPUTY, COMMISSIONER = "zhuyongliang", "shimeiling", "zhumin"


def branch(session: Session) -> Organization:
    found = organization_named(session, "石湾村支部")
    assert found
    return found


def away(session: Session, who: str, stand_in: str, since: int, until: int) -> Leave:
    days = Days(date(2026, 11, since), date(2026, 11, until))
    return take_leave(session, branch(session), person(session, who), person(session, stand_in), days, NOW)


def heard(session: Session, day: int) -> list[str | None]:
    """Name who is tried on a day of November, in order."""
    return [one.userid for one in hearers(session, branch(session), NOW.replace(day=day))]


def first(session: Session, day: int) -> str | None:
    return heard(session, day)[0]


def test_the_stand_in_hears_from_the_first_to_the_last_day_and_not_longer(town_session: Session) -> None:
    away(town_session, SECRETARY, DEPUTY, 3, 20)
    assert [first(town_session, day) for day in (2, 3, 20, 21)] == [SECRETARY, DEPUTY, DEPUTY, SECRETARY]
    assert heard(town_session, 20) == [DEPUTY, COMMISSIONER, SECRETARY]


def test_who_got_the_slip_before_leaving_is_not_reminded_of_it(town_session: Session) -> None:
    away(town_session, SECRETARY, DEPUTY, 2, 20)
    recipient = person(town_session, SECRETARY)
    on_20th, on_21st = (NOW.replace(day=day) for day in (20, 21))
    assert hearer(town_session, branch(town_session), on_20th, recipient) is person(town_session, DEPUTY)
    assert hearer(town_session, branch(town_session), on_21st, recipient) is recipient


def test_coming_back_ends_it_at_once(town_session: Session) -> None:
    away(town_session, SECRETARY, DEPUTY, 2, 20)
    come_back(town_session, person(town_session, SECRETARY), NOW)
    assert first(town_session, 2) == SECRETARY


def test_what_is_said_anew_counts(town_session: Session) -> None:
    away(town_session, SECRETARY, DEPUTY, 2, 20)
    away(town_session, SECRETARY, COMMISSIONER, 2, 10)
    assert [first(town_session, day) for day in (2, 11)] == [COMMISSIONER, SECRETARY]


def test_a_stand_in_who_is_away_too_has_named_another(town_session: Session) -> None:
    away(town_session, SECRETARY, DEPUTY, 2, 20)
    away(town_session, DEPUTY, COMMISSIONER, 2, 10)
    assert [first(town_session, day) for day in (2, 11)] == [COMMISSIONER, DEPUTY]


def test_two_who_name_each_other_lose_nothing(town_session: Session) -> None:
    """Said before either leave began, so that nobody could see it."""
    for who, stand_in in ((SECRETARY, DEPUTY), (DEPUTY, SECRETARY)):
        leave = Leave(
            organization=branch(town_session),
            person=person(town_session, who),
            stand_in=person(town_session, stand_in),
            since=date(2026, 11, 2),
            until=date(2026, 11, 20),
            noted_at=NOW,
        )
        town_session.add(leave)
    town_session.flush()
    assert first(town_session, 2) == DEPUTY


def test_where_the_stand_in_is_no_officer_any_more_who_is_there_hears(town_session: Session) -> None:
    away(town_session, SECRETARY, DEPUTY, 2, 20)
    ended = update(Appointment).where(Appointment.person_id == person(town_session, DEPUTY).id)
    town_session.execute(ended.values(until=date(2026, 11, 10)))
    assert [first(town_session, day) for day in (9, 10)] == [DEPUTY, COMMISSIONER]


def test_a_new_secretary_is_not_away(town_session: Session) -> None:
    away(town_session, SECRETARY, DEPUTY, 2, 20)
    of_secretary = update(Appointment).where(Appointment.person_id == person(town_session, SECRETARY).id)
    town_session.execute(of_secretary.values(person_id=person(town_session, COMMISSIONER).id))
    assert first(town_session, 2) == COMMISSIONER


@pytest.mark.parametrize(
    ("who", "stand_in", "since", "until", "reason"),
    [
        (SECRETARY, DEPUTY, 1, 1, "leave_days_wrong"),
        (SECRETARY, DEPUTY, 10, 9, "leave_days_wrong"),
        (SECRETARY, SECRETARY, 2, 9, "leave_wrong_stand_in"),
        (SECRETARY, "zhangjianxin", 2, 9, "leave_wrong_stand_in"),
        (DEPUTY, COMMISSIONER, 2, 9, "leave_not_first"),
        ("luyaqin", COMMISSIONER, 2, 9, "leave_not_yours"),
    ],
)
def test_what_cannot_be_is_refused(
    town_session: Session, who: str, stand_in: str, since: int, until: int, reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        away(town_session, who, stand_in, since, until)


@pytest.mark.parametrize("last", [date(2027, 2, 2), date(2027, 2, 3)])
def test_three_months_are_the_longest(town_session: Session, last: date) -> None:
    people = person(town_session, SECRETARY), person(town_session, DEPUTY)
    days = Days(NOW.date(), last)
    if last == date(2027, 2, 2):
        assert take_leave(town_session, branch(town_session), *people, days, NOW).until == last
    else:
        with pytest.raises(Refused, match="leave_days_wrong"):
            take_leave(town_session, branch(town_session), *people, days, NOW)


def test_who_is_away_stands_in_for_nobody(town_session: Session) -> None:
    away(town_session, SECRETARY, DEPUTY, 2, 20)
    with pytest.raises(Refused, match="leave_wrong_stand_in"):
        away(town_session, DEPUTY, SECRETARY, 2, 9)


def test_nobody_stands_in_where_nobody_else_can_be_reached(town_session: Session) -> None:
    others = [person(town_session, one) for one in (DEPUTY, COMMISSIONER)]
    for one in others:
        one.userid = None
    town_session.flush()
    days = Days(NOW.date(), date(2026, 11, 20))
    with pytest.raises(Refused, match="leave_nobody_else"):
        take_leave(town_session, branch(town_session), person(town_session, SECRETARY), others[0], days, NOW)


def test_a_branch_on_paper_needs_no_stand_in(town_session: Session) -> None:
    branch(town_session).delivery = "paper"
    with pytest.raises(Refused, match="leave_not_first"):
        away(town_session, SECRETARY, DEPUTY, 2, 20)
