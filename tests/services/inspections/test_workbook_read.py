"""The group's Excel sheet is read; every wrong cell is named, hostile files are refused."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

import pytest
import xlsxwriter
from sqlalchemy.orm import Session

from bot.db import Database
from models.inspections import inspections_in
from rules.periods import BEIJING, Month, Quarter
from rules.workdays import load_calendar
from services.inspections.checking import GivenFinding
from services.inspections.file import read_inspections
from services.inspections.loading import propose_inspections
from services.inspections.workbook import FINDINGS, VISITS
from services.office_files.proposals import Handed, Proposal
from tests.services.inspections.workbooks import AUGUST, DAY, FOUND, VISIT, Row, complaint, found, workbook
from tests.worlds.office_files import book_of
from tests.worlds.recorded_quarters import THIRD, person
from tests.worlds.towns import HOLIDAYS


def proposed(session: Session, name: str, now: datetime) -> Proposal:
    return propose_inspections(Handed(session, book_of(name), person(session, "caoxiaoming"), now, CALENDAR))


def test_what_was_filled_in_is_read() -> None:
    file = read_inspections(workbook(findings=[FOUND, found(是否发现问题="否", 事实="")]), "G1.xlsx")
    assert file.quarter == THIRD
    assert [(one.organization, one.inspected_on) for one in file.visits] == [("荷塘一支部", date(2026, 9, 15))]
    assert [one.finding for one in file.findings] == [GivenFinding("ZD-02", AUGUST, "8月未开支委会", "会议记录本")]


@pytest.mark.parametrize("day", ["2026-09-15", "2026/9/15", "2026年9月15日", "2026.9.15", DAY])
def test_a_day_however_it_is_written(day: object) -> None:
    (visit,) = read_inspections(workbook([["2026-Q3", "荷塘一支部", day]]), "G1.xlsx").visits
    assert visit.inspected_on == date(2026, 9, 15)


@pytest.mark.parametrize("month", ["8月", "8", 8, "08月", "2026-08", "2026年8月", datetime(2026, 8, 1)])  # noqa: DTZ001
def test_a_month_however_it_is_written(month: object) -> None:
    (one,) = read_inspections(workbook(findings=[found(月份=month)]), "G1.xlsx").findings
    assert one.finding.month == AUGUST


def test_blank_rows_and_branches_without_a_day_are_left_out() -> None:
    content = workbook([[], VISIT, ["", " ", ""], ["2026-Q3", "荷塘二支部", ""]], [[], FOUND, ["", "", " "]])
    file = read_inspections(content, "G1.xlsx")
    assert ([one.organization for one in file.visits], len(file.findings)) == (["荷塘一支部"], 1)


@pytest.mark.parametrize(
    ("visits", "findings", "why"),
    [
        ([["三季度", "荷塘一支部", DAY]], [], "“督查情况”第2行A列（季度）：写的是“三季度”。这里写季度，例如 2026-Q3。"),
        (
            [VISIT, ["2026-Q2", "荷塘二支部", DAY]],
            [],
            "“督查情况”第3行A列（季度）：写的是“2026-Q2”。与第2行的季度不同，一个文件只填一个季度。",
        ),
        (
            [["2026-Q3", "荷塘一支部", "上周"]],
            [],
            "“督查情况”第2行C列（检查日期）：写的是“上周”。这里写日期，例如 2026-11-03，或 11月3日。",
        ),
        ([["2026-Q3", "荷塘一支部", "2026-02-30"]], [], "没有这一天。"),
        ([VISIT], [found(是否发现问题="?")], "“检查表”第2行E列（是否发现问题）：写的是“?”。这里写“是”或“否”。"),
        ([VISIT], [[], found(是否发现问题="")], "“检查表”第3行E列（是否发现问题）：空着。写了事实，但没有选“是”"),
        ([VISIT], [found(月份="10月")], "“10月”不是这个季度的月份，请从下拉列表里选。"),
        ([VISIT], [found(月份="2025-08")], "“检查表”第2行F列（月份）：写的是“2025-08”。“2025-08”不是这个季度的月份"),
        ([VISIT], [found(月份="")], "“检查表”第2行F列（月份）：空着。没有选月份，请从下拉列表里选。"),
        ([], [FOUND], "“检查表”第2行A列（党组织）：写的是“荷塘一支部”。“荷塘一支部”发现了问题，但“督查情况”里没有填"),
        ([], [], "工作表“督查情况”：没有填检查日期，没有可以导入的内容。"),
    ],
)
def test_a_wrong_cell_is_named_by_sheet_row_and_column(
    visits: Sequence[Row], findings: Sequence[Row], why: str
) -> None:
    said = complaint(workbook(visits, findings))
    assert said.startswith("G1.xlsx，工作表")
    assert why in said


def test_all_wrong_cells_are_named_at_once_and_at_most_twenty() -> None:
    lines = complaint(workbook(findings=[found(月份="13月")] * 25)).splitlines()
    assert [re.findall(r"第(\d+)行", line) for line in lines[:3]] == [["2"], ["3"], ["4"]]
    assert lines[20:] == ["… and 5 more mistakes"]


@pytest.mark.parametrize(
    ("heads", "why"),
    [
        ({VISITS: ("季度", "名字", "检查日期")}, "应有这些列：党组织、检查日期、季度"),
        ({FINDINGS: ("党组织",)}, "应有这些列：党组织、指标、是否发现问题、月份、事实"),
    ],
)
def test_a_changed_header_is_refused(heads: Mapping[str, tuple[str, ...]], why: str) -> None:
    assert why in complaint(workbook(heads=heads))


def without_sheet() -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        book.add_worksheet(VISITS)
    return content.getvalue()


def repacked(change: Callable[[str, bytes], bytes]) -> bytes:
    """Take a workbook apart and put it together again with some parts changed."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(findings=[FOUND]))) as given, zipfile.ZipFile(content, "w", 8) as made:
        for name in given.namelist():
            made.writestr(name, change(name, given.read(name)))
    return content.getvalue()


