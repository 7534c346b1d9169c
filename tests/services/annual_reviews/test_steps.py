"""The year's review: counted, reviewed, approved, published, amended, and by whom (R42–R44, A15, A17, A18)."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from models.annual_reviews import latest_review
from models.boards import REPLACED, public_board
from models.organizations import assessed_organizations
from models.transitions import transitions_of
from rules.cases import ANNUAL_REVIEW
from rules.periods import Quarter
from services.annual_reviews.parts import year_parts
from services.annual_reviews.sheet import annual_sheet, sheet_of
from services.annual_reviews.steps import year_is_closed
from tests.run import Run
from tests.worlds.board_officials import refused_without_a_trace
from tests.worlds.finished_year import (
    BRANCH,
    NOW,
    OTHER,
    SECRETARY,
    YEAR,
    Hands,
    board,
    confirm_weights,
    rated,
    row,
    whole_year,
)
from tests.worlds.previewed_board import organization
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, OTHER_LEADER, REVIEWER, person
from tests.worlds.sizes import in_two_sizes

FOURTH = Quarter(YEAR, 4)


@pytest.fixture
def session(year_session: Session) -> Session:
    return year_session


@pytest.fixture
def hands(year_hands: Hands) -> Hands:
    return year_hands


def test_the_way_from_draft_to_publication_is_kept_step_by_step(session: Session, hands: Hands) -> None:
    review = hands.draft()
    assert not year_is_closed(session, YEAR)
    hands.take("review", "approve", "publish")
    past = transitions_of(session, ANNUAL_REVIEW.name, review.id)
    assert [(one.event, one.by.userid if one.by else None, one.reason) for one in past] == [
        ("draft", CLERK, ""),
        ("review", LEADER, "已逐个核对"),
        ("approve", LEADER, ""),
        ("publish", HEAD, ""),
    ]
    assert review.published_at == NOW
    assert year_is_closed(session, YEAR)


def test_an_amended_year_replaces_the_published_one_and_opens_it_only_while_it_is_drafted(
    session: Session, hands: Hands
) -> None:
    first = hands.draft()
    hands.take("review", "approve", "publish")
    second = hands.amend()
    assert (second.version, second.amendment_reason, first.state) == (2, "评议结果有误", "published")
    assert not year_is_closed(session, YEAR)
    rated(session, BRANCH, "95")
    assert row(hands.draft()).total == Decimal("93.79")
    hands.review()
    assert year_is_closed(session, YEAR)
    hands.take("approve", "publish")
    assert (first.state, second.state) == ("replaced", "published")
    assert row(first).total == Decimal("92.79")


def test_a_new_version_may_be_given_up_and_its_number_is_not_used_again(session: Session, hands: Hands) -> None:
    first = hands.draft()
    said = refused_without_a_trace(session, hands.cancel)
    assert said == "2026年度总评草稿，不能取消；下一步是“会审年度总评”。"
    hands.take("review", "approve", "publish", "amend")
    assert hands.cancel().state == "cancelled"
    assert year_is_closed(session, YEAR)
    assert latest_review(session, YEAR) is first
    assert hands.amend().version == 3


@pytest.mark.parametrize("by", [LEADER, SECRETARY, REVIEWER, "caoxiaoming"])
def test_only_who_drafts_boards_drafts_a_year(session: Session, hands: Hands, by: str) -> None:
    said = refused_without_a_trace(session, lambda: hands.draft(by))
    assert said == "年度总评由镇组织办主任或被授权起草的人员起草。"


@pytest.mark.parametrize("step", ["review", "reopen", "approve"])
@pytest.mark.parametrize("by", [CLERK, SECRETARY, REVIEWER])
def test_only_the_leading_group_reviews_and_approves(session: Session, hands: Hands, step: str, by: str) -> None:
    hands.take("draft", *(["review"] if step != "review" else []))
    said = refused_without_a_trace(session, lambda: getattr(hands, step)(by))
    assert said == "年度总评由镇绩效考核领导小组或被授权批准的人员会审、批准。"


@pytest.mark.parametrize("by", [SECRETARY, REVIEWER, "luyaqin"])
def test_a_branch_does_not_publish(session: Session, hands: Hands, by: str) -> None:
    hands.take("draft", "review", "approve")
    said = refused_without_a_trace(session, lambda: hands.publish(by))
    assert said == "年度总评由镇组织办或镇绩效考核领导小组发布。"


@pytest.mark.parametrize("steps", [("review",), ("approve",)])
def test_who_drafted_does_not_decide(session: Session, hands: Hands, steps: tuple[str]) -> None:
    hands.draft(HEAD)
    hands.take(*(["review"] if steps == ("approve",) else []))
    said = refused_without_a_trace(session, lambda: getattr(hands, steps[0])(HEAD))
    assert said == "2026年度总评是您本人起草的，请由其他同志会审、批准。"


@pytest.mark.parametrize(
    ("done", "tried", "said"),
    [
        ((), "review", "2026年度总评还没有起草，请组织办先起草。"),
        (("draft",), "approve", "2026年度总评草稿，不能批准；下一步是“会审年度总评”。"),
        (("draft", "review"), "draft", "2026年度总评已会审，待批准，不能重新起草；下一步是“批准年度总评”。"),
        (("draft", "review"), "publish", "2026年度总评已会审，待批准，不能发布；下一步是“批准年度总评”。"),
        (("draft",), "amend", "2026年度总评草稿，不能修订；下一步是“会审年度总评”。"),
        (
            ("draft", "review", "approve", "publish"),
            "publish",
            "2026年度总评已发布，不能发布；有出入请组织办回复“修订年度总评”。",
        ),
        (
            ("draft", "review", "approve", "publish"),
            "draft",
            "2026年度总评已发布，不能重新起草；有出入请组织办回复“修订年度总评”。",
        ),
    ],
)
def test_a_step_out_of_turn_is_refused_with_what_comes_next(
    session: Session, hands: Hands, done: tuple[str, ...], tried: str, said: str
) -> None:
    hands.take(*done)
    assert refused_without_a_trace(session, getattr(hands, tried)) == said


def test_a_step_back_needs_a_reason(session: Session, hands: Hands) -> None:
    hands.take("draft", "review")
    said = refused_without_a_trace(session, lambda: hands.reopen(reason="  "))
    assert said == "请在后面写明理由，例如：退回年度总评 2026 有一处需要核对"
    assert hands.reopen(OTHER_LEADER).state == "draft"


@pytest.mark.parametrize("steps", [("draft",), ("draft", "review"), ("draft", "review", "approve")])
def test_what_was_overtaken_is_drafted_anew(session: Session, hands: Hands, steps: tuple[str, ...]) -> None:
    hands.take(*steps)
    rated(session, BRANCH, "95")
    following = {"draft": hands.review, "review": hands.approve, "approve": hands.publish}[steps[-1]]
    said = refused_without_a_trace(session, following)
    first = "" if steps == ("draft",) else "先退回年度总评，再由"
    assert said == f"2026年度总评起草后有变动（石湾村支部），请{first}组织办重新起草。"


def test_an_amended_board_overtakes_the_year(session: Session, hands: Hands) -> None:
    hands.take("draft", "review")
    found = public_board(session, FOURTH)
    assert found is not None
    found.state = REPLACED
    board(session, FOURTH, {one.organization_id: one.total for one in found.rows} | {OTHER: Decimal(70)}, version=2)
    assert "荷塘一支部" in refused_without_a_trace(session, hands.approve)
    hands.take("reopen", "draft", "review", "approve")
    (fourth,) = [one for one in row(hands.publish(), OTHER).quarters if one["quarter"] == str(FOURTH)]
    assert (fourth["version"], fourth["total"]) == (2, "70.00")


def test_another_weight_overtakes_the_year(session: Session, hands: Hands) -> None:
    hands.take("draft", "review")
    weights = {"quarter_mean": "0.60", "self_check": "0.20", "democratic_review": "0.20"}
    confirm_weights(session, annual_weights={name: float(weight) for name, weight in weights.items()})
    assert "起草后有变动" in refused_without_a_trace(session, hands.approve)
    hands.take("reopen", "draft")
    review = latest_review(session, YEAR)
    assert review is not None
    assert sheet_of(session, review, row(review), NOW).formula.startswith("0.60 × 93.13 + 0.20 × 96 + 0.20 × 90 = ")


def test_a_year_without_a_board_is_not_drafted(town: Database) -> None:
    with town.read() as empty:
        said = refused_without_a_trace(empty, Hands(empty).draft)
    assert said == "2026年还没有发布过红灰榜，不能起草年度总评。"


def test_a_branch_sees_its_own_year_from_the_review_on_and_no_other(session: Session, hands: Hands) -> None:
    own, other, secretary = organization(session), organization(session, OTHER), person(session, SECRETARY)
    hands.draft()
    said = refused_without_a_trace(session, lambda: annual_sheet(session, YEAR, own, secretary, NOW))
    assert said == "2026年度得分还不能看，领导小组会审以后就能看。"
    assert annual_sheet(session, YEAR, own, person(session, CLERK), NOW).row.total == Decimal("92.79")
    hands.review()
    assert annual_sheet(session, YEAR, own, secretary, NOW).formula.endswith("= 92.79")
    said = refused_without_a_trace(session, lambda: annual_sheet(session, YEAR, other, secretary, NOW))
    assert said.startswith("年度得分由本党组织的书记、副书记或组织委员、所在督导组、镇组织办和领导查看，")
    assert said.endswith("有疑问请联系镇组织办（电话 0512-0000-0001）。")


def test_while_a_new_version_is_drafted_a_branch_sees_the_published_one(session: Session, hands: Hands) -> None:
    hands.take("draft", "review", "approve", "publish", "amend")
    found = annual_sheet(session, YEAR, organization(session), person(session, SECRETARY), NOW + timedelta(days=1))
    assert (found.review.version, found.is_published) == (1, True)


# A large town


def test_everybodys_year_is_counted_before_the_write_lock_is_taken(
    town: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes: list[bool] = []

    def parts(session: Session, *facts: Any) -> Any:
        writes.append(session.connection().get_execution_options()["writes"])
        return year_parts(session, *facts)

    def take(step: str, session: Session) -> None:
        Hands(session).take(step)

    with town.begin() as session:
        whole_year(session)
    monkeypatch.setattr("services.annual_reviews.rows.year_parts", parts)
    for step in ("draft", "draft", "review", "approve", "publish"):
        town.do(partial(take, step))
    assert writes == [False] * len(writes)
    assert len(writes) == 5


def test_a_year_is_drafted_again_and_reviewed_with_as_many_statements_in_a_town_of_any_size(
    run: Run, tmp_path: Path
) -> None:
    def year(session: Session) -> Callable[[], object]:
        board(session, FOURTH, {one.id: Decimal(80) for one in assessed_organizations(session)})
        Hands(session).draft()
        return lambda: (Hands(session).draft(), Hands(session).review())

    small, large = in_two_sizes(run, tmp_path, year)
    assert len(small) == len(large)
