"""The pages of a year: the table for office and leaders, each branch's own, its code, and the Excel files."""

from __future__ import annotations

import io
import re

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from models.annual_reviews import published_review
from services.annual_reviews.code import printed_year, year_code
from services.township.file import TownshipFile
from tests.worlds import browsers as people
from tests.worlds.browsers import Town
from tests.worlds.finished_year import BRANCH, NOW, OTHER, SECRETARY, YEAR, Hands, after_a_year
from tests.worlds.recorded_quarters import CLERK, LEADER
from tests.worlds.towns import Past

TABLE = f"/m/years/{YEAR}"
OWN = f"{TABLE}/{BRANCH}"


def year_out(session: Session, file: TownshipFile) -> None:
    """The year of the example is published, and its picture is drawn."""
    after_a_year(session, file)
    hands = Hands(session)
    hands.draft()
    hands.review()
    hands.approve()
    hands.publish().picture = people.PNG


@pytest.fixture
def past() -> Past:
    return year_out


@pytest.fixture
def town(town: Town) -> Town:
    town.clock.moment = NOW
    return town


def code_of(town: Town) -> str:
    with town.db.read() as session:
        review = published_review(session, YEAR)
        assert review
        return year_code(review)


def head_of(town: Town) -> str:
    with town.db.read() as session:
        review = published_review(session, YEAR)
        assert review
        return str(printed_year(session, review).in_blocks)


def test_office_and_leaders_read_the_table_with_its_code(town: Town) -> None:
    for who in (CLERK, LEADER, people.TOWN_LEADER):
        page = town.visitor(who).reads(TABLE)
        assert '石湾村支部</a></span><span class="points">92.79</span>' in page
        assert f'核验码 <b class="code">{code_of(town)}</b>' in page
        assert f'留痕码 <b class="code">{head_of(town)}</b>' in page
        assert "请勿外传" not in page
    assert head_of(town) in town.visitor(SECRETARY).reads(OWN)


def test_on_paper_each_quarter_has_its_column(town: Town) -> None:
    table = town.visitor(LEADER).reads(TABLE).split('<table class="on-paper year">')[1].split("</table>")[0]
    first = re.findall(r"<t[dh]>(.*?)</t[dh]>", table.split("</tr>")[1])
    assert re.findall(r"<th>(.*?)</th>", table.split("</tr>")[0])[2:] == [
        "一季",
        "二季",
        "三季",
        "四季",
        "平均",
        "自查",
        "民评",
        "年度",
    ]
    assert first == ["1", "石湾村支部", "92.00", "95.00", "88.50", "97.00", "93.13", "96.00", "90.00", "92.79"]


def test_a_branch_reads_how_its_own_year_came_about_and_nobody_elses(town: Town) -> None:
    secretary = town.visitor(SECRETARY)
    own = secretary.reads(OWN)
    assert "全镇第 1 名，参评 39 个党组织" in own
    assert "年度得分：<b>0.70 × 93.13 + 0.10 × 96 + 0.20 × 90 = 92.79</b>" in own
    assert code_of(town) in own
    assert secretary.get(f"{TABLE}/{OTHER}").status_code == 403
    assert secretary.get(TABLE).status_code == 403
    assert secretary.get(f"{TABLE}/honours.xlsx").status_code == 403


def test_an_unpublished_year_is_for_who_works_on_it(town: Town) -> None:
    with town.db.begin() as session:
        Hands(session).amend()
    page = town.visitor(CLERK).reads(TABLE)
    assert "草稿，请勿外传" in page
    assert "核验码" not in page
    assert "全镇第 1 名" in town.visitor(SECRETARY).reads(OWN)


def test_the_picture_and_both_files_can_be_taken_along(town: Town) -> None:
    clerk = town.visitor(CLERK)
    assert clerk.get(f"{TABLE}/picture").data == people.PNG
    table = CalamineWorkbook.from_filelike(io.BytesIO(clerk.get(f"{TABLE}.xlsx").data))
    honours = CalamineWorkbook.from_filelike(io.BytesIO(clerk.get(f"{TABLE}/honours.xlsx").data))
    assert (table.sheet_names, honours.sheet_names) == (["年度总评", "月度自查"], ["年度汇总", "红榜名单"])
    red = honours.get_sheet_by_name("红榜名单").to_python()
    assert red[2] == ["石湾村支部", 4.0, "1、2、3、4季度", 92.79, "未取消"]


def test_the_page_of_a_board_leads_on_to_the_year(town: Town) -> None:
    board = f"/m/boards/{YEAR}-Q4"
    assert f'href="{TABLE}"' in town.visitor(CLERK).reads(board)
    assert f'href="{OWN}"' in town.visitor(SECRETARY).reads(board)
    assert TABLE not in town.visitor(people.SUPERVISOR).reads(board)


def test_what_is_no_year_is_not_there(town: Town) -> None:
    assert [town.visitor(CLERK).get(path).status_code for path in ("/m/years/2019", "/m/years/x", f"{TABLE}/x")] == [
        404,
        404,
        404,
    ]
