"""A quarter's draft: who stands where on it, and what must be there before it can be drawn up."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import Refused
from models.boards import DRAFT, PREVIEWED, Board, BoardRow
from models.inspections import Finding, Inspection
from models.slips import DELIVERED, Slip
from models.transitions import transitions_of
from rules.periods import Quarter
from rules.workdays import Calendar
from services.board_displays.table import board_table
from services.boards.drafting import preview_end
from services.inspections.inspections import exempt
from services.publications.steps import draft_board, start_preview
from services.schemes.versions import scheme_for
from services.township.file import TownshipFile
from tests.worlds.recorded_quarters import (
    CLERK,
    HEAD,
    SECOND,
    THIRD,
    at,
    drafted,
    inspect,
    person,
    record,
    record_lines,
)
from tests.worlds.watching import refusal

NOW = drafted(THIRD)


@pytest.fixture
def session(inspected_session: Session) -> Session:
    return inspected_session


def draft(session: Session, by: str = CLERK, quarter: Quarter = THIRD) -> Board:
    return draft_board(session, quarter, person(session, by), drafted(quarter) + timedelta(days=8))


def test_of_39_ranked_organisations_20_are_red_and_10_grey(session: Session) -> None:
    board = draft(session)
    assert [len(board.listed(name)) for name in ("red", "none", "grey")] == [20, 9, 10]
    assert [row.rank for row in board.rows] == sorted(row.rank for row in board.rows)
    best_to_worst = [row.total for row in board.rows]
    assert best_to_worst == sorted(best_to_worst, reverse=True)


def test_before_the_youngest_branch_was_old_enough_38_were_ranked(town: Database, sample_town: TownshipFile) -> None:
    with town.begin() as session:
        record(session, sample_town, SECOND)
        inspect(session, sample_town, SECOND)
        board = draft(session, quarter=SECOND)
        assert len(board.rows) == 38
        assert "云栖社区支部" not in {row.organization.short_name for row in board.rows}


def test_a_row_shows_all_its_points_and_what_they_hang_on(session: Session) -> None:
    for row in draft(session).rows:
        assert row.total == row.base + row.bonus
        assert row.base == sum(Decimal(points) for points in row.by_category.values())
        assert (row.open_orders, row.on_time_rate) == (0, "1")
        assert row.register == {
            "sector": row.organization.sector,
            "has_committee": row.organization.has_committee,
        }


def test_of_two_equal_branches_the_one_that_answered_on_time_is_ahead(session: Session) -> None:
    tied = [row for row in draft(session).rows if row.tied]
    first, second = tied[:2]
    assert (first.rank, first.total) == (second.rank, second.total)
    for number, row in enumerate((first, second)):
        slip = Slip(
            number=f"提-{number}",
            issue_month=THIRD.months[2],
            serial=number,
            organization_id=row.organization_id,
            month=THIRD.months[1],
            state=DELIVERED,
            issued_at=NOW,
            due=NOW - timedelta(days=1) if number == 0 else None,
        )
        session.add(slip)
    by_id = {row.organization_id: row for row in draft(session).rows}
    late, on_time = by_id[first.organization_id], by_id[second.organization_id]
    assert late.rank > on_time.rank
    assert (late.on_time_rate, on_time.on_time_rate) == ("0", "1")


def test_the_table_shows_ties_and_the_gaps_at_both_edges(session: Session) -> None:
    table = board_table(session, draft(session), drafted(THIRD))
    assert table.red_edge and table.grey_edge
    assert (table.red_edge.inside.rank, table.red_edge.outside.rank) == (20, 21)
    assert table.red_edge.gap == table.red_edge.inside.total - table.red_edge.outside.total
    assert (table.grey_edge.inside.rank, table.grey_edge.outside.list) == (30, "none")
    assert not table.red_edge.tied


def test_where_all_are_equal_all_are_red_and_no_list_has_an_edge(town: Database, sample_town: TownshipFile) -> None:
    with town.begin() as session:
        inspect(session, sample_town, THIRD)
        session.execute(delete(Finding))
        assessed = [one for one in sample_town.organizations if one.assessed]
        record_lines(session, *(f"{month},{one.id},ZZ-01,done,,wusiyuan" for month in THIRD.months for one in assessed))
        board = draft(session)
        table = board_table(session, board, drafted(THIRD))
    assert [len(board.listed(name)) for name in ("red", "none", "grey")] == [39, 0, 0]
    assert (table.red_edge, table.grey_edge) == (None, None)


def test_a_quarter_that_is_not_over_has_no_board(session: Session) -> None:
    with pytest.raises(Refused) as refused:
        draft_board(session, THIRD, person(session, CLERK), at(THIRD.last_day))
    assert refusal(refused) == "2026年第三季度到9月30日（周三）才结束，之后才能起草榜单。"


def test_a_month_without_records_is_named(town: Database, sample_town: TownshipFile) -> None:
    with town.begin() as session:
        record(session, sample_town, THIRD, leave_out=THIRD.months[1])
        with pytest.raises(Refused) as refused:
            draft(session)
    assert refusal(refused).startswith("2026年第三季度还不能起草榜单：8月没有任何日常记录；请先录入")


def test_nobody_gets_full_points_for_having_been_forgotten(town: Database, sample_town: TownshipFile) -> None:
    with town.begin() as session:
        record(session, sample_town, THIRD, leave_out=THIRD.months[2])
        assessed = [one for one in sample_town.organizations if one.assessed]
        record_lines(session, *(f"2026-09,{one.id},ZZ-01,done,,wusiyuan" for one in assessed[2:]))
        with pytest.raises(Refused) as refused:
            draft(session)
    assert "9月缺2个党组织的日常记录（荷塘一支部、荷塘二支部）" in refusal(refused)


def test_who_was_neither_inspected_nor_exempted_is_named(session: Session) -> None:
    sheet = session.scalars(select(Inspection).where(Inspection.organization_id == "org-002")).one()
    session.execute(delete(Finding).where(Finding.inspection_id == sheet.id))
    session.execute(delete(Inspection).where(Inspection.id == sheet.id))
    with pytest.raises(Refused) as refused:
        draft(session)
    assert "1个党组织没有检查记录（荷塘一支部）" in refusal(refused)
    exempt(session, THIRD, sheet.organization, "正在换届", person(session, HEAD), NOW)
    assert draft(session).state == DRAFT


def test_drafting_again_replaces_the_draft_and_keeps_its_version(session: Session) -> None:
    before = {row.organization_id: row.total for row in draft(session).rows}
    record_lines(session, "2026-07,org-002,ZZ-02,not_done,没办,caoxiaoming")
    board = draft(session, HEAD)
    again = {row.organization_id: row.total for row in board.rows}
    assert {one for one in again if again[one] != before[one]} == {"org-002"}
    assert session.scalar(select(func.count(Board.id))) == 1
    assert session.scalar(select(func.count(BoardRow.id))) == 39
    assert (board.version, board.state, board.drafted_by.userid) == (1, DRAFT, HEAD)
    assert [(one.event, one.by and one.by.userid) for one in transitions_of(session, "board", board.id)] == [
        ("draft", CLERK),
        ("redraft", HEAD),
    ]


def test_a_draft_in_its_preview_is_drafted_again_and_stays_in_it(session: Session, calendar: Calendar) -> None:
    draft_board(session, THIRD, person(session, CLERK), NOW)
    ends = start_preview(session, THIRD, person(session, CLERK), calendar, NOW).preview_ends
    board = draft_board(session, THIRD, person(session, CLERK), NOW + timedelta(days=1))
    assert (board.state, board.preview_ends, board.drafted_at) == (PREVIEWED, ends, NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("begun", "ends"),
    [
        ("2026-10-20 09:05", "2026-10-24 00:00"),
        ("2026-10-20 17:31", "2026-10-27 00:00"),
        ("2026-10-17 10:00", "2026-10-23 00:00"),
        ("2026-09-30 17:00", "2026-10-11 00:00"),
    ],
)
def test_the_preview_lasts_three_working_days_after_the_messages_can_leave(
    session: Session, calendar: Calendar, begun: str, ends: str
) -> None:
    policy = scheme_for(session, THIRD).policy
    moment = datetime.fromisoformat(f"{begun}+08:00")
    assert f"{preview_end(policy, calendar, moment):%Y-%m-%d %H:%M}" == ends
