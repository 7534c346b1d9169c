"""您最近办过的: whatever somebody did stands there, read from the log, one line for each act."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from models.handovers import Handover
from tests.console.test_paper_form import FORM, answers, handed_over
from tests.worlds.browsers import Browser, Town
from tests.worlds.recorded_quarters import CLERK
from tests.worlds.uploading import handed_in

TODAY = "/console/today"


def done(clerk: Browser) -> str:
    """The part of the page that tells it."""
    return clerk.reads(TODAY).partition("您最近办过的")[2]


def later(town: Town) -> None:
    town.clock.moment += timedelta(minutes=1)


def test_a_record_a_task_and_a_whole_column_stand_there(town: Town) -> None:
    clerk = town.visitor(CLERK)
    later(town)
    cell = "/console/daily_records/org-011/T-202611-02?month=2026-11"
    clerk.submits(cell, state="not_done", remark="书记出差没有开")
    assert "石湾村支部：登记2026年11月“召开支委会”未完成：书记出差没有开" in done(clerk)
    later(town)
    clerk.submits("/console/daily_records/columns/2026-11/T-202611-02")
    assert "“召开支委会”已完成，一共 37 条" in done(clerk)
    later(town)
    given = {"task_title": "更新公开栏", "due": "2026-11-25", "indicator": "DW-01", "sectors": "village"}
    assert clerk.submits("/console/tasks/months/2026-11/new", **given).status_code == 303
    assert "2026年11月新任务“更新公开栏”" in done(clerk)


def test_a_file_stands_there_once_whatever_it_wrote(town: Town) -> None:
    clerk = town.visitor(CLERK)
    later(town)
    address = handed_in(clerk, "tasks", "tasks-2026-12.xlsx")
    assert "传上来任务“tasks-2026-12.xlsx”，还没有写入" in done(clerk)
    later(town)
    clerk.submits(address, f"{address}/confirm")
    page = done(clerk)
    assert "导入任务“tasks-2026-12.xlsx”，写入" in page
    assert "12月新任务" not in page


def test_what_was_handed_over_stands_there(town: Town) -> None:
    clerk = town.visitor(CLERK)
    later(town)
    with town.db.read() as session:
        one = session.scalars(select(Handover).where(Handover.done_at.is_(None))).first()
        assert one
        name, number = one.organization.short_name, one.id
    record = f"/console/handovers/{number}"
    clerk.submits(record, f"{record}/hand_over", day="2026-11-03", remark="当面给的")
    page = done(clerk)
    assert f"{name}：送到了“" in page
    assert "当面给的" in page


def test_an_appointment_is_told_as_the_register_tells_it(town: Town) -> None:
    clerk = town.visitor(CLERK)
    later(town)
    page = "/console/organizations/org-013"
    given = {"person": "顾新来", "is_new": "y", "userid": "guxinlai", "day": "2026-11-03", "reason": "选举"}
    assert clerk.submits(page, f"{page}/appoint_secretary", **given).status_code == 303
    page = done(clerk)
    assert "11月3日（周二）起，顾新来任东荡村支部书记，接替蒋丽娟<" in page
    assert "选举" in page


def test_a_form_typed_in_from_paper_stands_there_as_what_it_is(town: Town) -> None:
    clerk = town.visitor(CLERK)
    later(town)
    handed_over(town)
    later(town)
    clerk.submits(FORM, step="submit", **answers(clerk.reads(FORM)))
    assert "荷塘老年支部：报送自查整改表<" in done(clerk)


def test_a_record_of_an_indicator_is_called_by_its_name_and_a_step_by_its_case(town: Town) -> None:
    clerk = town.visitor(CLERK)
    later(town)
    clerk.submits("/console/daily_records/org-011/HD-01?month=2026-11", state="done")
    assert "HD-01" not in done(clerk)
    later(town)
    slip = "/console/slips/2026-10.org-025"
    clerk.submits(slip, f"{slip}/waive", reason="正在并村")
    page = done(clerk)
    assert "：免报（10月提醒单）" in page
    assert "正在并村" in page
