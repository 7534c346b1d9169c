"""A year's numbers: what they come to, and what is still missing before anybody may approve them (A15, A17)."""

from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from models.boards import CANCELLED, DRAFT, public_board
from models.bonus_claims import BonusClaim
from models.democratic_reviews import DemocraticReview
from models.slips import Slip
from rules.periods import BEIJING, Month, Quarter
from services.annual_reviews.sheet import sheet_of
from services.schemes.versions import pin_quarter
from tests.worlds.board_officials import refused_without_a_trace
from tests.worlds.finished_year import (
    BRANCH,
    NOW,
    ORIGIN,
    OTHER,
    YEAR,
    Hands,
    confirm_weights,
    row,
)
from tests.worlds.recorded_quarters import CLERK, person

FOURTH = Quarter(YEAR, 4)


@pytest.fixture
def session(year_session: Session) -> Session:
    return year_session


@pytest.fixture
def hands(year_hands: Hands) -> Hands:
    return year_hands


def test_the_year_of_the_example_comes_to_92_79(session: Session, hands: Hands) -> None:
    review = hands.draft()
    session.expire_all()
    found = row(review)
    assert (found.total, found.rank) == (Decimal("92.79"), 1)
    assert (found.quarter_mean, found.self_check_mean) == (Decimal("93.13"), Decimal("96.00"))
    assert (found.democratic_score, found.democratic_origin) == (Decimal("90.00"), ORIGIN)
    assert [(one["quarter"], one["total"], one["rank"]) for one in found.quarters][2] == ("2026-Q3", "88.50", 1)
    assert [one["state"] for one in found.months][4:7] == ["on_time", "on_time_after_redo", "on_time"]
    assert [one["points"] for one in found.months][-1] == "70.00"
    sheet = sheet_of(session, review, found, NOW)
    assert sheet.formula == "0.70 × 93.13 + 0.10 × 96 + 0.20 × 90 = 92.79"
    assert sheet.quarter_sum == "(92 + 95 + 88.5 + 97) ÷ 4 = 93.13"
    assert sheet.months_left_out == [Month(YEAR, 11), Month(YEAR, 12)]
    assert not sheet.is_provisional


def test_everybody_else_shares_the_second_place(hands: Hands) -> None:
    review = hands.draft()
    assert {one.rank for one in review.ranked} == {1, 2}
    assert {one.total for one in review.ranked if one.rank == 2} == {Decimal("84.00")}
    assert (row(review).times_red, row(review, OTHER).times_grey) == (4, 0)


def test_without_confirmed_weights_the_refusal_says_how_to_confirm_them(session: Session, hands: Hands) -> None:
    confirm_weights(session, annual_weights_confirmed=False)
    review = hands.draft()
    hands.review()
    said = refused_without_a_trace(session, hands.approve)
    assert said == (
        "2026年度总评还不能批准：权重还没有确认（镇里定了以后，请管理员写进镇的文件："
        "annual_weights_confirmed: true，再载入一次）。"
    )
    assert sheet_of(session, review, row(review), NOW).is_provisional
    confirm_weights(session)
    assert hands.approve().state == "approved"


def test_without_a_democratic_review_the_organisations_are_named(session: Session, hands: Hands) -> None:
    session.execute(delete(DemocraticReview).where(DemocraticReview.organization_id.in_([BRANCH, OTHER])))
    review = hands.draft()
    assert row(review).total is None
    hands.review()
    said = refused_without_a_trace(session, hands.approve)
    assert said == "2026年度总评还不能批准：2个党组织没有民主评议结果（荷塘一支部、石湾村支部）。"


def test_without_any_slip_received_the_organisation_is_named(session: Session, hands: Hands) -> None:
    session.execute(update(Slip).where(Slip.organization_id == OTHER).values(due=None))
    hands.take("draft", "review")
    said = refused_without_a_trace(session, hands.approve)
    assert said == "2026年度总评还不能批准：1个党组织没有自查得分（荷塘一支部）。"


def test_one_ranked_quarter_is_not_a_year(session: Session, hands: Hands) -> None:
    for number in (2, 3, 4):
        found = public_board(session, Quarter(YEAR, number))
        assert found is not None
        found.state = CANCELLED
    review = hands.draft()
    assert row(review).total is None
    hands.review()
    said = refused_without_a_trace(session, hands.approve)
    assert said == "2026年度总评还不能批准：只有1个季度有榜单，至少要2个。"


def test_who_was_ranked_once_has_no_result_and_holds_nobody_up(session: Session, hands: Hands) -> None:
    for number in (1, 2, 3):
        found = public_board(session, Quarter(YEAR, number))
        assert found is not None
        found.rows = [one for one in found.rows if one.organization_id != OTHER]
    session.flush()
    review = hands.draft()
    assert (row(review, OTHER).total, row(review, OTHER).rank) == (None, None)
    assert review.unranked == [row(review, OTHER)]
    hands.take("review", "approve")


def test_while_the_year_runs_or_a_board_is_on_its_way_nothing_is_approved(session: Session, hands: Hands) -> None:
    on_its_way = public_board(session, FOURTH)
    assert on_its_way is not None
    on_its_way.state = DRAFT
    running = datetime(YEAR, 12, 28, 9, tzinfo=BEIJING)
    hands.draft(now=running)
    hands.review(now=running)
    said = refused_without_a_trace(session, lambda: hands.approve(now=running))
    assert "2026年还没有结束；第四季度榜单还没有发布（不评的季度请取消榜单）" in said


def test_a_quarter_begun_without_a_board_is_waited_for(session: Session, hands: Hands) -> None:
    found = public_board(session, FOURTH)
    assert found is not None
    session.delete(found)
    pin_quarter(session, FOURTH, NOW)
    hands.take("draft", "review")
    assert "第四季度榜单还没有发布" in refused_without_a_trace(session, hands.approve)


def test_bonus_the_boards_left_out_counts_in_the_year_of_a_town_that_wants_it_so(
    session: Session, hands: Hands
) -> None:
    confirm_weights(session, bonus_in="year")
    given = {"organization_id": OTHER, "rule": "JF-1", "level": "province", "matter": "省级先进"}
    by = person(session, CLERK).id
    third = Quarter(YEAR, 3)
    claim = BonusClaim(**given, awarded_on=third.first_day, filed_by_id=by, filed_at=NOW, state="approved")
    claim.quarter, claim.points, claim.decided_at, claim.decided_by_id = third, Decimal(5), NOW, by
    session.add(claim)
    session.flush()
    found = row(hands.draft(), OTHER)
    assert [one["bonus"] for one in found.quarters] == ["0.00", "0.00", "5.00", "0.00"]
    assert found.quarter_mean == Decimal("81.25")
