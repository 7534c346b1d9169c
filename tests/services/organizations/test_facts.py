"""What the register says of an organisation, its group from a day on, and what an ending would come to."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import Refused
from models.organizations import Department, Organization, SupervisionGroup
from models.register_entries import entries_about
from rules.periods import Quarter
from rules.workdays import Calendar
from services.organizations.ahead import at_stake
from services.organizations.facts import assign_group, correct, next_ids, term_from
from services.organizations.groups import change_unit, enter_unit
from services.register.changes import Said
from services.register.groups import group_of
from services.schemes.versions import close_quarter
from tests.worlds.month_under_way import NOW, month_under_way
from tests.worlds.recorded_quarters import CLERK, person
from tests.worlds.towns import Past

BRANCH, TODAY = "org-013", NOW.date()


@pytest.fixture
def session(made_town: Callable[[str, Past], Database]) -> Iterator[Session]:
    with made_town("sqlite", month_under_way).read() as opened:
        yield opened


def of(session: Session, name: str = BRANCH) -> Organization:
    return session.get_one(Organization, name)


def said(session: Session, day_ahead: int = 0) -> Said:
    return Said(TODAY + timedelta(days=day_ahead), "支部换届", person(session, CLERK))


def test_what_is_corrected_is_kept_with_what_stood_there(session: Session, calendar: Calendar) -> None:
    term = term_from("2026-11", 3)
    assert correct(session, of(session), {"full_members": 42, "term": term}, said(session), calendar, NOW)
    assert of(session).full_members == 42
    assert term == {"start": "2026-11", "years": 3, "end": "2029-10"}
    (entry,) = entries_about(session, organization_id=BRANCH)
    assert (entry.before["full_members"], entry.after["full_members"], entry.reason) == (41, 42, "支部换届")
    assert not correct(session, of(session), {"full_members": 42}, said(session), calendar, NOW)


def test_another_group_inspects_from_a_day_on(session: Session) -> None:
    second = session.get_one(SupervisionGroup, "G2")
    assign_group(session, of(session), second, said(session, 1), NOW)
    quarter = Quarter.of(TODAY)
    groups = [group_of(session, of(session), quarter, TODAY + timedelta(days=days)) for days in (0, 1)]
    assert [one.id for one in groups if one] == ["G1", "G2"]
    with pytest.raises(Refused):
        assign_group(session, of(session), second, said(session, 2), NOW)


def test_a_closed_quarter_keeps_its_groups(session: Session) -> None:
    close_quarter(session, Quarter.of(TODAY), NOW)
    with pytest.raises(Refused):
        assign_group(session, of(session), session.get_one(SupervisionGroup, "G2"), said(session), NOW)


def test_a_group_and_a_department_are_entered_and_named_otherwise(session: Session) -> None:
    clerk = person(session, CLERK)
    group = enter_unit(session, SupervisionGroup, {"name": "第四督导组", "scope": "园区"}, "新增", clerk, NOW)
    assert group.id == "G4"
    assert change_unit(
        session, group, {"name": "第四督导组", "scope": "园区", "phone": "0512-0000"}, "补电话", clerk, NOW
    )
    assert not change_unit(session, group, {"name": "第四督导组"}, "补电话", clerk, NOW)
    with pytest.raises(Refused):
        enter_unit(session, Department, {"name": "农村工作局"}, "新增", clerk, NOW)


def test_nobody_types_the_number_of_a_new_organisation(session: Session) -> None:
    assert next_ids(session, 2) == ["org-047", "org-048"]


def test_before_a_branch_is_dissolved_it_is_told_what_is_open_there(session: Session) -> None:
    found = at_stake(session, of(session), TODAY)
    assert [one.month.month for one in found.slips] == [10]
    assert [one.title for one in found.officers] == ["书记", "副书记", "组织委员"]
    assert (str(found.quarter), found.ranked) == ("2026-Q4", False)
    assert at_stake(session, of(session), TODAY + timedelta(days=40)).ranked
