"""The group's Excel sheet is loaded: what it changes, and what the register refuses."""

import threading
from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import BadFile
from models.bonus_claims import BonusClaim
from models.inspections import Inspection, inspection_of, inspections_in
from models.organizations import Organization
from services.bonus_claims.claims import file_claim
from services.bonus_claims.rights import lock_claims
from services.inspections.checking import GivenFinding, GivenInspection
from services.inspections.file import read_inspections
from services.inspections.inspections import given_before, record_inspection
from services.inspections.loading import LoadedInspections, load_inspections
from services.inspections.tables import inspection_table
from services.inspections.workbook import inspection_workbook
from tests.services.inspections.workbooks import AUGUST, DAY, FOUND, NOW, VISIT, Row, found, workbook
from tests.worlds.recorded_quarters import CLERK, THIRD, person, record_lines


def loaded(session: Session, content: bytes, by: str = "caoxiaoming") -> LoadedInspections:
    return load_inspections(session, read_inspections(content, "G1.xlsx"), person(session, by), NOW)


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
