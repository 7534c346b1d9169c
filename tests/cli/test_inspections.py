"""`flask inspections` and `flask sample inspections`: Excel out and in, who is missing, exemptions."""

import io
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from sqlalchemy import select

from bot.db import Database
from demo.sample.cli import sample
from demo.sample.inspections import SampleInspection, quarters_over, sample_inspections
from handlers.cli.groups import GROUPS
from models.inspections import InspectionExemption, inspections_in
from rules.applicability import applicable_codes
from rules.periods import BEIJING, Quarter
from rules.scheme import load_scheme
from services.inspections.workbook import FINDING_COLUMNS, FINDINGS, VISIT_COLUMNS, VISITS
from services.schemes.versions import shipped_text
from services.township.file import TownshipFile
from tests.worlds.operator import Operator

SEED = 2024
THIRD = Quarter(2026, 3)
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=BEIJING)


@pytest.fixture
def operator(town: Database) -> Operator:
    """Somebody at the command line of the sample town on 2 November 2026."""
    return Operator(town, [*GROUPS, sample], NOW)


def filled_in(file: Path, *findings: list[str]) -> Path:
    """Write a workbook about 荷塘一支部."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        for name, rows in {
            VISITS: [list(VISIT_COLUMNS), ["2026-Q3", "荷塘一支部", "2026-09-15"]],
            FINDINGS: [list(FINDING_COLUMNS), *findings],
        }.items():
            sheet = book.add_worksheet(name)
            for number, cells in enumerate(rows):
                sheet.write_row(number, 0, cells)
    file.write_bytes(content.getvalue())
    return file


def test_a_template_is_written_for_a_group(operator: Operator, tmp_path: Path) -> None:
    said = operator.types("inspections", "template", "2026-Q3", "--group", "G1", tmp_path / "G1.xlsx")
    assert (said.exit_code, said.output) == (0, f"{tmp_path / 'G1.xlsx'} written: 13 organisations, 389 lines.\n")
    assert (tmp_path / "G1.xlsx").stat().st_size > 10_000
    said = operator.types("inspections", "template", "2026-Q3", "--group", "G9", tmp_path / "G9.xlsx")
    assert said.exit_code == 1
    assert not (tmp_path / "G9.xlsx").exists()


def test_a_sheet_is_loaded_and_listed(operator: Operator, town: Database, tmp_path: Path) -> None:
    found = ["荷塘一支部", "ZD-02", "", "", "是", "8月", "8月未开支委会", ""]
    file = filled_in(tmp_path / "G1.xlsx", found)
    said = operator.types("inspections", "load", file, "--as", "caoxiaoming")
    assert (said.exit_code, said.output) == (0, "G1.xlsx: 1 new, 0 replaced, 0 unchanged.\n")
    said = operator.types("inspections", "load", file, "--as", "caoxiaoming")
    assert said.output == "G1.xlsx: 0 new, 0 replaced, 1 unchanged.\n"
    lines = operator.types("inspections", "list", "2026-Q3").output.splitlines()
    assert lines[0] == "G1 第一督导组: 1 inspected, 0 exempted, 12 missing"
    assert lines[1].startswith("  missing: 荷塘二支部、荷塘老年支部、")
    assert lines[2].startswith("  conflict of interest: 徐建明, heads the department of 荷塘一支部、荷塘二支部、")
    assert "  conflict of interest: 朱丽萍, officer of 机关三支部" in lines
    with town.read() as session:
        (sheet,) = inspections_in(session, THIRD)
        assert [one.fact for one in sheet.findings] == ["8月未开支委会"]


def test_a_wrong_file_among_several_stores_nothing(operator: Operator, town: Database, tmp_path: Path) -> None:
    good = filled_in(tmp_path / "good.xlsx")
    wrong = filled_in(tmp_path / "wrong.xlsx", ["荷塘一支部", "XX-01", "", "", "是", "8月", "未开", ""])
    said = operator.types("inspections", "load", good, wrong, "--as", "caoxiaoming")
    assert said.exit_code == 1
    place = "wrong.xlsx，工作表“检查表”第2行B列（指标）"
    assert said.output == f"Error: {place}：写的是“XX-01”。XX-01 不是指标编号，请改正或删去这一条。\n"
    with town.read() as session:
        assert inspections_in(session, THIRD) == []


def test_who_is_not_in_the_register_loads_nothing(operator: Operator, tmp_path: Path) -> None:
    said = operator.types("inspections", "load", filled_in(tmp_path / "a.xlsx"), "--as", "nobody")
    assert (said.exit_code, said.output[:18]) == (1, "Error: --as nobody")


def test_the_head_exempts_with_a_reason(operator: Operator, town: Database) -> None:
    words = ("inspections", "exempt", "2026-Q3", "荷塘一支部", "--reason", "正在换届", "--as")
    assert operator.types(*words, "wusiyuan").output == "Error: 免检由镇组织办主任决定。\n"
    assert operator.types(*words, "zhouhaibo").output == "荷塘一支部 is exempted from the inspection of 2026-Q3.\n"
    assert "已经免检" in operator.types(*words, "zhouhaibo").output
    unknown = operator.types("inspections", "exempt", "2026-Q3", "荷塘七支部", "--reason", "换届", "--as", "zhouhaibo")
    assert "'荷塘七支部' is not in the register" in unknown.output
    assert "  exempted: 荷塘一支部" in operator.types("inspections", "list", "2026-Q3").output
    with town.read() as session:
        assert list(session.scalars(select(InspectionExemption.reason))) == ["正在换届"]


def test_the_made_up_inspections_can_all_be_loaded(operator: Operator, town: Database, tmp_path: Path) -> None:
    said = operator.types("sample", "inspections", tmp_path / "sheets")
    assert said.exit_code == 0
    files = sorted((tmp_path / "sheets").iterdir())
    assert [file.name for file in files][:4] == [
        "2025-Q4-G1.xlsx",
        "2025-Q4-G2.xlsx",
        "2025-Q4-G3.xlsx",
        "2026-Q1-G1.xlsx",
    ]
    commands = [line.split(" load it with: flask ")[1].split() for line in said.output.replace(";", "").splitlines()]
    assert len(commands) == len(files) == 12
    for words in commands:
        loaded = operator.types(*words)
        assert loaded.exit_code == 0, loaded.output
    with town.read() as session:
        counts = {quarter: len(inspections_in(session, quarter)) for quarter in [Quarter(2025, 4), Quarter(2026, 2)]}
    assert counts == {Quarter(2025, 4): 38, Quarter(2026, 2): 39}
    assert "0 missing" in operator.types("inspections", "list", "2026-Q3").output


@pytest.fixture(scope="module")
def made_up(sample_town: TownshipFile) -> dict[Quarter, list[SampleInspection]]:
    return {quarter: sample_inspections(sample_town, quarter, SEED) for quarter in quarters_over(sample_town)}


def test_the_same_seed_makes_the_same_inspections_and_another_one_others(sample_town: TownshipFile) -> None:
    assert sample_inspections(sample_town, THIRD, SEED) == sample_inspections(sample_town, THIRD, SEED)
    assert sample_inspections(sample_town, THIRD, SEED) != sample_inspections(sample_town, THIRD, SEED + 1)


def test_the_sample_covers_the_four_quarters_that_are_over(made_up: dict[Quarter, list[SampleInspection]]) -> None:
    assert [str(quarter) for quarter in made_up] == ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"]
    assert [len(sheets) for sheets in made_up.values()] == [38, 38, 39, 39]


def test_nearly_all_branches_are_in_order(made_up: dict[Quarter, list[SampleInspection]]) -> None:
    for quarter, sheets in made_up.items():
        found = [sheet for sheet in sheets if sheet.given.findings]
        assert 0.1 * len(sheets) < len(found) < 0.35 * len(sheets)
        assert all(len(sheet.given.findings) == 1 for sheet in found)
        assert all(quarter.first_day <= sheet.given.inspected_on <= quarter.last_day for sheet in sheets)


def test_a_made_up_finding_fits_the_branch_and_its_recorder_is_no_officer_there(
    sample_town: TownshipFile, made_up: dict[Quarter, list[SampleInspection]]
) -> None:
    scheme = load_scheme(shipped_text()).with_overrides(sample_town.overrides)
    organizations = {one.id: one for one in sample_town.organizations}
    members = {group.id: {one.userid for one in group.members} for group in sample_town.supervision_groups}
    for sheet in (one for sheets in made_up.values() for one in sheets):
        one = organizations[sheet.organization]
        fitting = applicable_codes(scheme, one.sector or "", has_committee=one.has_committee)
        assert {finding.indicator for finding in sheet.given.findings} <= fitting
        assert sheet.recorder in members[str(one.group)]
        assert sheet.recorder not in {held.userid for held in (one.secretary, one.deputy, one.org_commissioner) if held}
