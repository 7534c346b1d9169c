"""督导检查 in the console: who is inspected by whom, what was found, exemption by the head, how groups compare."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event

from models.inspections import InspectionExemption
from models.organizations import Organization
from rules.periods import Month
from services.inspections.checking import GivenFinding, GivenInspection
from services.inspections.inspections import inspection_quarter, progress, record_inspection
from services.inspections.overview import compared
from services.office_files.reading import read_book
from tests.worlds.browsers import NOW, SUPERVISOR, TOWN_LEADER, Town
from tests.worlds.recorded_quarters import CLERK, HEAD, person
from tests.worlds.who_may import BRANCH, BRANCH_NAME

LIST = "/console/inspections"
QUARTER = "2026-Q4"


@pytest.fixture
def sheet(town: Town) -> Town:
    """The group has been at the branch this quarter and found one thing."""
    found = GivenFinding("ZD-02", Month(2026, 10), "10月没有开会", "会议记录本")
    with town.db.begin() as session:
        quarter = inspection_quarter(session, NOW.date()).next
        given = GivenInspection(date(2026, 10, 20), (found,))
        by = person(session, SUPERVISOR)
        record_inspection(session, quarter, session.get_one(Organization, BRANCH), given, by, NOW)
    return town


def test_the_counts_are_those_of_the_groups_progress(sheet: Town) -> None:
    with sheet.db.read() as session:
        groups = progress(session, inspection_quarter(session, NOW.date()).next, NOW)
    page = sheet.visitor(CLERK).reads(f"{LIST}?quarter={QUARTER}")
    assert f"待检查 {sum(len(one.missing) for one in groups)}" in page
    assert f"已检查 {sum(len(one.done) for one in groups)}" in page
    assert "平均每个支部发现" in page


def test_a_record_shows_what_was_found_with_its_indicator(sheet: Town) -> None:
    record = sheet.visitor(CLERK).reads(f"{LIST}/{BRANCH}?quarter={QUARTER}")
    assert "10月没有开会" in record
    assert "ZD-02 支部委员会会议" in record
    assert "会议记录本" in record
    assert "登记检查表：1条" in record


def test_the_head_exempts_in_writing_and_a_clerk_reads_whose_that_is(town: Town) -> None:
    clerk, head = town.visitor(CLERK), town.visitor(HEAD)
    record, act = f"{LIST}/{BRANCH}?quarter={QUARTER}", f"{LIST}/{BRANCH}/exempt?quarter={QUARTER}"
    form = {"quarter": QUARTER, "reason": "整建制外出学习"}
    assert clerk.submits(record, act, **form).status_code == 403
    assert head.submits(record, act, quarter=QUARTER, reason=" ").status_code == 422
    assert head.submits(record, act, **form).status_code == 303
    with town.db.read() as session:
        assert session.query(InspectionExemption).one().organization_id == BRANCH
    assert "整建制外出学习" in clerk.reads(record)
    assert "免检 1" in clerk.reads(f"{LIST}?quarter={QUARTER}")


def test_a_quarter_that_was_not_the_one_shown_is_not_meant(town: Town) -> None:
    head = town.visitor(HEAD)
    answer = head.submits(
        f"{LIST}/{BRANCH}", f"{LIST}/{BRANCH}/exempt?quarter={QUARTER}", quarter="2026-Q3", reason="x"
    )
    assert answer.status_code == 422
    with town.db.read() as session:
        assert session.query(InspectionExemption).count() == 0


def test_groups_are_compared_by_what_they_found_on_average(sheet: Town) -> None:
    with sheet.db.read() as session:
        (one,) = compared(session, inspection_quarter(session, NOW.date()).next)
        assert one.sheets == one.findings == 1
        assert one.points > 0


@pytest.mark.parametrize("quarter", ["2026-Q9", "x", "2099-Q1", "2026-08"])
def test_a_quarter_that_cannot_be_is_the_one_that_is_inspected(town: Town, quarter: str) -> None:
    assert town.visitor(CLERK).get(f"{LIST}?quarter={quarter}").status_code == 200


def test_leaders_of_the_town_are_told_whose_list_it_is(town: Town) -> None:
    assert town.visitor(TOWN_LEADER).get(LIST).status_code == 403


def test_a_list_asks_as_often_for_fifty_rows_as_for_one(town: Town) -> None:
    counted = []
    clerk = town.visitor(CLERK)
    clerk.reads(LIST)
    event.listen(town.db.engine, "before_cursor_execute", lambda *_: counted.append(1))
    clerk.reads(f"{LIST}?words=石湾村支部")
    one, counted[:] = len(counted), []
    clerk.reads(LIST)
    assert len(counted) <= one + 1


def test_a_group_takes_its_own_sheet_in_the_place_of_files(town: Town) -> None:
    one = town.visitor(SUPERVISOR)
    page = one.reads("/console/uploads")
    assert "季度督查" in page
    assert "/console/today" not in page
    table = one.get(f"/console/uploads/out/inspections?period={QUARTER}")
    assert table.status_code == 200
    said = {cell.text for row in read_book(table.data, "x.xlsx").sheets[0].rows for cell in row.filled}
    assert {BRANCH_NAME, "2026-Q4"} <= said


def test_of_another_groups_sheet_nobody_has_the_file_but_the_office(town: Town) -> None:
    out = f"/console/uploads/out/inspections?period={QUARTER}&group="
    page = town.visitor(CLERK).reads(f"{LIST}?quarter={QUARTER}")
    assert "group=G2" in page
    assert town.visitor(CLERK).get(f"{out}G2").status_code == 200
    assert town.visitor(SUPERVISOR).get(f"{out}G2").status_code == 403
    assert town.visitor(TOWN_LEADER).get(f"{out}G2").status_code == 403


def test_whoever_inspects_gets_no_other_tables_of_the_town(town: Town) -> None:
    one = town.visitor(SUPERVISOR)
    asked = ("records?period=2026-10", "register", "tasks?period=2026-10", "promises")
    assert [one.get(f"/console/uploads/out/{each}").status_code for each in asked] == [403] * len(asked)
