"""The phones that the page shows."""

from typing import Any

from playwright.sync_api import Page


def alices(page: Page) -> Any:
    """Alice's phone, the first one."""
    return page.locator(".slot").nth(0)
