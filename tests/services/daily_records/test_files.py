"""Daily records in files as offices make them: the right values, or one sentence for each thing that is unclear."""

from __future__ import annotations

import csv
import io
from collections import Counter

import pytest
import xlsxwriter
from sqlalchemy.orm import Session

from models.daily_records import records_of
from models.organizations import Organization
from models.people import Person
from rules.workdays import load_calendar
from services.office_files.cells import Place
from services.office_files.reading import read_book
from services.slips.issuing import issue as issue_slips
from tests.services.daily_records.proposed_files import GRIDS, NOW, OCTOBER, propose, sentences
from tests.worlds.browsers import SUPERVISOR
from tests.worlds.office_files import FILES, book_of, workbook
from tests.worlds.towns import HOLIDAYS


def stored(session: Session) -> set[tuple[str, str, str, str]]:
    return {
        (one.organization_id, one.item, one.state, " ".join(one.remark.split())) for one in records_of(session, OCTOBER)
    }


@pytest.mark.parametrize("name", GRIDS)
def test_the_grid_of_a_month_says_what_it_says_and_a_second_time_nothing(session: Session, name: str) -> None:
    proposal = propose(session, name)
    assert sentences(proposal) == []
    assert len(proposal.write(session)) == 231
    with (FILES / "grid-2026-10.expected.csv").open(encoding="utf-8") as expected:
        rows = [*csv.DictReader(expected)]
    assert stored(session) == {
        (row["organization"], row["item"], row["state"], " ".join(row["remark"].split())) for row in rows
    }
    assert Counter(one.state for one in records_of(session, OCTOBER)) == {
        "done": 216,
        "late": 6,
        "not_done": 5,
        "not_applicable": 4,
    }
    again = propose(session, name)
    assert (again.changes, again.unchanged) == ((), 231)


def test_empty_cells_are_listed_as_not_recorded(session: Session) -> None:
    [said] = [one for one in propose(session, GRIDS[0]).remarks if one.startswith("没有记录")]
    assert said == ("没有记录的3格：东荡村支部重阳节走访老党员、水务站支部召开支委会、农服中心支部流动党员信息更新。")


def test_branches_without_a_row_in_the_grid_are_named_while_nothing_is_recorded_of_them(session: Session) -> None:
    whole = "".join(propose(session, GRIDS[0]).remarks)
    assert "表里没有" not in whole
    rows = [["党组织", "重阳节走访老党员"], ["石湾村支部", "已完成"], ["荷塘一支部", "已完成"]]
    book = read_book(workbook([["2026年10月党建工作完成情况登记表"], *rows]), "10月.xlsx")
    [said] = [one for one in propose(session, book).remarks if "表里没有" in one]
    assert said.startswith("表里没有、10月也没有一条记录的支部 37 个：")
    assert said.endswith("等。没有记录的支部不发提醒单。")
    propose(session, GRIDS[0]).write(session)
    [said] = [one for one in propose(session, book).remarks if "表里没有" in one]
    assert said == "表里没有、10月已有记录的支部 37 个，记录照旧不变。"


def test_whose_slip_is_out_is_named_while_something_changes_for_them(session: Session) -> None:
    propose(session, GRIDS[0]).write(session)
    issue_slips(session, OCTOBER, load_calendar(HOLIDAYS), NOW)
    rows = [["2026年10月党建工作完成情况登记表"], ["党组织", "重阳节走访老党员"], ["石湾村支部", "未完成：没有走访"]]
    book = read_book(workbook(rows), "10月.xlsx")
    assert [one for one in propose(session, book).remarks if one.startswith("提醒单已经发出的支部 1 个（石湾村支部）")]
    assert "提醒单已经发出" not in "".join(propose(session, GRIDS[0]).remarks)


def test_a_group_is_told_of_the_branches_it_enters_only(session: Session) -> None:
    rows = [["2026年10月党建工作完成情况登记表"], ["党组织", "重阳节走访老党员"], ["石湾村支部", "已完成"]]
    book = read_book(workbook(rows), "10月.xlsx")
    [said] = [one for one in propose(session, book, SUPERVISOR).remarks if "表里" in one]
    assert said.startswith("表里没有、10月也没有一条记录的支部 12 个：")


