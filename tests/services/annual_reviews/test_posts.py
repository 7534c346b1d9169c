"""Who is told of a published year, and what files show of it."""

import io

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from models.annual_reviews import AnnualReview
from models.appointments import LEADERS, holders
from rules.workdays import Calendar
from services.annual_reviews.posts import post_years
from services.annual_reviews.workbook import year_workbook
from tests.worlds.finished_year import BRANCH, EXAMPLE, NOW, PAPER, Hands, post_reviews, rated
from tests.worlds.handed_over import waiting
from tests.worlds.watching import PNG, messages, said

ANNUAL = "annual:%"


@pytest.fixture
def session(year_session: Session, drawn_years: None) -> Session:
    """A transaction in the sample town after the year of the example; pictures are not drawn."""
    return year_session


@pytest.fixture
def published(session: Session, calendar: Calendar) -> AnnualReview:
    hands = Hands(session)
    hands.take("draft", "review", "approve")
    assert post_reviews(session, calendar, NOW) == 0
    assert messages(session, ANNUAL) == []
    return hands.publish()


def test_each_branch_hears_its_own_result_and_the_leaders_the_table_once(
    session: Session, published: AnnualReview, calendar: Calendar
) -> None:
    assert post_reviews(session, calendar, NOW) == 1
    assert post_reviews(session, calendar, NOW) == 0
    told = {one.key: one for one in messages(session, ANNUAL)}
    leaders = [one for one in holders(session, LEADERS, NOW.date()) if one.userid]
    assert {key for key in told if ":leader:" in key} == {
        key
        for one in leaders
        for key in (f"annual:2026:1:leader:{one.userid}", f"annual:2026:1:leader:{one.userid}:picture")
    }
    assert told["annual:2026:1:leader:luyaqin:picture"].picture == published.picture == PNG + "2026年度".encode()
    own = told[f"annual:2026:1:own:{BRANCH}"]
    assert own.addressee == "zhuyongliang"
    assert "石湾村支部2026年度总评：年度得分92.79分，全镇第1名（参评39个）。" in own.body
    assert len([key for key in told if ":own:" in key]) == 37
    assert "荷塘一支部" not in own.body


def test_a_year_about_which_something_has_changed_while_it_was_drawn_waits_for_its_new_picture(
    session: Session, published: AnnualReview, calendar: Calendar
) -> None:
    assert post_years(session, calendar, NOW, {"2025年度": PNG}) == 0
    assert (messages(session, ANNUAL), published.posted_at, published.picture) == ([], None, None)
    assert post_reviews(session, calendar, NOW) == 1


def test_the_office_prints_the_result_of_who_has_no_phone(
    session: Session, published: AnnualReview, calendar: Calendar
) -> None:
    post_reviews(session, calendar, NOW)
    assert f"annual:2026:1:own:{PAPER}" not in {one.key for one in messages(session, ANNUAL)}
    assert "荷塘老年支部2026年度总评：" in waiting(session)[f"annual:2026:1:own:{PAPER}"]
    assert published.posted_at == NOW


def test_a_new_version_says_that_it_replaces_the_one_before(
    session: Session, published: AnnualReview, calendar: Calendar
) -> None:
    post_reviews(session, calendar, NOW)
    hands = Hands(session)
    hands.amend()
    rated(session, BRANCH, "95")
    hands.take("draft", "review", "approve", "publish")
    assert post_reviews(session, calendar, NOW) == 1
    assert published.state == "replaced"
    assert "（第2版，替代以前的结果）：年度得分93.79分" in said(session, f"annual:2026:2:own:{BRANCH}")


def test_the_excel_file_holds_every_part_and_the_formula(published: AnnualReview) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(year_workbook(published)))
    title, heads, first, second, *_ = book.get_sheet_by_name("年度总评").to_python()
    assert str(title[0]).startswith("2026年度总评（第 1 版，已发布），39 个党组织")
    found = dict(zip(map(str, heads), first, strict=True))
    assert [found[f"第{number}季度"] for number in "一二三四"] == [float(points) for points in EXAMPLE]
    assert (found["名次"], found["党组织"], found["年度得分"]) == (1, "石湾村支部", 92.79)
    assert found["计算式"] == "0.70 × 93.13 + 0.10 × 96 + 0.20 × 90 = 92.79"
    assert (found["红榜次数"], found["灰榜次数"], found["评议来源"]) == (4, 0, "党员民主评议")
    assert second[1] == "荷塘一支部"
    _, months, answers, *_ = book.get_sheet_by_name("月度自查").to_python()
    by_month = dict(zip(map(str, months), answers, strict=True))
    wanted = {"5月": "按时", "6月": "退回后按时补正", "10月": "逾期", "11月": "", "自查得分": 96}
    assert {name: by_month[name] for name in wanted} == wanted
