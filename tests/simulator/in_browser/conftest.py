"""The simulator's page in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.chromium import uncomplaining_page
from tests.simulator.company import Company

expect.set_options(timeout=10_000)


@pytest.fixture
def page(browser: Browser, wired: Company, url: str) -> Iterator[Page]:
    wired.ask("members/carol", {"client": "wecom"}, method="PUT")
    with uncomplaining_page(browser) as opened:
        opened.goto(url)
        yield opened
