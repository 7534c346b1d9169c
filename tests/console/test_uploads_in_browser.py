"""The preview of a file in a real browser: nothing beyond the edge, nobody kept out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.worlds.browsers import Town
from tests.worlds.desks import at_desk, overflow, serious_findings, served
from tests.worlds.office_files import FILES
from tests.worlds.recorded_quarters import CLERK

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
UPLOADS = "/console/uploads"


@pytest.fixture
def url(town: Town, socket_enabled: object) -> Iterator[str]:
    with served(town) as address:
        yield address


def test_a_preview_fits_every_width_and_keeps_nobody_out(browser: Browser, town: Town, url: str) -> None:
    with at_desk(browser, town, url, CLERK, color_scheme="dark") as page:
        page.goto(url + UPLOADS)
        page.locator("#file-records").set_input_files(FILES / "grid-2026-10-to-ask.xlsx")
        page.locator("#records button").click()
        expect(page.get_by_role("heading", name="2026年10月日常记录")).to_be_visible()
        assert serious_findings(page) == []
        for width in (1280, 1024, 390, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert not overflow(page), width
