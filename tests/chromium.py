"""A real browser for tests: Debian's chromium with the project's own Chinese font and nothing from outside."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

# The one without a window draws the same pages in three fifths of the processor time.
CHROMIUM = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium"))), None)
FONTS = Path(__file__).parents[1] / "assets" / "fonts"
# Pages are laid out and none is drawn, in half the processor time: what is clicked would wait for its picture for ever.
UNDRAWN = "--disable-threaded-compositing"


@contextmanager
def chromium(home: Path) -> Iterator[Callable[..., Browser]]:
    """Give what starts a chromium, with arguments if need be, keeping its font cache in `home`.

    Without one on the machine the test is skipped, or fails with CI=true.
    """
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("chromium is not installed: apt-get install chromium-headless-shell, or chromium")
        pytest.skip("chromium is not installed")
    config = home / "fonts.conf"
    config.write_text(f"<fontconfig><dir>{FONTS}</dir><cachedir>{home}/cache</cachedir></fontconfig>")
    environment: dict[str, str | float | bool] = {**os.environ, "FONTCONFIG_FILE": str(config)}
    with sync_playwright() as player, ExitStack() as running:

        def launch(*more: str) -> Browser:
            args = ["--no-sandbox", "--disable-gpu", *more]
            browser = player.chromium.launch(executable_path=CHROMIUM, args=args, env=environment)
            running.callback(browser.close)
            return browser

        yield launch


@contextmanager
def uncomplaining_page(browser: Browser) -> Iterator[Page]:
    """Open a page of 1340 × 884; any complaint of the browser fails the test."""
    page = browser.new_page(viewport={"width": 1340, "height": 884})
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.close()
    assert complaints == []