def test_what_nobody_may_guess_is_asked_in_one_go(session: Session) -> None:
    proposal = propose(session, "grid-2026-10-to-ask.xlsx")
    places = {f"{one.place.letter}{one.place.row}" for one in proposal.mistakes}
    assert places == {"F3", "C4", "C5", "E5", "C11", "D6", "G2", "A9", "A10"}
    assert {f"{one.place.letter}{one.place.row}" for one in proposal.wrong} == {"A9", "A10"}
    assert all(one.sentence.startswith("工作表“10月台账”第") for one in proposal.mistakes)
    assert "第8行的原因取自批注。" in proposal.remarks
    late = [one for one in proposal.changes if one.place.row == 8 and "逾期" in one.after]
    assert [one.after for one in late] == ["逾期完成：书记住院，11月3日补办"]


def test_answers_are_put_into_the_cells_and_then_everything_is_clear(session: Session) -> None:
    def at(row: int, column: int) -> Place:
        return Place("10月台账", row, column)

    book = book_of("grid-2026-10-to-ask.xlsx").mended(
        {
            at(3, 6): "已完成",
            at(4, 3): None,
            at(5, 3): "未完成：人员不齐",
            at(5, 5): "已完成",
            at(11, 3): "不适用",
            at(6, 4): "未完成：没有台账",
            at(2, 7): None,
            at(9, 1): "卫生中心支部",
            at(10, 1): None,
        }
    )
    proposal = propose(session, book)
    assert sentences(proposal) == []
    proposal.write(session)
    assert ("org-008", "T-202610-03", "not_done", "没有台账") not in stored(session)
    named = {one.short_name: one.id for one in session.query(Organization)}
    assert (named["石湾村支部"], "T-202610-03", "not_done", "没有台账") in stored(session)
    assert len(stored(session)) == 8 * 5 - 1


def test_an_empty_cell_over_a_record_is_a_question_and_never_erases(session: Session) -> None:
    propose(session, GRIDS[0]).write(session)
    book = book_of(GRIDS[0]).mended({Place("10月", 3, 4): "", Place("10月", 5, 4): "未完成：没有开展"})
    [asked] = propose(session, book).mistakes
    assert "空着，可是原来记的是“已完成”" in asked.sentence
    kept = propose(session, book.mended({asked.place: asked.options[0].text}))
    assert [(one.place.row, one.before, one.after) for one in kept.changes] == [(5, "已完成", "未完成：没有开展")]
    assert len(kept.write(session)) == 1
    [entry] = [one for one in records_of(session, OCTOBER) if one.replaces_id]
    assert entry.state == "not_done"


def test_months_that_excel_turned_into_something_else(session: Session) -> None:
    proposal = propose(session, "records-months-by-excel.csv")
    assert sentences(proposal) == []
    proposal.write(session)
    found = records_of(session, OCTOBER)
    assert {one.item for one in found} == {"T-202610-01"}
    assert [one.state for one in found] == ["late", "done", "done", "late", "done", "done", "late", "done"]
    assert {one.remark for one in found if one.state == "late"} == {"书记请假 已补课"}
    assert {session.get_one(Person, one.recorded_by_id).userid for one in found} == {"wusiyuan"}


def test_chinese_headings_in_another_order(session: Session) -> None:
    propose(session, "records-chinese-headings.xlsx").write(session)
    named = {one.id: one.short_name for one in session.query(Organization)}
    assert {
        (one.item[-2:], named[one.organization_id], one.state, one.remark) for one in records_of(session, OCTOBER)
    } == {
        ("01", "荷塘一支部", "done", ""),
        ("02", "荷塘二支部", "not_done", "人员不齐"),
        ("03", "柳浜一支部", "late", "10月29日录入"),
        ("02", "远帆包装支部", "not_applicable", ""),
        ("04", "石湾村支部", "done", ""),
        ("06", "东荡村支部", "late", "11月2日更新"),
    }


def test_a_month_that_has_not_begun(session: Session) -> None:
    [mistake] = propose(session, "records-future-month.csv").mistakes
    assert (mistake.place.row, mistake.place.letter) == (4, "A")
    assert mistake.sentence == "第4行A列（month）：写的是“2026-12”。2026-12还没有开始，请核对月份。"


