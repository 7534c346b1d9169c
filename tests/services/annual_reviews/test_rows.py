"""A year's numbers: what they come to, and what is still missing before anybody may approve them (A15, A17)."""

from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from bot.wording import word
from models.boards import CANCELLED, DRAFT, public_board
from models.bonus_claims import BonusClaim
from models.democratic_reviews import DemocraticReview
from models.organizations import Organization
from models.slips import Slip
from models.transitions import transitions_of
from rules.periods import BEIJING, Month, Quarter
from services.annual_reviews.posts import NOTICES
from services.annual_reviews.rows import policy_of
from services.annual_reviews.sheet import sheet_of
from services.annual_reviews.steps import decide_too_few
from services.annual_reviews.too_few import undecided
from services.duties.duties import duties_of
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
from tests.worlds.recorded_quarters import CLERK, LEADER, person

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
    assert said == "2026年度总评还不能批准：权重还没有确认（镇里定了以后，请管服务器的同志登记）。"
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
    assert said.startswith("2026年度总评还不能批准：全年只有1个季度有榜单；39个党组织参评不满2个季度（")


def test_of_a_year_with_one_quarter_a_person_decides_with_a_reason_whether_it_counts(
    session: Session, hands: Hands
) -> None:
    for number in (2, 3, 4):
        found = public_board(session, Quarter(YEAR, number))
        assert found is not None
        found.state = CANCELLED
    review = hands.draft()
    assert len(decide(session, [])) == len(review.rows)
    assert row(review).total == Decimal("92.00")
    hands.take("review", "approve", "publish")
    step = next(one for one in transitions_of(session, "annual_review", review.id) if one.event == "count")
    assert (step.by and step.by.userid, step.reason, len(step.facts["names"])) == (LEADER, "洪水停评三季", 39)


def ranked_once(session: Session) -> None:
    for number in (1, 2, 3):
        found = public_board(session, Quarter(YEAR, number))
        assert found is not None
        found.rows = [one for one in found.rows if one.organization_id != OTHER]
    session.flush()


def decide(
    session: Session, who: list[str], *, counts: bool = True, by: str = LEADER, reason: str = "洪水停评三季"
) -> list[Organization]:
    meant = [session.get_one(Organization, one) for one in who]
    return decide_too_few(session, YEAR, meant, counts, reason, person(session, by), NOW)


def test_a_year_with_too_few_quarters_waits_for_the_leading_group_until_all_are_decided(
    session: Session, hands: Hands
) -> None:
    ranked_once(session)
    review = hands.draft()
    leader = person(session, LEADER)
    assert "year_too_few" in [one.kind for one in duties_of(session, leader, NOW)]
    decide(session, [one.id for one in undecided(session, review, policy_of(review.scheme_version))])
    assert "year_too_few" not in [one.kind for one in duties_of(session, leader, NOW)]


def test_who_was_ranked_once_is_shown_provisionally_until_somebody_has_decided(session: Session, hands: Hands) -> None:
    ranked_once(session)
    review = hands.draft()
    found = row(review, OTHER)
    assert (found.total, found.rank, review.unranked) == (None, None, [found])
    sheet = sheet_of(session, review, found, NOW)
    assert (sheet.too_few, sheet.decided, sheet.formula) == (True, None, "0.70 × 80 + 0.10 × 100 + 0.20 × 90 = 84")
    assert "以上是暂定：本年参加排名不满 2 个季度，计不计年度得分由考核领导小组决定。" in word(
        NOTICES, "sheet", sheet=sheet
    )
    hands.review()
    said = refused_without_a_trace(session, hands.approve)
    assert said.startswith("2026年度总评还不能批准：1个党组织参评不满2个季度（荷塘一支部），请考核领导小组决定：")


@pytest.mark.parametrize(("counts", "total"), [(True, Decimal("84.00")), (False, None)])
def test_what_was_decided_holds_names_who_and_why_and_may_be_decided_anew_in_the_draft(
    session: Session, hands: Hands, counts: bool, total: Decimal | None
) -> None:
    ranked_once(session)
    review = hands.draft()
    decide(session, [OTHER], counts=not counts)
    decide(session, [OTHER], counts=counts)
    hands.draft()
    found = row(review, OTHER)
    assert found.total == total
    said = word(NOTICES, "sheet", sheet=sheet_of(session, review, found, NOW))
    assert f"决定{'计' if counts else '不计'}年度得分，理由：洪水停评三季" in said
    hands.take("review", "approve")
    assert refused_without_a_trace(session, lambda: decide(session, [OTHER])).startswith("2026年度总评已批准")


def test_only_those_ranked_too_seldom_are_decided_on_with_a_reason_and_not_by_the_drafter(
    session: Session, hands: Hands
) -> None:
    ranked_once(session)
    hands.draft()
    assert "石湾村支部2026年不用决定" in refused_without_a_trace(session, lambda: decide(session, [BRANCH]))
    assert "请在后面写明理由" in refused_without_a_trace(session, lambda: decide(session, [OTHER], reason=" "))
    assert "会审、批准" in refused_without_a_trace(session, lambda: decide(session, [OTHER], by=CLERK))
    decide(session, [OTHER])
    assert "没有等着决定的" in refused_without_a_trace(session, lambda: decide(session, []))


def test_a_part_that_weighs_nothing_cannot_be_missing(session: Session, hands: Hands) -> None:
    weights = {"quarter_mean": "0.80", "self_check": "0.20", "democratic_review": "0"}
    confirm_weights(session, annual_weights=weights)
    session.execute(delete(DemocraticReview))
    review = hands.draft()
    assert sheet_of(session, review, row(review), NOW).formula == "0.80 × 93.13 + 0.20 × 96 = 93.7"
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
