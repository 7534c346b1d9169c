"""The group's Excel sheet: written, filled in, read and loaded; every wrong cell named, hostile files refused."""

import io
import re
import threading
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import BadFile
from models.bonus_claims import BonusClaim
from models.inspections import Inspection, inspection_of, inspections_in
from models.organizations import Organization
from rules.periods import BEIJING, Month, Quarter
from rules.workdays import load_calendar
from services.bonus_claims.claims import file_claim
from services.bonus_claims.rights import lock_claims
from services.inspections.checking import GivenFinding, GivenInspection
from services.inspections.file import read_inspections
from services.inspections.inspections import given_before, record_inspection
from services.inspections.loading import LoadedInspections, load_inspections, propose_inspections
from services.inspections.tables import inspection_table
from services.inspections.workbook import (
    FINDING_COLUMNS,
    FINDINGS,
    VISIT_COLUMNS,
    VISITS,
    FindingLine,
    InspectionTable,
    VisitLine,
    inspection_workbook,
)
from services.office_files.proposals import Handed, Proposal
from tests.worlds.office_files import book_of
from tests.worlds.recorded_quarters import CLERK, THIRD, after, person, record_lines
from tests.worlds.towns import HOLIDAYS

AUGUST = Month(2026, 8)
NOW = after(THIRD)
DAY = datetime(2026, 9, 15)  # noqa: DTZ001 — a cell of a workbook holds a day and no zone
VISIT = ["2026-Q3", "荷塘一支部", DAY]
FOUND = ["荷塘一支部", "ZD-02", "支部委员会会议", "", "是", "8月", "8月未开支委会", "会议记录本"]

Row = Sequence[object]


def workbook(
    visits: Sequence[Row] | None = None,
    findings: Sequence[Row] | None = None,
    heads: Mapping[str, tuple[str, ...]] | None = None,
) -> bytes:
    """Write a workbook as somebody filled it in."""
    content = io.BytesIO()
    rows: dict[str, Sequence[Row]] = {VISITS: [VISIT] if visits is None else visits, FINDINGS: findings or []}
    columns = {VISITS: VISIT_COLUMNS, FINDINGS: FINDING_COLUMNS} | dict(heads or {})
    with xlsxwriter.Workbook(content) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, below in rows.items():
            sheet = book.add_worksheet(name)
            for number, cells in enumerate([list(columns[name]), *below]):
                for column, cell in enumerate(cells):
                    write = sheet.write_datetime if isinstance(cell, datetime) else sheet.write
                    write(number, column, cell, *([day] if isinstance(cell, datetime) else []))
    return content.getvalue()


def proposed(session: Session, name: str, now: datetime) -> Proposal:
    return propose_inspections(Handed(session, book_of(name), person(session, "caoxiaoming"), now, CALENDAR))


def complaint(content: bytes) -> str:
    with pytest.raises(BadFile) as bad:
        read_inspections(content, "G1.xlsx")
    return str(bad.value)


def found(**changes: object) -> Row:
    """A finding with some columns changed."""
    return [changes.get(name, cell) for name, cell in zip(FINDING_COLUMNS, FOUND, strict=True)]


def loaded(session: Session, content: bytes, by: str = "caoxiaoming") -> LoadedInspections:
    return load_inspections(session, read_inspections(content, "G1.xlsx"), person(session, by), NOW)


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


def test_what_people_wrote_never_becomes_a_formula() -> None:
    evil = '=HYPERLINK("http://x","点")'
    finding = GivenFinding("ZD-02", AUGUST, evil, "+1+1")
    table = InspectionTable(
        THIRD,
        "第一督导组",
        [VisitLine("荷塘一支部", DAY.date())],
        [FindingLine("荷塘一支部", "ZD-02", "支委会", evil, finding)],
    )
    content = inspection_workbook(table)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [archive.read(name) for name in archive.namelist() if "worksheets" in name]
    assert not any(b"<f>" in part or b"<hyperlink" in part for part in parts)
    assert [one.finding for one in read_inspections(content, "G1.xlsx").findings] == [finding]


def test_the_template_names_the_groups_branches_what_fits_them_and_what_is_held_against_them(town: Database) -> None:
    with town.begin() as session:
        record_lines(session, "2026-08,org-002,HD-02,not_done,到会率不足八成,caoxiaoming")
        table = inspection_table(session, THIRD, "G1", NOW)
    assert [one.organization for one in table.visits][:2] == ["荷塘一支部", "荷塘二支部"]
    assert all(one.inspected_on is None for one in table.visits)
    held = {(one.organization, one.code): one.held for one in table.lines}
    assert held["荷塘一支部", "HD-02"] == "8月：到会率不足八成"
    assert held["荷塘二支部", "HD-02"] == ""
    assert ("荷塘一支部", "ZD-04") not in held
    assert "没有填检查日期" in complaint(inspection_workbook(table))


def test_only_what_is_to_be_filled_in_is_unlocked(town: Database) -> None:
    with town.read() as session:
        content = inspection_workbook(inspection_table(session, THIRD, "G1", NOW))
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names
    assert sheets == ["督查情况", "检查表", "说明"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        visits, findings = (archive.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2))
    assert "<sheetProtection sheet=" in visits
    assert '<pane ySplit="1"' in findings
    assert "7月,8月,9月" in findings


def test_a_group_nobody_knows_is_named(town: Database) -> None:
    with town.read() as session, pytest.raises(BadFile, match=r"--group G9: .*write one of G1, G2, G3"):
        inspection_table(session, THIRD, "G9", NOW)