def test_all_mistakes_of_a_file_are_named_at_once(session: Session) -> None:
    head = ["月份", "党组织", "任务", "完成情况", "备注", "登记人"]
    rows = [
        ["2026-13", "荷塘支部", "主题党日", "做完了", "", "吴思源"],
        ["2026-10", "荷塘一支部", "没有的任务", "未完成", "", "张三丰"],
        ["2026-10", "荷塘一支部", "召开支委会", "已完成", "", "吴思源"],
        ["2026-10", "荷塘村第一党支部", "T-202610-02", "√", "", "吴思源"],
    ]
    found = sentences(propose(session, read_book(workbook([head, *rows], "十月"), "十月.xlsx")))
    assert [one.split("（")[0] for one in found] == [
        *("工作表“十月”第2行A列", "工作表“十月”第2行B列", "工作表“十月”第2行D列"),
        *("工作表“十月”第3行C列", "工作表“十月”第3行D列"),
        "工作表“十月”第5行B列",
    ]
    assert "做完了" in found[2]
    assert "与第4行说的是同一件事" in found[5]


def test_who_may_not_enter_records_is_told_so_and_an_officer_not_for_the_own_branch(session: Session) -> None:
    head = ["月份", "党组织", "任务", "完成情况"]
    book = read_book(workbook([head, ["2026-10", "荷塘一支部", "召开支委会", "√"]]), "十月.xlsx")
    [mistake] = propose(session, book, "gezhiwei").mistakes
    assert "荷塘一支部的日常记录由" in mistake.sentence
    own = read_book(workbook([head, ["2026-10", "机关一支部", "召开支委会", "√"]]), "十月.xlsx")
    [mistake] = propose(session, own, "wusiyuan").mistakes
    assert "按回避要求不能登记" in mistake.sentence


def test_in_the_list_of_the_town_too_the_own_branch_is_somebody_elses(session: Session) -> None:
    head = ["月份", "党组织", "任务", "完成情况"]
    own = [["2026-10", "机关一支部", task, "√"] for task in ("召开支委会", "主题党日")]
    book = read_book(workbook([head, ["2026-10", "荷塘一支部", "召开支委会", "√"], *own]), "十月.xlsx")
    found = propose(session, book, "wusiyuan").mistakes
    assert [(one.place.row, bool(one.others)) for one in found] == [(3, True), (4, True)]
    assert {one.options[0].label for one in found} == {f"先不写这一行，留给{found[0].others[0].name}"}


def test_a_hidden_row_is_asked_about_and_never_taken_in_silence(session: Session) -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as made:
        page = made.add_worksheet("2026年10月")
        for number, row in enumerate((["党组织", "支委会"], ["荷塘一支部", "√"], ["荷塘二支部", "√"])):
            page.write_row(number, 0, row)
        page.set_row(2, options={"hidden": True})
    book = read_book(content.getvalue(), "十月.xlsx")
    [asked] = propose(session, book).mistakes
    assert asked.sentence == "工作表“2026年10月”第3行：这一行是隐藏的：荷塘二支部、√。要不要导入？"
    assert [one.text for one in asked.options] == ["导入", None]
    assert [len(propose(session, book.mended({asked.place: one.text})).changes) for one in asked.options] == [2, 1]


def test_many_hidden_rows_are_one_question_and_a_hidden_column_is_one_too(session: Session) -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as made:
        page = made.add_worksheet("2026年10月")
        rows = (
            ["党组织", "支委会", "主题党日"],
            *([name, "√", "√"] for name in ("荷塘一支部", "荷塘二支部", "柳浜一支部")),
        )
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
        page.set_row(1, options={"hidden": True})
        page.set_row(3, options={"hidden": True})
        page.set_column(2, 2, options={"hidden": True})
    book = read_book(content.getvalue(), "十月.xlsx")
    column, hidden = propose(session, book).mistakes
    assert "这一列是隐藏的" in column.sentence
    assert "从这一行起有2行是隐藏的（2、4）" in hidden.sentence
    for mends, count in (
        ({column.place: None, hidden.place: None}, 1),
        ({column.place: "主题党日", hidden.place: "导入"}, 6),
    ):
        assert len(propose(session, book.mended(mends)).changes) == count
