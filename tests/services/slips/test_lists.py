"""Lists of a month that the database counts, on both databases: slips before and after, forms begun, cells missing."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import NotFound, NotNow
from models.conversations import Conversation, PageDraft
from models.daily_records import DailyRecord, records_of
from models.organizations import Organization
from models.slips import Slip, slip_of
from models.tasks import tasks_of
from services.daily_records.cells import take_back, take_back_filled
from services.daily_records.columns import fill_column, rest_of
from services.daily_records.sheet import changed_today, grid_columns, sums_of
from services.daily_records.standing import missing_in
from services.schemes.versions import scheme_for
from services.slips.half_filled import is_begun
from services.slips.month_list import month_list, month_slips
from services.slips.to_urge import how_far, overdue_count, unanswered
from tests.worlds.month_under_way import NOW, OCTOBER, month_under_way
from tests.worlds.recorded_quarters import CLERK, person
from tests.worlds.towns import Past

NOVEMBER, TASK = OCTOBER.next, "T-202611-02"
BRANCH, ON_PAPER = "org-011", "org-004"


@pytest.fixture(params=["sqlite", "postgresql"])
def session(request: pytest.FixtureRequest, made_town: Callable[[str, Past], Database]) -> Iterator[Session]:
    with made_town(request.param, month_under_way).read() as opened:
        yield opened


def test_before_they_go_out_what_wants_looking_at_comes_first(session: Session) -> None:
    fill_column(session, NOVEMBER, TASK, person(session, CLERK), NOW)
    of = month_list(session, NOVEMBER, NOW)
    first = session.scalars(of.query.order_by(of.trouble, Organization.position)).all()
    # 机关一支部 is the clerk's own: nothing was recorded of it, of all others one task of six.
    assert [one.short_name for one in first[:1]] == ["机关一支部"]
    rows = month_slips(session, NOVEMBER, NOW, first)
    assert [len(one.ahead.unrecorded) for one in rows[:2] if one.ahead] == [6, 5]
    counts = of.query.with_only_columns(func.sum(of.missing), func.count().filter(of.unreachable | of.on_paper))
    assert session.execute(counts).one() == (39 * 6 - 38, 2)


def test_what_is_out_is_listed_with_its_slip(session: Session) -> None:
    of = month_list(session, OCTOBER, NOW)
    found = session.scalars(of.out.order_by(Slip.serial)).all()
    assert all(one.slip and one.ahead is None for one in month_slips(session, OCTOBER, NOW, found))
    assert len(found) == 39


def test_a_form_begun_in_the_chat_or_on_a_page_is_found_and_an_empty_one_is_not(session: Session) -> None:
    for organization, table in (("org-038", Conversation), ("org-039", PageDraft), ("org-040", Conversation)):
        slip = slip_of(session, organization, OCTOBER)
        assert slip
        assert slip.recipient
        answers = {} if organization == "org-040" else {"1.reason": "人不齐"}
        about = {"form": "self_check", "subject": str(slip.id), "draft": {"answers": answers}, "updated_at": NOW}
        session.add(table(person_id=slip.recipient.id, **about))
    session.flush()
    begun = session.scalars(select(Slip.organization_id).where(is_begun()).order_by(Slip.organization_id)).all()
    assert begun == ["org-038", "org-039"]
    known = {one.slip.organization_id for one in how_far(session, session.scalars(unanswered()).all()) if one.begun}
    assert known == {*begun}


def test_what_is_overdue_is_counted_by_the_moment(session: Session) -> None:
    assert [overdue_count(session, NOW + timedelta(days=days)) for days in (0, 2)] == [0, 29]


def test_a_column_is_filled_and_taken_back_and_counted_each_time(session: Session) -> None:
    by, tasks = person(session, CLERK), tasks_of(session, NOVEMBER)
    assert missing_in(session, NOVEMBER, tasks) == 39 * 6
    assert len(fill_column(session, NOVEMBER, TASK, by, NOW).organizations) == 38
    assert (missing_in(session, NOVEMBER, tasks), changed_today(session, NOVEMBER, NOW)) == (39 * 6 - 38, 38)
    assert [len(one) for one in (rest_of(session, NOVEMBER, TASK, by, NOW).organizations,)] == [0]
    later = NOW + timedelta(minutes=1)
    take_back(session, session.get_one(Organization, BRANCH), NOVEMBER, TASK, by, later)
    assert len(take_back_filled(session, NOVEMBER, TASK, NOW, by, later)) == 37
    assert records_of(session, NOVEMBER) == []
    assert sums_of(session, NOVEMBER)["done"] == 0
    assert session.scalar(select(func.count(DailyRecord.id)).where(DailyRecord.month == NOVEMBER)) == 76


def test_nothing_there_is_not_taken_back_and_a_task_of_another_month_has_no_column(session: Session) -> None:
    by, branch = person(session, CLERK), session.get_one(Organization, BRANCH)
    with pytest.raises(NotFound, match="record_nothing_there"):
        take_back(session, branch, NOVEMBER, TASK, by, NOW)
    with pytest.raises(NotNow, match="record_on_slip"):
        take_back(session, branch, OCTOBER, "T-202610-02", by, NOW)
    with pytest.raises(NotFound, match="record_item_unknown"):
        rest_of(session, NOVEMBER, "T-202610-02", by, NOW)


def test_the_sheet_has_a_column_for_each_task_and_for_what_was_recorded_besides(session: Session) -> None:
    columns = grid_columns(session, OCTOBER, scheme_for(session, OCTOBER.quarter))
    assert [one.is_task for one in columns] == sorted((one.is_task for one in columns), reverse=True)
    assert not columns[-1].is_task
