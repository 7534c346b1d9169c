"""年度 in the console: why a year is provisional, its steps each by who may, too few quarters, a new version."""

from __future__ import annotations

from datetime import datetime

import pytest
from playwright.sync_api import Browser, expect

from models.annual_reviews import DRAFT, PUBLISHED, latest_review
from rules.periods import Month
from tests.worlds.browsers import SECRETARY, Town
from tests.worlds.desks import at_desk, serious_findings, served
from tests.worlds.finished_year import NOW, OTHER, YEAR, after_a_year, answered
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER
from tests.worlds.towns import Past

LIST = "/console/annual_reviews"
PAGE = f"{LIST}/{YEAR}"


@pytest.fixture
def past() -> Past:
    return after_a_year


@pytest.fixture
def moment() -> datetime:
    return NOW


def takes(town: Town, userid: str, act: str, **form: str) -> int:
    return town.visitor(userid).submits(PAGE, f"{PAGE}/{act}", **form).status_code


def enters_a_result(town: Town) -> None:
    result = f"/console/democratic_reviews/{YEAR}.org-011"
    entered = town.visitor(HEAD).submits(result, f"{result}/enter", score="60", origin="党员大会")
    assert entered.status_code == 303


def state(town: Town) -> str:
    with town.db.read() as session:
        review = latest_review(session, YEAR)
        assert review is not None
        return review.state


def test_a_year_goes_from_draft_to_publication_each_step_by_who_may(town: Town) -> None:
    assert "还没有起草总评" in town.visitor(CLERK).reads(PAGE)
    assert takes(town, CLERK, "draft") == 303
    assert takes(town, CLERK, "review") == 403, "who drafts does not review"
    assert takes(town, LEADER, "review", note="已逐个核对") == 303
    assert takes(town, LEADER, "approve") == 303
    assert takes(town, HEAD, "publish") == 422, "asked once more"
    assert takes(town, HEAD, "publish", checked="y") == 303
    assert state(town) == PUBLISHED
    page = town.visitor(CLERK).reads(PAGE)
    assert "石湾村支部" in page
    assert "核验码" in page
    assert "已逐个核对" in page


def test_a_year_is_sent_back_and_amended_with_reasons(town: Town) -> None:
    takes(town, CLERK, "draft")
    takes(town, LEADER, "review")
    assert takes(town, LEADER, "reopen", reason="有一处要核对") == 303
    assert state(town) == DRAFT
    takes(town, LEADER, "review")
    takes(town, LEADER, "approve")
    takes(town, HEAD, "publish", checked="y")
    assert takes(town, CLERK, "amend", reason="评议结果有误") == 303
    assert "出这一版的理由：评议结果有误" in town.visitor(CLERK).reads(PAGE)
    assert takes(town, CLERK, "cancel", reason="不用修订") == 303
    assert state(town) == PUBLISHED


def test_whoever_is_next_is_reminded(town: Town) -> None:
    takes(town, CLERK, "draft")
    assert takes(town, CLERK, "remind") == 303
    assert takes(town, CLERK, "remind") == 409


def test_the_list_holds_the_years_and_a_secretary_does_not_see_it(town: Town) -> None:
    page = town.visitor(CLERK).reads(LIST)
    assert "2026" in page
    assert "全部 1" in page
    assert town.visitor(CLERK).get(f"{LIST}/1999").status_code == 404
    assert town.visitor(SECRETARY).get(LIST).status_code == 403


def test_a_slip_of_the_year_that_nobody_answered_can_be_urged_about(town: Town) -> None:
    with town.db.begin() as session:
        late = answered(session, OTHER, Month(YEAR, 12), "missing").id
    page = town.visitor(CLERK).reads(f"/console/urging/{late}")
    assert "1月7日（周四）24时" in page


def test_a_draft_of_the_year_that_is_overtaken_says_so(town: Town) -> None:
    takes(town, CLERK, "draft")
    said = f"{YEAR}年度总评起草后有变动（石湾村支部），请组织办重新起草。"
    assert said not in town.visitor(CLERK).reads(f"{PAGE}/overtaken")
    enters_a_result(town)
    assert said in town.visitor(CLERK).reads(f"{PAGE}/overtaken")
    takes(town, CLERK, "draft")
    assert said not in town.visitor(CLERK).reads(f"{PAGE}/overtaken")


@pytest.mark.browser
def test_whoever_opens_an_overtaken_draft_sees_it_without_a_click(
    browser: Browser, town: Town, socket_enabled: object
) -> None:
    takes(town, CLERK, "draft")
    with served(town) as url, at_desk(browser, town, url, CLERK) as page:
        page.goto(url + PAGE)
        page.wait_for_load_state("networkidle")
        expect(page.get_by_text("起草后有变动")).to_have_count(0)
        enters_a_result(town)
        page.reload()
        expect(page.get_by_text("起草后有变动（石湾村支部）")).to_be_visible()
        assert serious_findings(page) == []
