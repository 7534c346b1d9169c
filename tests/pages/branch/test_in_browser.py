"""The forms in a real browser: no script, every width, theme and size of type; one draft begun in the chat."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.simulator.company import serving
from tests.worlds.branch_pages import BRANCH, BRANCH_ID, SECRETARY, SELF_CHECK, SLIP, SUPERVISOR, BranchTown, issued
from tests.worlds.desks import serious_findings
from tests.worlds.phones import Phones, World

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

Open = Callable[..., Page]
WIDER_THAN_THE_SCREEN = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll('a, button, summary, .choices label, .field, .tick-row')]
    .filter(one => one.checkVisibility())
    .map(one => [one.textContent.trim(), one.getBoundingClientRect().height])
    .filter(([_, height]) => height < 43.5)"""


@pytest.fixture
def opened(pages: BranchTown, browser: Browser, socket_enabled: object) -> Iterator[Open]:
    """Open a page as somebody who has signed in."""
    with _opening(pages, browser) as open_page:
        yield open_page


@pytest.fixture
def laid_out(pages: BranchTown, undrawn: Browser, socket_enabled: object) -> Iterator[Open]:
    """Open a page, only to measure it, as somebody who has signed in."""
    with _opening(pages, undrawn) as open_page:
        yield open_page


@contextmanager
def _opening(pages: BranchTown, browser: Browser) -> Iterator[Open]:
    """Serve the pages to those who sign in; what the browser complains about fails the test."""
    complaints: list[str] = []
    pages.app.config["SESSION_COOKIE_SECURE"] = False
    with serving(pages.app) as url, ExitStack() as closing:

        def open_page(who: str, path: str, *, width: int = 390, theme: str = "light", size: str = "standard") -> Page:
            signed_in = pages.visitor(who)
            signed_in.get("/m/")
            cookie = signed_in.client.get_cookie("honghui", domain="bot.example.com")
            assert cookie
            context = browser.new_context(
                viewport={"width": width, "height": 844}, color_scheme="dark" if theme == "dark" else "light"
            )
            closing.callback(context.close)
            known = {"honghui": cookie.value, "text_size": size}
            context.add_cookies([{"name": name, "value": value, "url": url} for name, value in known.items()])
            page = context.new_page()
            page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
            page.goto(url + path)
            return page

        yield open_page
    assert complaints == []


def test_a_secretary_does_the_self_check_in_the_dark_with_the_largest_type(opened: Open, world: World) -> None:
    page = opened(SECRETARY, SLIP, theme="dark", size="huge")
    page.get_by_role("link", name="开始自查").click()
    page.get_by_role("radio", name="别的", exact=True).first.check()
    page.get_by_label("别的原因").first.fill("人不齐")
    page.get_by_label("打算怎么做").first.fill("补开支委会")
    page.get_by_label("哪天前").first.fill("2026-11-13")
    page.get_by_role("radio", name="任务或时间没记清").nth(1).check()
    page.get_by_label("下次怎样不晚").fill("以后提前一周提醒")
    assert page.evaluate(WIDER_THAN_THE_SCREEN) == 0
    assert page.evaluate(SMALL) == []
    page.get_by_role("button", name="书记确认并提交").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("10月自查表交好了")
    assert page.evaluate(WIDER_THAN_THE_SCREEN) == 0
    found = world.self_check(BRANCH)
    assert found
    assert [one.reason for one in found.latest.answers] == ["人不齐", "任务或时间没记清"]


def test_a_draft_begun_in_the_chat_is_finished_on_the_page(opened: Open, phone: Phones, world: World) -> None:
    phone(SECRETARY).says_all("自查", "1 人不齐，下周五前补开")
    page = opened(SECRETARY, SELF_CHECK)
    expect(page.get_by_text("您在聊天里说的已经填进来了")).to_be_visible()
    expect(page.get_by_label("别的原因").first).to_have_value("人不齐")
    page.get_by_role("radio", name="平台故障或不会操作").nth(1).check()
    page.get_by_label("下次怎样不晚").fill("先在纸上记")
    page.get_by_role("button", name="书记确认并提交").click()
    expect(page.get_by_text("交好了，聊天里也有回执。")).to_be_visible()
    assert world.self_check(BRANCH)


SHEET = f"/m/inspections/2026-Q4/{BRANCH_ID}"
OF_A_BRANCH = ["/m/", SLIP, SELF_CHECK, f"/m/claims/{BRANCH_ID}", "/m/suggestion", f"{SLIP}/print", "/m/large-type"]
OF_A_GROUP = ["/m/branches", f"{SHEET}/BZ", SHEET, f"/m/orders/{BRANCH_ID}/new", f"{SHEET}/print"]
WAYS = [(320, "light", "large"), (390, "dark", "huge"), (768, "light", "standard")]


@pytest.mark.parametrize(("width", "theme", "size"), WAYS)
def test_no_page_is_wider_than_its_screen(laid_out: Open, width: int, theme: str, size: str) -> None:
    for who, paths in ((SECRETARY, OF_A_BRANCH), (SUPERVISOR, OF_A_GROUP)):
        page = laid_out(who, paths[0], width=width, theme=theme, size=size)
        origin = page.url.removesuffix(paths[0])
        for path in paths:
            page.goto(origin + path)
            assert page.evaluate(WIDER_THAN_THE_SCREEN) == 0, path


@pytest.mark.parametrize(("width", "theme", "size"), WAYS)
def test_an_order_and_its_report_fit_the_screen(
    laid_out: Open, pages: BranchTown, width: int, theme: str, size: str
) -> None:
    secretary, path = issued(pages)
    page = laid_out(SECRETARY, path, width=width, theme=theme, size=size)
    assert (page.evaluate(WIDER_THAN_THE_SCREEN), page.evaluate(SMALL)) == (0, [])
    assert serious_findings(page) == []
    secretary.submits(path, step="report", state1="done", done1="换了", state2="done", done2="补齐了")
    for who in (SECRETARY, SUPERVISOR):
        page = laid_out(who, path, width=width, theme=theme, size=size)
        assert page.evaluate(WIDER_THAN_THE_SCREEN) == 0, who
        # Of two buttons at most one is the main one.
        assert page.locator("main button.button:not(.plain), .actions button.button:not(.plain)").count() <= 1, who


def test_axe_finds_nothing_serious(laid_out: Open) -> None:
    for who, paths in ((SECRETARY, OF_A_BRANCH), (SUPERVISOR, OF_A_GROUP)):
        page = laid_out(who, paths[0])
        origin = page.url.removesuffix(paths[0])
        for path in paths:
            page.goto(origin + path)
            assert serious_findings(page) == [], path


def test_each_sheet_for_paper_fits_its_pages(laid_out: Open) -> None:
    for who, path, count in (
        (SECRETARY, f"{SLIP}/print", 2),
        (SECRETARY, "/m/large-type", 1),
        (SUPERVISOR, f"{SHEET}/print", 1),
    ):
        printed = laid_out(who, path).pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == count, path
