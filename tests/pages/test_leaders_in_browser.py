"""The pages of leaders in a real browser: the town on one screen, every width and size of type, and A4 on paper."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from rules.periods import BEIJING
from tests.pages.test_in_browser import SMALLEST_TARGET, TARGETS, Stage, sign_in, stage
from tests.worlds.leaders_town import FELL, leaders_town
from tests.worlds.recorded_quarters import LEADER, THIRD
from tests.worlds.towns import Past

__all__ = ["stage"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

SCREEN = 844
PAGES = ("/m/town", f"/m/branches/{FELL}", "/m/groups", "/m/trend", "/m/decisions", f"/m/boards/{THIRD}")


@pytest.fixture
def past() -> Past:
    return leaders_town


def opened(stage: Stage, *, width: int) -> Page:
    """Open the town as a leader."""
    page = stage.open(width=width)
    sign_in(stage, page, LEADER, "/m/town")
    return page


def test_the_town_fits_on_one_screen(stage: Stage) -> None:
    page = opened(stage, width=390)
    assert page.evaluate("document.documentElement.scrollHeight") <= SCREEN
    for link in ("走势", "宽严", "榜单"):
        expect(page.locator("nav.three a").filter(has_text=link)).to_be_in_viewport()


def test_nothing_runs_off_the_side_and_every_target_is_a_finger_wide(stage: Stage) -> None:
    page = opened(stage, width=390)
    for width, theme, size in (
        (390, "dark", "标准"),
        (390, "light", "特大"),
        (320, "light", "大"),
        (320, "dark", "特大"),
    ):
        page.set_viewport_size({"width": width, "height": SCREEN})
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        with page.expect_navigation():
            page.get_by_role("button", name=size, exact=True).click()
        for path in PAGES:
            page.goto(stage.url + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, size)
            small = [(text, side) for text, side in page.evaluate(TARGETS) if side < SMALLEST_TARGET - 0.5]
            assert small == [], (path, width, size)


def test_a_proposal_is_decided_with_the_thumb_and_without_scripts(stage: Stage) -> None:
    page = opened(stage, width=390)
    page.get_by_text("等您定的").click()
    assert page.evaluate("document.scripts.length") == 0
    card = page.locator("details[open]").first
    card.get_by_label("整顿工作报告").check()
    card.get_by_label("理由").fill("情况属实")
    card.get_by_role("button", name="同意", exact=True).click()
    expect(page.get_by_text("照建议办，对吗？理由：情况属实")).to_be_visible()
    page.get_by_role("button", name="对，就这样定").click()
    expect(page.get_by_role("status")).to_contain_text("已同意处理建议")


def test_a_board_is_one_sheet_of_paper(stage: Stage) -> None:
    stage.town.clock.moment = datetime(2026, 11, 5, 9, 5, tzinfo=BEIJING)
    page = opened(stage, width=794)
    page.goto(f"{stage.url}/m/boards/{THIRD}")
    sheet = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    page.emulate_media(media="print")
    expect(page.locator(".titled")).to_have_text("2026年第三季度")
    expect(page.locator(".titled")).to_be_visible()
    for gone in ("下载 Excel", "退出登录", "特大"):
        expect(page.get_by_text(gone, exact=True)).to_be_hidden()
