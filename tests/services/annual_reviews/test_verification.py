"""A published year is counted again from boards, months and democratic reviews, whatever its own code says."""

from decimal import Decimal

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from models.annual_reviews import AnnualReview, AnnualReviewRow
from models.boards import BoardRow
from models.democratic_reviews import DemocraticReview
from models.schemes import SchemeVersion
from models.self_checks import SelfCheck
from models.transitions import Transition
from services.annual_reviews.code import printed_year, review_by_code, year_code
from services.annual_reviews.verification import verify_year, year_differences
from services.log.writing import write_down
from tests.worlds.finished_year import BRANCH, Hands, row


@pytest.fixture
def review(year_session: Session, year_hands: Hands) -> AnnualReview:
    """The year of the example, published."""
    year_hands.take("draft", "review", "approve")
    published = year_hands.publish()
    write_down(year_session)
    return published


def said_of(session: Session, review: AnnualReview) -> list[str]:
    session.expire_all()
    return list(year_differences(session, review))


def test_an_untouched_year_is_the_same(year_session: Session, review: AnnualReview) -> None:
    codes = printed_year(year_session, review)
    assert said_of(year_session, review) == []
    assert verify_year(year_session, review, with_log=True).difference is None
    assert verify_year(year_session, review, with_log=True, against=codes.in_blocks).difference is None
    wrong = verify_year(year_session, review, with_log=True, against="ABCDEFGH").difference
    assert wrong is not None
    assert wrong.startswith("所给的码是 ABCDEFGH")


def test_a_year_is_found_by_either_code_it_is_printed_with(year_session: Session, review: AnnualReview) -> None:
    codes = printed_year(year_session, review)
    assert codes.in_blocks
    for code in (codes.code, codes.in_blocks, codes.in_blocks.lower()):
        assert review_by_code(year_session, code) is review
    assert review_by_code(year_session, "ABCD-EFGH-JKLM") is None


def test_a_result_of_the_democratic_review_altered_after_publication_is_named(
    year_session: Session, review: AnnualReview
) -> None:
    wanted = DemocraticReview.organization_id == BRANCH
    year_session.execute(update(DemocraticReview).where(wanted).values(score=Decimal("95.00")))
    (first, *_) = said_of(year_session, review)
    assert first.startswith(
        f"annual_review_rows/{row(review).id}（石湾村支部）的民主评议：总评中为“90.00”，重新计算为“95.00”"
    )


def test_a_row_lifted_together_with_the_code_its_publication_kept_is_named(
    year_session: Session, review: AnnualReview
) -> None:
    other = next(one for one in review.rows if one.organization_id != BRANCH)
    lifted = {"rank": 1, "total": Decimal("99.99")}
    year_session.execute(update(AnnualReviewRow).where(AnnualReviewRow.id == other.id).values(lifted))
    year_session.expire_all()
    facts = {"code": year_code(review)}
    year_session.execute(update(Transition).where(Transition.event == "publish").values(facts=facts))
    (first, *_) = said_of(year_session, review)
    assert f"annual_review_rows/{other.id}（" in first
    assert "的年度得分：总评中为“99.99”" in first


def test_weights_altered_in_the_rule_with_its_digest_computed_again_are_named(
    year_session: Session, review: AnnualReview
) -> None:
    version = review.scheme_version
    text = version.text.replace("quarters: 0.70", "quarters: 0.60")
    year_session.execute(update(SchemeVersion).where(SchemeVersion.id == version.id).values(text=text + "\n"))
    assert any("与其摘要不符" in one for one in said_of(year_session, review))
    found = verify_year(year_session, review, with_log=True).difference
    assert found is not None
    assert found.startswith(f"scheme_versions/{version.id} 与留痕不符：text")


def test_a_quarter_and_a_month_altered_are_named(year_session: Session, review: AnnualReview) -> None:
    wanted = BoardRow.organization_id == BRANCH
    year_session.execute(update(BoardRow).where(wanted).values(base=Decimal(50)))
    assert "的季度得分：" in said_of(year_session, review)[0]
    year_session.execute(update(SelfCheck).values(on_time=True))
    assert any("的自查得分：" in one for one in said_of(year_session, review))
