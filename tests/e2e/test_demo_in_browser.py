"""`flask demo` as a visitor sees it: 下一步 from the first slip to the board on the leader's phone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, Locator, Page, expect

from demo.stage import free_port
from tests.chromium import uncomplaining_page

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.timeout(400)]

ROOT = Path(__file__).resolve().parents[2]
STEPS = 10
SECONDS = 90_000


def ready(url: str) -> bool:
    try:
        return requests.get(url, timeout=1).ok
    except requests.RequestException:
        return False


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[str]:
    """The address the demonstration prints."""
    port, bot_port = free_port(), free_port()
    command = [sys.executable, "-m", "flask", "--app", str(ROOT / "app.py"), "demo", "--folder", str(tmp_path / "demo")]
    command += ["--port", str(port), "--bot-port", str(bot_port)]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ}, stdout=subprocess.DEVNULL)
    give_up = time.monotonic() + 120
    while not (ready(f"http://127.0.0.1:{port}/") and ready(f"http://127.0.0.1:{bot_port}/readyz")):
        assert process.poll() is None, "the demonstration ended by itself"
        assert time.monotonic() < give_up, "the demonstration did not come up"
        time.sleep(0.2)
    yield f"http://127.0.0.1:{port}/"
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0


@pytest.fixture
def page(demo: str, browser: Browser) -> Iterator[Page]:
    with uncomplaining_page(browser) as opened:
        opened.goto(demo)
        yield opened


def phone(page: Page, place: int) -> Locator:
    return page.locator(".slot").nth(place)


def test_a_visitor_goes_from_the_slip_to_the_board(page: Page) -> None:
    page.get_by_role("button", name="下一步").click()
    expect(phone(page, 0)).to_contain_text("9月党建工作提醒单", timeout=SECONDS)
    phone(page, 0).get_by_role("button", name="开始自查").click()
    expect(phone(page, 0)).to_contain_text("是什么原因", timeout=SECONDS)
    for step in range(2, STEPS + 1):
        page.get_by_role("button", name="下一步").click()
        expect(page.locator("#step")).to_have_text(f"{step} / {STEPS}", timeout=SECONDS)
    expect(phone(page, 0)).to_contain_text("红榜 20 个", timeout=SECONDS)
    expect(phone(page, 0).locator("a.picture")).to_be_visible(timeout=SECONDS)
    expect(phone(page, 2)).to_contain_text("看全部名单", timeout=SECONDS)
    with page.expect_popup() as desk:
        page.get_by_role("link", name="组织办电脑").click()
    expect(desk.value.get_by_role("heading", level=1)).to_have_text("今天", timeout=SECONDS)
    expect(desk.value.locator(".me")).to_contain_text("吴思源")
