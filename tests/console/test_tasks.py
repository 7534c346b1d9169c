"""任务 in the console: what a month asks for, entered, changed and ended; what is recorded of it stays."""

from __future__ import annotations

from models.task_changes import changes_of_task
from models.tasks import Task, tasks_of
from rules.periods import Month
from services.daily_records.file import RecordRow
from services.daily_records.loading import load_records
from tests.worlds.asked import hangs_on_rows
from tests.worlds.browsers import Town
from tests.worlds.month_under_way import NOW, OCTOBER
from tests.worlds.recorded_quarters import CLERK, LEADER

LIST, NOVEMBER = "/console/tasks", OCTOBER.next
NEW = f"{LIST}/months/2026-11/new"
TASK = "T-202611-02"
FILLED = {"task_title": "报送述职提纲", "due": "2026-11-27", "indicator": "DW-01", "sectors": "village"}


def titles(town: Town, month: Month = NOVEMBER) -> list[str]:
    with town.db.read() as session:
        return [one.title for one in tasks_of(session, month)]


def the_task(town: Town) -> Task:
    with town.db.read() as session:
        return session.get_one(Task, TASK)


def test_a_months_tasks_are_listed_with_how_far_they_are_recorded(town: Town) -> None:
    page = town.visitor(CLERK).reads(f"{LIST}?month=2026-10")
    assert "10月任务" in page
    assert "支委会" in page
    assert "39 / 39" in page


def test_a_task_is_entered_and_stands_on_the_sheet(town: Town) -> None:
    clerk = town.visitor(CLERK)
    answer = clerk.submits(NEW, **FILLED)
    assert answer.status_code == 303
    assert "报送述职提纲" in titles(town)
    page = clerk.reads(answer.location)
    assert "已布置“报送述职提纲”" in page
    assert "村，" in page
    assert "报送述职提纲" in clerk.reads("/console/daily_records?month=2026-11")


def test_what_becomes_of_a_new_task_on_slips_is_said_as_it_is(town: Town) -> None:
    clerk = town.visitor(CLERK)
    assert "多一列，到时写进提醒单；" in clerk.reads(NEW)
    assert "多一列，已经发出的提醒单不会跟着变；" in clerk.reads(f"{LIST}/months/2026-10/new")


def test_what_is_wrong_about_a_new_task_comes_back_with_what_was_filled_in(town: Town) -> None:
    answer = town.visitor(CLERK).submits(NEW, **{**FILLED, "due": "2026-12-01"})
    assert answer.status_code == 422
    assert "12月1日（周二）不在11月" in answer.text
    assert 'value="报送述职提纲"' in answer.text
    assert "报送述职提纲" not in titles(town)


def test_a_task_is_changed_and_its_story_says_what_it_was(town: Town) -> None:
    clerk, case = town.visitor(CLERK), f"{LIST}/{TASK}"
    changed = {"task_title": "开好支委会", "due": "2026-11-30", "indicator": "ZD-02", "reason": ""}
    assert clerk.submits(case, f"{case}/change", **changed).status_code == 303
    assert the_task(town).title == "开好支委会"
    assert "修改，原来是“召开支委会”" in clerk.reads(case)


def test_what_is_recorded_already_is_ended_with_a_reason_only_and_stays(town: Town) -> None:
    with town.db.begin() as session:
        load_records(session, [RecordRow(NOVEMBER, "org-011", TASK, "not_done", "没有开", CLERK, "")], NOW)
    clerk, case = town.visitor(CLERK), f"{LIST}/{TASK}"
    answer = clerk.submits(case, f"{case}/end", reason="")
    assert answer.status_code == 422
    assert "改动请写明理由" in answer.text
    clerk.submits(case, f"{case}/end", reason="县里统一改到下月")
    page = clerk.reads(case)
    assert "不再要求" in page
    assert "县里统一改到下月" in page
    assert "没有开" in clerk.reads(f"/console/daily_records/org-011/{TASK}?month=2026-11")
    with town.db.read() as session:
        assert [one.kind for one in changes_of_task(session, TASK)] == ["ended"]


def test_tasks_are_the_offices(town: Town) -> None:
    assert [town.visitor(one).get(LIST).status_code for one in (LEADER, "zhuyongliang")] == [403, 403]
    assert town.visitor(CLERK).get(f"{LIST}/T-1").status_code == 404


def test_the_list_costs_the_same_statements_for_one_task_and_for_all(town: Town) -> None:
    assert not hangs_on_rows(town, town.visitor(CLERK), f"{LIST}?month=2026-10&words=支委会", f"{LIST}?month=2026-10")
