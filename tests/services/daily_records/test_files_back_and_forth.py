"""Daily records in files: what comes out goes in again, and what a file wrote is taken back."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from bot.errors import NotNow
from models.daily_records import records_of
from rules.workdays import Calendar
from services.boards.completeness import Completeness, count_of, ranked
from services.daily_records.loading import load_records
from services.daily_records.taking_back import take_back_records
from services.daily_records.workbook import records_workbook
from services.office_files.cells import Place
from services.office_files.reading import read_book
from services.schemes.versions import scheme_for
from services.slips.issuing import issue as issue_slips
from tests.services.daily_records.proposed_files import GRIDS, NOW, OCTOBER, propose, sentences
from tests.worlds.recorded_quarters import person
from tests.worlds.records import read_records


def test_what_comes_out_goes_in_unchanged_can_be_edited_and_comes_back(session: Session) -> None:
    propose(session, GRIDS[0]).write(session)
    lines = [
        "2026-10,org-003,T-202610-03,late,晚了（两天）：已补；见附件,wusiyuan",
        "2026-10,org-002,T-202610-01,done,第 3 次（含老年）,wusiyuan",
        "2026-10,org-004,HD-02,not_done,=SUM(1),caoxiaoming",
    ]
    text = "\n".join(["month,organization,item,state,remark,recorded_by", *lines])
    load_records(session, read_records(text, "x.csv"), NOW)
    content = records_workbook(session, OCTOBER)
    again = propose(session, read_book(content, "十月.xlsx"))
    assert (sentences(again), again.changes, again.unchanged) == ([], (), 232)
    assert [one for one in again.remarks if not one.startswith("没有记录")] == []
    edited = read_book(content, "十月.xlsx").mended({Place("10月", 4, 4): "未完成：没开"})
    [change] = propose(session, edited).changes
    assert (change.before, change.after) == ("未完成：支委会人不齐没开", "未完成：没开")


def test_what_a_file_wrote_is_taken_back_until_the_slips_are_out(session: Session, calendar: Calendar) -> None:
    propose(session, "records-chinese-headings.xlsx").write(session)
    written = propose(session, GRIDS[0]).write(session)
    ids = [int(one.partition("/")[2]) for one in written]
    by = person(session, "wusiyuan")
    assert take_back_records(session, ids, "撤回第7号导入", by, NOW) == len(ids)
    assert len(records_of(session, OCTOBER)) == 6
    again = propose(session, "records-chinese-headings.xlsx")
    assert (again.changes, again.unchanged) == ((), 6)
    ids = [int(one.partition("/")[2]) for one in propose(session, GRIDS[0]).write(session)]
    issue_slips(session, OCTOBER, calendar, NOW)
    with pytest.raises(NotNow) as refused:
        take_back_records(session, ids, "撤回第8号导入", by, NOW)
    assert refused.value.reason == "upload_slip_out"


def test_a_branch_whose_records_were_taken_back_counts_as_one_without(session: Session) -> None:
    written = propose(session, "records-chinese-headings.xlsx").write(session)
    take_back_records(
        session, [int(one.partition("/")[2]) for one in written], "撤回", person(session, "wusiyuan"), NOW
    )
    found = Completeness(session, OCTOBER.quarter).unrecorded[OCTOBER]
    assert "荷塘一支部" in [one.short_name for one in found.first]
    assert found.count == count_of(session, ranked(OCTOBER.quarter, scheme_for(session, OCTOBER.quarter)))
