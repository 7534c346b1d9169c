"""A file in a real browser: chosen, mended and confirmed by hand; nothing beyond the edge, nobody kept out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.worlds.browsers import Town
from tests.worlds.desks import at_desk, overflow, serious_findings, served
from tests.worlds.office_files import FILES, workbook
from tests.worlds.recorded_quarters import CLERK

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
UPLOADS = "/console/uploads"


@pytest.fixture
def url(town: Town, socket_enabled: object) -> Iterator[str]:
    with served(town) as address:
        yield address


def test_a_file_is_chosen_mended_and_confirmed(browser: Browser, town: Town, url: str) -> None:
    rows = [
        ["党组织", "加分类别", "加分事项", "级别", "时间"],
        ["石湾支部", "综合性荣誉", "望湖市先进", "望湖市级", "2026-10-20"],
    ]
    file = {"name": "加分.xlsx", "mimeType": "application/octet-stream", "buffer": workbook(rows, "加分")}
    with at_desk(browser, town, url, CLERK) as page:
        page.goto(url + UPLOADS)
        page.locator("#file-bonus_claims").set_input_files(files=[file])  # type: ignore[arg-type]
        page.locator("#bonus_claims button").click()
        expect(page.get_by_text("还有 1 处要改或要答。")).to_be_visible()
        page.get_by_role("button", name="石湾村支部").click()
        expect(page.get_by_text("改动 1 处，保持 0 处。")).to_be_visible()
        page.get_by_role("button", name="确认写入").click()
        expect(page.get_by_text("✓ 已写入 1 处，保持 0 处。")).to_be_visible()
        page.get_by_role("button", name="撤回这次写入").click()
        expect(page.get_by_text("已撤回 1 处")).to_be_visible()


def test_a_preview_fits_every_width_and_keeps_nobody_out(browser: Browser, town: Town, url: str) -> None:
    with at_desk(browser, town, url, CLERK, color_scheme="dark") as page:
        page.goto(url + UPLOADS)
        page.locator("#file-records").set_input_files(FILES / "grid-2026-10-to-ask.xlsx")
        page.locator("#records button").click()
        expect(page.get_by_role("heading", name="2026-10日常记录")).to_be_visible()
        assert serious_findings(page) == []
        for width in (1280, 1024, 390, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert not overflow(page), width
