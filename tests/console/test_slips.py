"""提醒单 in the console: looked over and kept back before they go out, and what is changed of them afterwards."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from python_calamine import CalamineWorkbook

from models.slip_holds import last_look
from models.slips import PAPER, WITHDRAWN, Slip, slip_of
from models.tasks import tasks_of
from rules.periods import BEIJING, Month
from rules.titles import called
from services.daily_records.file import RecordRow
from services.daily_records.loading import load_records
from services.schemes.versions import close_quarter
from services.slips.issuing import issue_due
from tests.worlds.asked import hangs_on_rows
from tests.worlds.browsers import Town
from tests.worlds.month_under_way import NOW, OCTOBER
from tests.worlds.recorded_quarters import CLERK

LIST = "/console/slips"
NOVEMBER = OCTOBER.next
BRANCH, OTHER, ON_PAPER = "org-011", "org-025", "org-004"
EVE = datetime(2026, 11, 30, 16, 20, tzinfo=BEIJING)
DECEMBER_FIRST = datetime(2026, 12, 1, 8, 34, tzinfo=BEIJING)


def record(town: Town, state: str, remark: str, *organizations: str) -> None:
    """Record 支委会 of November, and let it be its last afternoon."""
    rows = [RecordRow(NOVEMBER, one, "T-202611-02", state, remark, CLERK, "") for one in organizations]
    with town.db.begin() as session:
        load_records(session, rows, EVE)
    town.clock.moment = EVE


def of(town: Town, organization: str, month: Month = OCTOBER) -> Slip | None:
    with town.db.read() as session:
        found = slip_of(session, organization, month)
        return found and session.get_one(Slip, found.id)


def test_before_they_go_out_the_clerk_reads_what_the_secretary_will_read(town: Town) -> None:
    record(town, "not_done", "书记出差没有开", BRANCH)
    page = town.visitor(CLERK).reads(f"{LIST}/2026-11.{BRANCH}?month=2026-11")
    for said in (
        "12月1日（周二）08:30起自动发出",
        "书记出差没有开",
        "吴思源登记",
        "12月3日（周四）24时",
        "石美玲、朱敏",
    ):
        assert said in page
    assert "请在12月3日（周四）24时前回复" in page
    assert "缺记录" in page


def test_a_slip_is_kept_back_with_a_reason_and_let_go_again(town: Town) -> None:
    record(town, "done", "", BRANCH, OTHER)
    clerk, case = town.visitor(CLERK), f"{LIST}/2026-11.{BRANCH}"
    assert clerk.submits(case, f"{case}/hold", until="2026-12-04", hold_reason="等会议记录").status_code == 303
    assert "12月4日（周五）早上自动发出" in clerk.reads(f"{case}?month=2026-11")
    assert "暂缓 1" in clerk.reads(f"{LIST}?month=2026-11")
    assert "早上发出暂缓的提醒单：石湾村支部" in clerk.reads("/console/today")
    with town.db.begin() as session:
        assert issue_due(session, town.app.extensions["honghui"].calendar, DECEMBER_FIRST) == 1
    clerk.submits(case, f"{case}/release")
    assert "等会议记录" in clerk.reads(case)
    with town.db.begin() as session:
        assert issue_due(session, town.app.extensions["honghui"].calendar, DECEMBER_FIRST) == 1


def test_that_they_were_looked_over_is_noted_with_the_count(town: Town) -> None:
    record(town, "done", "", BRANCH)
    clerk = town.visitor(CLERK)
    assert "看过了（1）" in clerk.reads(f"{LIST}?month=2026-11")
    clerk.submits(f"{LIST}?month=2026-11", "/console/slip_months/2026-11/look")
    assert "吴思源" in clerk.reads(f"{LIST}?month=2026-11")
    with town.db.read() as session:
        look = last_look(session, NOVEMBER)
        assert look
        assert look.slips == 1


def test_items_are_struck_out_of_a_slip_that_is_out(town: Town) -> None:
    clerk, case = town.visitor(CLERK), f"{LIST}/2026-10.{OTHER}"
    before = clerk.reads(case)
    assert "更正后：支部收到新的一版和理由" in before
    assert clerk.submits(case, f"{case}/correct", take_out="1", add="", reason="记录已补交").status_code == 303
    after = of(town, OTHER)
    assert after
    assert after.version == 2
    assert "记录已补交" in clerk.reads(case)


def test_a_correction_of_nothing_says_so_and_keeps_the_reason(town: Town) -> None:
    clerk, case = town.visitor(CLERK), f"{LIST}/2026-10.{OTHER}"
    answer = clerk.submits(case, f"{case}/correct", add="", reason="记录已补交")
    assert answer.status_code == 422
    assert "记录已补交" in answer.text


def test_a_slip_is_withdrawn_and_issued_anew(town: Town) -> None:
    clerk, case = town.visitor(CLERK), f"{LIST}/2026-10.{OTHER}"
    clerk.submits(case, f"{case}/withdraw", reason="发错了")
    withdrawn = of(town, OTHER)
    assert withdrawn
    assert withdrawn.state == WITHDRAWN
    assert "免报后" not in clerk.reads(case)
    clerk.submits(case, f"{case}/reissue", reason="记录改好了")
    assert "已重新发出" in clerk.reads(case)


def test_what_went_on_paper_is_printed_and_its_receipt_entered(town: Town) -> None:
    clerk, case = town.visitor(CLERK), f"{LIST}/2026-10.{ON_PAPER}"
    waiting = of(town, ON_PAPER)
    assert waiting
    assert waiting.state == PAPER
    assert "回执" in clerk.reads(f"{case}/sheet")
    assert clerk.reads("/console/slip_months/2026-10/sheets").count("<section>") == 2
    clerk.submits(case, f"{case}/receive", day="2026-11-03", remark="送到家中")
    assert "11月5日（周四）24时" in clerk.reads(case)


def test_a_slip_that_was_answered_says_why_it_cannot_be_withdrawn(town: Town) -> None:
    page = town.visitor(CLERK).reads(f"{LIST}/2026-10.{BRANCH}")
    assert "自查整改表已经报送" in page


def test_a_month_nobody_issued_is_let_go_with_a_reason(town: Town) -> None:
    clerk = town.visitor(CLERK)
    page = clerk.reads(f"{LIST}?month=2026-08")
    assert "8月没有发过提醒单" in page
    clerk.submits(f"{LIST}?month=2026-08", "/console/slip_months/2026-08/drop", reason="当月没有启用")
    assert "已登记不补发" in clerk.reads(f"{LIST}?month=2026-08")


def test_addresses_of_no_slip_are_pages_that_are_not_there(town: Town) -> None:
    clerk = town.visitor(CLERK)
    wrong = ("2026-10.org-001", "2026-13.org-011", "x", "2026-10.", "2026-10.nobody")
    assert [clerk.get(f"{LIST}/{one}").status_code for one in wrong] == [404] * len(wrong)
    assert "发出时编号" in clerk.reads(f"{LIST}/2026-11.{BRANCH}/sheet")


@pytest.mark.parametrize("month", ["2026-10", "2026-11"])
def test_a_months_slips_come_as_excel_before_and_after_they_are_out(town: Town, month: str) -> None:
    table = town.visitor(CLERK).get(f"{LIST}.xlsx?month={month}").data
    rows = CalamineWorkbook.from_filelike(io.BytesIO(table)).get_sheet_by_index(0).to_python()
    assert len(rows) == 40
    assert "党组织" in rows[0]


def test_a_town_of_any_size_costs_the_same_statements(town: Town) -> None:
    clerk = town.visitor(CLERK)
    for month in ("2026-10", "2026-11"):
        assert not hangs_on_rows(town, clerk, f"{LIST}?month={month}&words=石湾", f"{LIST}?month={month}")


def test_a_slip_that_is_kept_back_says_the_day_it_goes_and_the_deadline_from_there(town: Town) -> None:
    record(town, "not_done", "书记出差没有开", BRANCH)
    clerk, case = town.visitor(CLERK), f"{LIST}/2026-11.{BRANCH}"
    clerk.submits(case, f"{case}/hold", until="2026-12-04", hold_reason="等会议记录")
    page = clerk.reads(f"{case}?month=2026-11")
    assert "12月4日（周五）08:30起发出、当天送到的，<b>12月8日（周二）24时</b>前报" in page
    assert "请在12月8日（周二）24时前回复" in page
    assert "12月8日（周二）24时前" in clerk.reads(f"{case}/sheet")
    clerk.submits(case, f"{case}/release")
    assert "请在12月3日（周四）24时前回复" in clerk.reads(f"{case}?month=2026-11")


def changed_later(town: Town, organization: str, item: str, state: str, remark: str = "") -> None:
    """Correct a record of October after its slips went out."""
    with town.db.begin() as session:
        load_records(session, [RecordRow(OCTOBER, organization, item, state, remark, CLERK, "")], NOW)


TAKEN_OUT_ONLY = "自查表已经交来，这一份只能用下面的“更正这一份”划掉事项，不能再增加。"
CORRECTED = "书记看到的还是原来的。用下面的“更正这一份”划掉或者增加事项"


@pytest.mark.parametrize(("branch", "what_to_do"), [(BRANCH, TAKEN_OUT_ONLY), (OTHER, CORRECTED)])
def test_a_slip_says_what_has_changed_on_record_since_and_what_can_be_done(
    town: Town, branch: str, what_to_do: str
) -> None:
    clerk, case = town.visitor(CLERK), f"{LIST}/2026-10.{branch}"
    assert "日常记录变了" not in clerk.reads(case)
    with town.db.read() as session:
        slip = slip_of(session, branch, OCTOBER)
        assert slip
        tasks = {called(one.title): one.id for one in tasks_of(session, OCTOBER)}
        asked = slip.open_items[0].title
        fine = next(one.title for one in slip.items if one.state == "done" and one.title in tasks)
    changed_later(town, branch, tasks[asked], "done")
    changed_later(town, branch, tasks[fine], "not_done", "补查发现没有办")
    page = clerk.reads(case)
    assert "发出以后，日常记录变了：" in page
    assert f"{asked}：这一份上要答，记录里已经不是未完成、逾期。" in page
    assert f"{fine}：记录里是未完成（“补查发现没有办”），这一份上没有要答。" in page
    assert what_to_do in page


def test_a_slip_whose_quarter_is_sealed_says_that_nothing_of_it_changes_any_more(town: Town) -> None:
    with town.db.begin() as session:
        slip = slip_of(session, BRANCH, OCTOBER)
        assert slip
        task = next(one.id for one in tasks_of(session, OCTOBER) if called(one.title) == slip.open_items[0].title)
    changed_later(town, BRANCH, task, "done")
    with town.db.begin() as session:
        close_quarter(session, OCTOBER.quarter, NOW)
    assert "这一季度已经封账，提醒单不再改；支部不认可的，可以提异议。" in town.visitor(CLERK).reads(
        f"{LIST}/2026-10.{BRANCH}"
    )
