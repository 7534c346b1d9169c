"""What a year's boards hold for honours, and the yearly table, on both databases (R34, R35, A20)."""

import io
from datetime import datetime
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from bot.errors import Refused
from models.annual_reviews import AnnualReview, AnnualReviewRow
from models.boards import PUBLISHED, REPLACED, Board, BoardRow
from models.consequences import Consequence
from models.organizations import Organization, assessed_organizations
from models.schemes import latest_version
from rules.periods import BEIJING, Quarter
from services.annual_reviews.honours import Basis, bases, seen_bases
from services.annual_reviews.honours_workbook import year_workbook
from tests.worlds.recorded_quarters import CLERK, LEADER, THIRD, person
from tests.worlds.stored_board import made_board

NOW = datetime(2026, 12, 21, 9, 0, tzinfo=BEIJING)


@pytest.fixture
def session(recorded_session: Session) -> Session:
    """The sample town with its third quarter recorded."""
    return recorded_session


def basis(session: Session, organization_id: str) -> Basis:
    return next(one for one in bases(session, 2026) if one.organization.id == organization_id)


def test_each_assessed_organisation_is_named_once_in_the_order_of_the_register(session: Session) -> None:
    assert [one.organization for one in bases(session, 2026)] == assessed_organizations(session)


def test_red_and_grey_are_those_of_the_boards_in_force(session: Session) -> None:
    board = made_board(session)
    for listed, chosen in (("red", "red"), ("grey", "grey"), ("none", None)):
        for row in board.listed(listed):
            found = basis(session, row.organization_id)
            assert [one.quarter for one in found.red] == ([THIRD] if chosen == "red" else [])
            assert [one.quarter for one in found.grey] == ([THIRD] if chosen == "grey" else [])
            assert found.mean == row.total
    board.state = REPLACED
    session.flush()
    assert all(not one.quarters and one.mean is None for one in bases(session, 2026))


def test_a_grey_list_never_approved_counts_for_nothing(session: Session) -> None:
    board = made_board(session, grey=False)
    assert board.listed("grey")
    assert all(not one.grey for one in bases(session, 2026))


def other_board(session: Session, quarter: Quarter, organization_id: str, total: str) -> None:
    """Publish a board of another quarter with one red row."""
    row = BoardRow(
        organization_id=organization_id,
        rank=1,
        list="red",
        tied=False,
        base=Decimal(total),
        bonus=Decimal(0),
        total=Decimal(total),
        by_category={},
        on_time_rate="1/1",
        register={},
    )
    clerk = person(session, CLERK).id
    facts = {"version": 1, "state": PUBLISHED, "drafted_at": NOW, "drafted_by_id": clerk}
    session.add(Board(quarter=quarter, rows=[row], **facts))
    session.flush()


def test_the_mean_is_that_of_the_year_s_ranked_quarters_shown_with_two_decimals(session: Session) -> None:
    for quarter, total in ((1, "92.00"), (2, "95.00"), (4, "88.50")):
        other_board(session, Quarter(2026, quarter), "org-002", total)
    other_board(session, Quarter(2025, 4), "org-002", "10.00")
    found = basis(session, "org-002")
    assert found.mean == Decimal("91.83")
    assert [str(one.quarter) for one in found.red] == ["2026-Q1", "2026-Q2", "2026-Q4"]
    assert basis(session, "org-003").mean is None


def test_open_and_confirmed_consequences_stand_beside_and_declined_ones_do_not(session: Session) -> None:
    for kind, state in (("laggard_listing", "declined"), ("overhaul_report", "proposed"), ("interview", "withdrawn")):
        session.add(
            Consequence(organization_id="org-002", kind=kind, quarter=THIRD, year=2026, begun_at=NOW, state=state)
        )
    session.flush()
    assert [one.kind for one in basis(session, "org-002").consequences] == ["overhaul_report"]


@pytest.mark.parametrize(("state", "lost"), [("proposed", False), ("confirmed", True), ("declined", False)])
def test_honours_are_lost_only_when_somebody_has_decided_so(session: Session, state: str, lost: bool) -> None:
    facts = {"kind": "honours_ineligibility", "quarter": THIRD, "year": 2026, "begun_at": NOW, "state": state}
    session.add(Consequence(organization_id="org-002", **facts))
    session.flush()
    assert basis(session, "org-002").honours_lost is lost


def test_the_final_score_is_that_of_the_published_year(session: Session) -> None:
    version = latest_version(session)
    assert version is not None
    row = AnnualReviewRow(organization_id="org-002", rank=1, total=Decimal("92.79"), quarters=[], months=[])
    review = AnnualReview(
        year=2026,
        version=1,
        state="approved",
        scheme_version=version,
        drafted_at=NOW,
        drafted_by_id=person(session, CLERK).id,
        rows=[row],
    )
    session.add(review)
    session.flush()
    assert basis(session, "org-002").final is None
    review.state = "published"
    session.flush()
    assert basis(session, "org-002").final == Decimal("92.79")


@pytest.mark.parametrize(("userid", "sees"), [(CLERK, True), (LEADER, True), ("zhuyongliang", False)])
def test_only_office_and_leaders_see_the_whole_year(session: Session, userid: str, sees: bool) -> None:
    if sees:
        assert seen_bases(session, 2026, person(session, userid), NOW)
    else:
        with pytest.raises(Refused, match="honours_not_yours"):
            seen_bases(session, 2026, person(session, userid), NOW)


def test_the_table_holds_a_row_for_each_with_points_as_numbers(session: Session) -> None:
    board = made_board(session)
    red = board.listed("red")[0]
    session.add(
        Consequence(
            organization_id=red.organization_id,
            kind="overhaul_report",
            quarter=Quarter(2026, 3),
            year=2026,
            begun_at=NOW,
            state="confirmed",
        )
    )
    session.flush()
    book = CalamineWorkbook.from_filelike(io.BytesIO(year_workbook(2026, bases(session, 2026))))
    title, head, *rows = book.get_sheet_by_name("年度汇总").to_python()
    assert "红榜次数只作评优和年度考核的依据，不折算加分" in str(title[0])
    assert head[:1] + head[5:] == ["党组织", "红榜次数", "灰榜次数", "季度平均分", "年度总评", "处理情况"]
    assert len(rows) == len(assessed_organizations(session))
    name = session.get_one(Organization, red.organization_id).short_name
    found = next(row for row in rows if row[0] == name)
    assert found[1:3] == ["未排名", "未排名"]
    assert found[3] == f"{red.total}（第{red.rank}名，红）"
    assert found[5:8] == [1, 0, float(red.total)]
    assert found[8:] == ["", "整顿工作报告：已同意，待落实"]