def in_sheets(before: bytes, after_it: bytes) -> Callable[[str, bytes], bytes]:
    return lambda name, text: text.replace(before, after_it) if "worksheets" in name else text


def larger(name: str, text: bytes) -> bytes:
    return text + b" " * 60_000_000 if name == "docProps/app.xml" else text


@pytest.mark.parametrize(
    ("packed", "why"),
    [
        (lambda: b"", "这个文件是空的"),
        ("党组织,指标".encode, "没有找到表头"),
        (lambda: workbook()[:-200], "文件已损坏"),
        (lambda: repacked(lambda name, text: text).replace(b"xl/workbook.xml", b"xl/workbook.bin"), "二进制工作簿"),
        (lambda: b"PK" + b"0" * 5_000_001, "文件太大（上限5 MB）"),
        (lambda: repacked(larger), "文件里的内容太多"),
        (lambda: repacked(in_sheets(b'r="A2"', b'r="XFD2"')), "表格超出范围（最多20000行，到BL列为止）"),
        (lambda: repacked(in_sheets(b'r="A2"', b'r="A1048576"')), "表格超出范围"),
        (lambda: repacked(in_sheets(b"</sheetData>", b"</data>")), "文件已损坏"),
        (without_sheet, "没有找到表头"),
    ],
    ids=[
        "empty",
        "csv",
        "cut off",
        "no workbook",
        "large",
        "bomb",
        "far column",
        "far row",
        "xml",
        "sheet",
    ],
)
def test_a_file_that_is_no_such_workbook_is_refused_in_one_sentence(packed: Callable[[], bytes], why: str) -> None:
    said = complaint(packed())
    assert said.startswith("G1.xlsx：")
    assert why in said
    assert "\n" not in said


FOURTH = Quarter(2026, 4)
CALENDAR = load_calendar(HOLIDAYS)
IN_NOVEMBER = datetime(2026, 11, 22, 10, 0, tzinfo=BEIJING)


def visited(session: Session, name: str) -> dict[str, date]:
    """Write what a file says, which must have nothing to ask, and name who was inspected when."""
    proposal = proposed(session, name, IN_NOVEMBER)
    assert [one.sentence for one in proposal.mistakes] == []
    proposal.write(session)
    assert proposed(session, name, IN_NOVEMBER).changes == ()
    return {one.organization.short_name: one.inspected_on for one in inspections_in(session, FOURTH)}


def test_days_months_and_answers_in_all_spellings(town: Database) -> None:
    with town.begin() as session:
        found = visited(session, "inspection-dates.xlsx")
        assert (len(found), set(found.values())) == (8, {date(2026, 11, 3)})
        sheets = inspections_in(session, FOURTH)
        rows = [(one, sheet.organization.short_name) for sheet in sheets for one in sheet.findings]
        findings = [(one.indicator, name, one.month) for one, name in rows]
        november = Month(2026, 11)
        assert sorted(findings) == [
            ("HD-01", "荷塘一支部", november),
            ("HD-03", "柳浜一支部", november),
            ("ZD-02", "荷塘二支部", november),
        ]


def test_days_of_the_1904_system(town: Database) -> None:
    with town.begin() as session:
        found = visited(session, "inspection-1904.xlsx")
        assert found == {"荷塘一支部": date(2026, 11, 3), "石湾村支部": date(2026, 11, 10)}


def test_pictures_and_charts_are_passed_over(town: Database) -> None:
    with town.begin() as session:
        proposal = proposed(session, "inspection-picture-chart.xlsx", IN_NOVEMBER)
        assert any("图片和图表没有读" in one for one in proposal.remarks)
        found = visited(session, "inspection-picture-chart.xlsx")
        assert found == {"荷塘一支部": date(2026, 11, 3), "柳浜一支部": date(2026, 11, 3)}
        [finding] = [one for sheet in inspections_in(session, FOURTH) for one in sheet.findings]
        assert (finding.indicator, finding.month, finding.evidence) == ("HD-01", Month(2026, 10), "签到册")
