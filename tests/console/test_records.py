"""日常记录 in the console: the month as a sheet, a cell set at once, a column filled and taken back, a closed month."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import unquote

import pytest

from models.daily_records import DailyRecord, records_of
from models.tasks import tasks_of
from rules.periods import Month
from services.schemes.versions import pin_quarter
from tests.worlds.asked import hangs_on_rows
from tests.worlds.browsers import PUBLIC_URL, Town
from tests.worlds.month_under_way import NOW, OCTOBER
from tests.worlds.recorded_quarters import CLERK, LEADER, OTHER_CLERK

SHEET = "/console/daily_records"
NOVEMBER = OCTOBER.next
BRANCH, ITEM = "org-011", "T-202611-02"
CELL = f"{SHEET}/{BRANCH}/{ITEM}"
OWN_BRANCH = "org-027"  # of which the clerk is an officer


def recorded(town: Town, month: Month = NOVEMBER) -> list[DailyRecord]:
    with town.db.read() as session:
        return records_of(session, month)


def by_htmx(town: Town, address: str, **form: str) -> tuple[int, str]:
    """Set a cell as a page with a script does."""
    clerk = town.visitor(CLERK)
    hidden = clerk.hidden(f"{CELL}?month=2026-11")
    headers = {"Referer": f"{PUBLIC_URL}m/", "HX-Request": "true", "HX-Target": "cell"}
    answer = clerk.client.post(address, base_url=PUBLIC_URL, data={**hidden, **form}, headers=headers)
    return answer.status_code, answer.text


def test_the_sheet_shows_every_branch_with_signs_and_the_sums(town: Town) -> None:
    page = town.visitor(CLERK).reads(f"{SHEET}?month=2026-10")
    assert page.count('scope="row"') == 39
    for said in ("已完成 <b>179</b>", "未完成 <b>56</b>", "没有记录 <b>0</b>", "第一督导组 13"):
        assert said in page


def test_a_cell_is_set_without_a_script_and_tells_what_will_follow(town: Town) -> None:
    clerk = town.visitor(CLERK)
    page = clerk.reads(f"{CELL}?month=2026-11")
    assert "未完成，扣 1 分" in page
    assert "12月1日（周二）08:30写进提醒单" in page
    clerk.submits(f"{CELL}?month=2026-11", state="not_done", remark="书记出差没有开")
    (entry,) = recorded(town)
    assert (entry.state, entry.remark) == ("not_done", "书记出差没有开")
    assert "吴思源：未完成" in clerk.reads(f"{CELL}?month=2026-11")


def test_of_a_month_without_slips_of_its_own_nothing_is_said_to_go_on_them(town: Town) -> None:
    clerk = town.visitor(CLERK)
    new = "/console/tasks/months/2026-08/new"
    assert "8月的日常记录多一列，这个月不会自己发提醒单，只算得分" in clerk.reads(new)
    clerk.submits(new, task_title="防汛", due="2026-08-28", indicator="ZZ-01")
    with town.db.read() as session:
        [task] = [one for one in tasks_of(session, Month(2026, 8)) if one.title == "防汛"]
    page = clerk.reads(f"{SHEET}/{BRANCH}/{task.id}?month=2026-08")
    assert "写进提醒单" not in page
    assert "写在提醒单" not in page
    assert "这个月不会自己发提醒单。" in page
    assert "8月不会自己发提醒单，补发还是免发，在“提醒单”里定。" in page


def test_a_sealed_cell_that_cost_points_leads_to_the_objection_the_office_files_for_the_branch(town: Town) -> None:
    with town.db.begin() as session:
        pin_quarter(session, OCTOBER.quarter, NOW).closed_at = NOW
        found = {one.state: one for one in records_of(session, OCTOBER)}
    clerk = town.visitor(CLERK)
    pages = {
        state: clerk.reads(f"{SHEET}/{one.organization_id}/{one.item}?month=2026-10") for state, one in found.items()
    }
    assert f'/2026-Q4?to=record:{found["not_done"].id}"' in unquote(pages["not_done"])
    assert "登记异议</a>" not in pages["done"]


def test_a_sealed_cell_that_should_be_worse_says_that_no_points_are_taken_any_more_and_what_to_do_instead(
    town: Town,
) -> None:
    with town.db.begin() as session:
        pin_quarter(session, OCTOBER.quarter, NOW).closed_at = NOW
        done = next(one for one in records_of(session, OCTOBER) if one.state == "done")
    clerk = town.visitor(CLERK)
    page = clerk.reads(f"{SHEET}/{done.organization_id}/{done.item}?month=2026-10")
    assert "封账以后不能再加扣分" in page
    assert "由督导组现在签发督办单" in page
    tried = clerk.submits(
        f"{SHEET}?month=2026-10",
        f"{SHEET}/{done.organization_id}/{done.item}?month=2026-10",
        state="not_done",
        remark="查",
    )
    assert tried.status_code == 409
    assert "后来才查出没有做到的，不再加扣分，由督导组发督办单限期整改" in tried.text


def test_with_a_script_only_the_cell_its_panel_and_the_sums_come_back(town: Town) -> None:
    status, text = by_htmx(town, f"{CELL}?month=2026-11", state="done", remark="")
    assert status == 200
    assert "<html" not in text
    assert "✓" in text
    assert "已完成 <b>1</b>" in text


@pytest.mark.parametrize("state", ["late", "not_done"])
def test_what_costs_points_needs_a_sentence_and_says_so_in_the_panel(town: Town, state: str) -> None:
    status, text = by_htmx(town, f"{CELL}?month=2026-11", state=state, remark=" ")
    assert status == 422
    assert "一句话写明事实" in text
    assert f'value="{state}" required checked' in text
    assert recorded(town) == []


def test_a_cell_is_taken_back_and_its_story_keeps_both(town: Town) -> None:
    clerk = town.visitor(CLERK)
    clerk.submits(f"{CELL}?month=2026-11", state="done", remark="")
    clerk.submits(f"{CELL}?month=2026-11", state="none", remark="")
    assert recorded(town) == []
    page = clerk.reads(f"{CELL}?month=2026-11")
    assert page.index("改回没有记录") < page.index("吴思源：已完成")
    clerk.submits(f"{CELL}?month=2026-11", state="not_applicable", remark="")
    assert [one.state for one in recorded(town)] == ["not_applicable"]


def test_once_the_slip_is_out_a_cell_is_corrected_and_not_taken_back(town: Town) -> None:
    clerk, cell = town.visitor(CLERK), f"{SHEET}/{BRANCH}/T-202610-02"
    assert "提醒单已经发出，不会跟着变" in clerk.reads(f"{cell}?month=2026-10")
    answer = clerk.submits(f"{cell}?month=2026-10", state="none", remark="")
    assert answer.status_code == 409
    assert "只能更正成对的状态" in answer.text


def test_the_rest_of_a_column_is_read_back_recorded_as_done_and_taken_back(town: Town) -> None:
    clerk = town.visitor(CLERK)
    clerk.submits(f"{CELL}?month=2026-11", state="not_done", remark="没有开")
    town.clock.moment = NOW + timedelta(minutes=1)
    column = f"{SHEET}/columns/2026-11/{ITEM}"
    assert "其余都记已完成（37）" in clerk.reads(column)
    assert "您在机关一支部任职，要请别的同志记" in clerk.reads(column)
    answer = clerk.submits(column)
    assert len(recorded(town)) == 38
    undo = clerk.reads(answer.location)
    assert "“召开支委会”已记为已完成：37 个党组织" in undo
    at = (NOW + timedelta(minutes=1)).isoformat()
    clerk.submits(answer.location, f"{column}/undo", at=at)
    assert [one.organization_id for one in recorded(town)] == [BRANCH]


def test_a_closed_month_is_only_read_and_says_how_it_is_corrected(town: Town) -> None:
    with town.db.begin() as session:
        pin_quarter(session, OCTOBER.quarter, NOW).closed_at = NOW
    clerk = town.visitor(CLERK)
    page = clerk.reads(f"{CELL}?month=2026-11")
    assert "已经封账，这一格不能直接改" in page
    assert 'name="state"' not in page
    assert clerk.submits("/console/slips", f"{CELL}?month=2026-11", state="done").status_code == 409
    assert recorded(town) == []


def test_a_cell_of_the_own_branch_cannot_be_set_and_says_why_before_anybody_tries(town: Town) -> None:
    own = f"{SHEET}/{OWN_BRANCH}/{ITEM}?month=2026-11"
    page = town.visitor(CLERK).reads(own)
    assert 'name="state"' not in page
    assert "<button disabled" in page
    assert "您在机关一支部任职，按回避要求不能登记" in page
    status, text = by_htmx(town, own, state="done", remark="")
    assert (status, "按回避要求不能登记" in text) == (403, True)
    assert recorded(town) == []
    assert 'name="state"' in town.visitor(OTHER_CLERK).reads(own)


def test_what_is_no_cell_is_a_page_that_is_not_there(town: Town) -> None:
    clerk = town.visitor(CLERK)
    wrong = (f"{SHEET}/org-001/{ITEM}", f"{SHEET}/{BRANCH}/T-1", f"{SHEET}/nobody/{ITEM}")
    assert [clerk.get(f"{one}?month=2026-11").status_code for one in wrong] == [404, 404, 404]
    assert clerk.submits(f"{CELL}?month=2026-11", state="red").status_code == 400


def test_leaders_and_secretaries_do_not_see_the_sheet(town: Town) -> None:
    assert [town.visitor(one).get(SHEET).status_code for one in (LEADER, "zhuyongliang")] == [403, 403]


def test_the_sheet_costs_the_same_statements_for_one_branch_and_for_all(town: Town) -> None:
    clerk = town.visitor(CLERK)
    assert not hangs_on_rows(town, clerk, f"{SHEET}?month=2026-10&words=石湾", f"{SHEET}?month=2026-10")


@pytest.mark.parametrize(
    ("page", "subject", "period"),
    [
        (f"{SHEET}?month=2026-10", "records", "2026-10"),
        ("/console/tasks?month=2026-10", "tasks", "2026-10"),
        ("/console/holidays?year=2026", "holidays", "2026"),
    ],
)
def test_what_is_kept_as_a_sheet_goes_out_and_comes_in_as_excel(
    town: Town, page: str, subject: str, period: str
) -> None:
    clerk, way_in, way_out = town.visitor(CLERK), f"/console/uploads/to/{subject}", f"/console/uploads/out/{subject}"
    shown = clerk.reads(page)
    assert way_in in shown
    assert f"{way_out}?period={period}" in shown
    assert f"file-{subject}" in clerk.reads(way_in)
    assert clerk.get(f"{way_out}?period={period}").data.startswith(b"PK")