def test_a_sheet_is_loaded_and_loading_it_again_changes_nothing(town: Database) -> None:
    content = workbook([VISIT, ["2026-Q3", "org-003", DAY]], [FOUND])
    with town.begin() as session:
        assert loaded(session, content) == LoadedInspections(2, 0, 0, ())
    with town.begin() as session:
        assert loaded(session, content, by="fenglihua") == LoadedInspections(0, 0, 2, ())
        sheet = inspection_of(session, THIRD, "org-002")
        assert sheet is not None
        assert sheet.signed_by.userid == "caoxiaoming", "whoever handed the file in, not the group's leader"
        finding = GivenFinding("ZD-02", AUGUST, "8月未开支委会", "会议记录本")
        assert given_before(sheet) == GivenInspection(date(2026, 9, 15), (finding,))


def test_a_sheet_that_says_something_new_replaces_the_one_before(town: Database) -> None:
    with town.begin() as session:
        loaded(session, workbook(findings=[FOUND]))
        assert loaded(session, workbook(findings=[FOUND, found(指标="zd-01")])) == LoadedInspections(0, 1, 0, ())
        (sheet,) = inspections_in(session, THIRD)
        assert [one.indicator for one in sheet.findings] == ["ZD-02", "ZD-01"]


def test_the_template_of_a_recorded_quarter_loads_without_changing_anything(town: Database) -> None:
    with town.begin() as session:
        two = (GivenFinding("ZZ-03", AUGUST, "缺一名委员"), GivenFinding("ZZ-03", AUGUST, "未按期换届", "名册"))
        record_inspection(
            session,
            THIRD,
            session.get_one(Organization, "org-002"),
            GivenInspection(DAY.date(), two),
            person(session, "xujianming"),
            NOW,
        )
        content = inspection_workbook(inspection_table(session, THIRD, "G1", NOW))
        assert loaded(session, content) == LoadedInspections(0, 0, 1, ())


def test_a_fact_that_is_recorded_already_is_pointed_out_and_taken(town: Database) -> None:
    with town.begin() as session:
        record_lines(session, "2026-08,org-002,HD-02,not_done,到会率不足八成,caoxiaoming")
        content = workbook(findings=[found(指标="HD-02", 事实="到会率不足八成", 佐证="")])
        assert loaded(session, content).known == (("荷塘一支部", GivenFinding("HD-02", AUGUST, "到会率不足八成")),)
        assert len(inspections_in(session, THIRD)) == 1


@pytest.mark.parametrize(
    ("visits", "findings", "why"),
    [
        (
            [["2026-Q3", "荷塘七支部", DAY]],
            [],
            "“督查情况”第2行B列（党组织）：写的是“荷塘七支部”。名册里没有这个党组织",
        ),
        (
            [VISIT, ["2026-Q3", "org-002", DAY]],
            [],
            "“督查情况”第3行B列（党组织）：写的是“org-002”。与第2行说的是同一件事",
        ),
        (
            [["2026-Q3", "澄泾一支部", DAY]],
            [],
            "“督查情况”第2行B列（党组织）：写的是“澄泾一支部”。澄泾一支部由第二督导组检查",
        ),
        (
            [["2026-Q3", "荷塘一支部", "2026-12-01"]],
            [],
            "“督查情况”第2行C列（检查日期）：写的是“2026-12-01”。检查日期应在7月1日",
        ),
        (
            [VISIT],
            [found(党组织="荷塘二支部")],
            "“检查表”第2行A列（党组织）：写的是“荷塘二支部”。“荷塘二支部”发现了问题，但",
        ),
        ([VISIT], [found(党组织="荷塘七支部")], "“检查表”第2行A列（党组织）：写的是“荷塘七支部”。名册里没有这个党组织"),
        ([VISIT], [FOUND, found(指标="XX-01")], "“检查表”第3行B列（指标）：写的是“XX-01”。XX-01 不是指标编号"),
        (
            [VISIT],
            [found(指标="ZD-04")],
            "“检查表”第2行B列（指标）：写的是“ZD-04”。ZD-04（组织生活会民主评议）对荷塘一支部本季度不适用",
        ),
        ([VISIT], [found(事实="")], "“检查表”第2行G列（事实）：空着。ZD-02 发现的问题没有写事实"),
        ([VISIT], [FOUND, FOUND], "“检查表”第3行G列（事实）：写的是“8月未开支委会”。ZD-02“8月未开支委会”写了两次"),
    ],
)
def test_what_the_register_refuses_is_named_too_and_nothing_is_stored(
    town: Database, visits: Sequence[Row], findings: Sequence[Row], why: str
) -> None:
    with town.begin() as session:
        with pytest.raises(BadFile) as bad:
            loaded(session, workbook([*visits, ["2026-Q3", "石湾村支部", DAY]], findings))
        assert why in str(bad.value)
        assert session.scalars(select(Inspection)).all() == []


@pytest.mark.parametrize("town", ["postgresql"], indirect=True)
def test_a_file_waits_for_all_its_branches_before_it_writes_about_any(town: Database) -> None:
    """Were it to wait for the second one with the log in its hands, a claim of that branch would wait for the log."""
    content = workbook([VISIT, ["2026-Q3", "荷塘二支部", DAY]])

    def load() -> None:
        with town.begin() as session:
            loaded(session, content)

    loading = threading.Thread(target=load)
    with town.begin() as session:
        branch = session.scalars(select(Organization).where(Organization.short_name == "荷塘二支部")).one()
        lock_claims(session, branch.id)
        loading.start()
        loading.join(1.5)
        assert loading.is_alive(), "it waits for the branch that files a claim"
        file_claim(session, branch, "JF-1", "county", "先进", NOW.date(), "", person(session, CLERK), NOW)
    loading.join()
    with town.read() as session:
        assert (len(inspections_in(session, THIRD)), len(session.scalars(select(BonusClaim)).all())) == (2, 1)


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
