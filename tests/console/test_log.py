"""操作记录 in the console: who did what when, with old and new value; found by person, branch, kind and day."""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select, update

from bot.wording import blocks
from models.log import LogEntry
from models.organizations import Organization
from rules.periods import BEIJING
from services.daily_records.file import HEADER
from services.daily_records.loading import load_records
from services.log.kinds import GROUPS
from services.log.tables import BY_NAME
from tests.worlds.browsers import SECRETARY, Town
from tests.worlds.month_under_way import NOW
from tests.worlds.recorded_quarters import CLERK
from tests.worlds.records import read_records
from tests.worlds.stored_board import made_board

LIST = "/console/log"


def load(town: Town, state: str, remark: str) -> None:
    """A record of October is corrected by a file."""
    text = f"{','.join(HEADER)}\n2026-10,org-011,HD-02,{state},{remark},caoxiaoming\n"
    with town.db.begin() as session:
        load_records(session, read_records(text, "rows.csv"), NOW + timedelta(minutes=1))


def test_every_logged_table_has_a_name_and_one_place_among_the_kinds() -> None:
    tables = [table for group in GROUPS.values() for table in group]
    assert sorted(tables) == sorted(BY_NAME)
    assert {f"table_{one}" for one in BY_NAME} <= blocks("log/names.txt")
    assert {f"group_{one}" for one in GROUPS} <= blocks("log/names.txt")


def test_what_was_done_in_the_console_stands_on_top_with_who_and_why(town: Town) -> None:
    clerk = town.visitor(CLERK)
    form = re.findall(
        r"/console/self_checks/(\d+)\?filter=submitted", clerk.reads("/console/self_checks?filter=submitted")
    )[0]
    page = f"/console/self_checks/{form}"
    assert clerk.submits(page, f"{page}/return", reason="请写明哪一天").status_code == 303
    text = clerk.reads(LIST)
    assert "请写明哪一天" in text
    assert "吴思源" in text
    assert "状态从“已报送”改为“已退回”" in text


def test_a_corrected_record_is_told_with_what_it_was_before(town: Town) -> None:
    load(town, "not_done", "没有开")
    load(town, "late", "晚了两天")
    page = town.visitor(CLERK).reads(f"{LIST}?group=records")
    assert "从未完成（没有开）改为逾期完成（晚了两天）" in page


def test_it_is_found_by_person_branch_kind_and_day(town: Town) -> None:
    load(town, "late", "晚了两天")
    clerk = town.visitor(CLERK)
    assert "晚了两天" in clerk.reads(
        f"{LIST}?branch=石湾村支部&group=records&first=2026-11-03&last=2026-11-03&who=曹晓明"
    )
    for other in ("branch=泾东社区支部", "group=boards", "first=2026-11-04", "last=2026-11-02", "who=许立新"):
        assert "晚了两天" not in clerk.reads(f"{LIST}?{other}"), other


def test_older_entries_follow_page_by_page_without_a_gap(town: Town) -> None:
    clerk = town.visitor(CLERK)
    first = clerk.reads(LIST)
    older = re.search(r"before=(\d+)", first)
    assert older is not None
    second = clerk.reads(f"{LIST}?before={older[1]}")
    assert "最新的" in second
    assert int(re.findall(r"–(\d+) 条之间", second)[0]) < int(older[1])
    assert clerk.get(f"{LIST}?before={'9' * 30}&first=yesterday").status_code == 200


def test_the_end_of_the_chain_is_held_against_itself(town: Town) -> None:
    clerk = town.visitor(CLERK)
    assert "前后连得上" in clerk.reads(f"{LIST}?check=1")
    with town.db.begin() as session:
        last = session.scalars(select(LogEntry.id).order_by(LogEntry.id.desc()).limit(1)).one()
        session.execute(update(LogEntry).where(LogEntry.id == last - 3).values(content="{}"))
    assert f"第 {last - 3} 条和前面连不上" in clerk.reads(f"{LIST}?check=1")


def test_what_changed_without_a_moment_of_its_own_has_that_of_the_entry_before(town: Town) -> None:
    with town.db.begin() as session:
        session.get_one(Organization, "org-011").short_name = "石湾支部"
    page = town.visitor(CLERK).reads(f"{LIST}?group=register")
    assert "简称从“石湾村支部”改为“石湾支部”" in page
    with town.db.read() as session:
        moments = session.scalars(select(LogEntry.at).order_by(LogEntry.id)).all()
    assert moments == sorted(one for one in moments if one)


def test_it_is_taken_along_as_excel(town: Town) -> None:
    table = town.visitor(CLERK).get(f"{LIST}.xlsx?group=slips").data
    rows = CalamineWorkbook.from_filelike(io.BytesIO(table)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["什么时候", "谁", "党组织", "做了什么", "理由"]
    assert len(rows) > 10


@pytest.mark.parametrize("userid", [SECRETARY, "xulixin"])
def test_only_the_office_reads_it(town: Town, userid: str) -> None:
    assert town.visitor(userid).get(LIST).status_code == 403


def test_the_end_of_a_preview_is_said_with_its_24th_hour(town: Town) -> None:
    with town.db.begin() as session:
        made_board(session, state="previewed").preview_ends = datetime(2027, 1, 13, tzinfo=BEIJING)
    assert "1月12日（周二）24时" in town.visitor(CLERK).reads(f"{LIST}?group=boards")
