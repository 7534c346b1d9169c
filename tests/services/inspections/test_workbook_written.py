"""The group's Excel sheet is written: what it names, what is locked, and no formulas."""

import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from bot.db import Database
from bot.errors import BadFile
from services.inspections.checking import GivenFinding
from services.inspections.file import read_inspections
from services.inspections.tables import inspection_table
from services.inspections.workbook import FindingLine, InspectionTable, VisitLine, inspection_workbook
from tests.services.inspections.workbooks import AUGUST, DAY, NOW, complaint
from tests.worlds.recorded_quarters import THIRD, record_lines


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
