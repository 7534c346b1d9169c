"""Every page of the console in a real browser: nothing beyond the edge, nothing that keeps people out, no complaint."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from models.appointments import offices_of
from services.rights.asking import carries
from services.rights.stated import right_of
from services.rights.table import Right
from tests.worlds.browsers import Town
from tests.worlds.desks import at_desk, overflow, serious_findings, served
from tests.worlds.recorded_quarters import CLERK, HEAD, person

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
WIDTHS = (1280, 1024, 390, 320)


def lists(town: Town) -> list[str]:
    """List the console's pages that need no number of a record and that the office's head may open."""
    with town.db.read() as session:
        offices = offices_of(session, person(session, HEAD), town.clock.moment.date())
    return sorted(
        rule.rule
        for rule in town.app.url_map.iter_rules()
        if rule.endpoint.startswith("console.")
        and "GET" in (rule.methods or ())
        and not rule.arguments
        and not rule.rule.endswith((".xlsx", "/"))
        and "/several/" not in rule.rule
        and (right := right_of(town.app.view_functions[rule.endpoint])) not in (None, Right.KNOCK)
        and carries(offices, right)
    )


def first_record(page: Page) -> str | None:
    """Give the address of a list with its first record open beside it, where there is one."""
    first = page.locator("table.rows tbody a")
    return str(first.first.evaluate("one => one.href")) if first.count() else None


def too_wide(page: Page) -> dict[int, int]:
    """Measure what lies beyond the edge at every width, and end at the widest."""
    found = {}
    for width in reversed(WIDTHS):
        page.set_viewport_size({"width": width, "height": 800})
        found[width] = overflow(page)
    return {width: beyond for width, beyond in found.items() if beyond}


def opens(page: Page, address: str) -> dict[int, int]:
    """Open a page and see what of it lies beyond the edge."""
    assert page.goto(address).status == 200, address  # type: ignore[union-attr]
    return too_wide(page)


@pytest.fixture
def url(town: Town, socket_enabled: object) -> Iterator[str]:
    with served(town) as address:
        yield address


def test_every_page_fits_every_width_and_keeps_nobody_out(undrawn: Browser, town: Town, url: str) -> None:
    wrong: dict[str, object] = {}
    with at_desk(undrawn, town, url, HEAD) as page:
        for path in lists(town):
            wrong[path] = opens(page, url + path)
            if beside := first_record(page):
                wrong[beside] = opens(page, beside)
            # A record stands beside its list: what keeps people out of either is found on one page.
            wrong[f"{path}, axe"] = serious_findings(page)
            # In the dark only colours differ (tests/pages/test_colours.py).
            page.emulate_media(color_scheme="dark")
            wrong[f"{path}, axe in the dark"] = serious_findings(page, only="color-contrast")
            page.emulate_media(color_scheme="light")
    assert {where: what for where, what in wrong.items() if what} == {}


def test_a_form_is_passed_by_keyboard_alone_and_the_list_stays_where_it_was(
    browser: Browser, town: Town, url: str
) -> None:
    with at_desk(browser, town, url, CLERK) as page:
        page.goto(f"{url}/console/self_checks?filter=submitted")
        page.locator("table.rows tbody a").first.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#panel h2")).to_be_visible()
        page.locator("#panel button.main").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("已通过")
        assert "filter=submitted" in page.url


def test_a_column_of_the_sheet_is_filled_from_the_keyboard(browser: Browser, town: Town, url: str) -> None:
    with at_desk(browser, town, url, CLERK) as page:
        page.goto(f"{url}/console/daily_records?month=2026-11")
        cells = page.locator("#grid tbody tr td:nth-child(2) a.cell")
        cells.first.focus()
        for key, state in (("1", "done"), ("4", "not_applicable")):
            page.keyboard.press(key)
            expect(page.locator(f"#grid a.cell.{state}")).to_have_count(1)
        page.keyboard.press("3")
        fact = page.locator("#panel textarea")
        expect(fact).to_be_focused()
        fact.fill("书记出差没有开")
        fact.press("Enter")
        expect(page.locator("#grid a.cell.not_done")).to_have_count(1)
        expect(cells.nth(3)).to_be_focused()
        page.keyboard.press("ArrowUp")
        page.keyboard.press("0")
        expect(page.locator("#grid a.cell.not_done")).to_have_count(0)
        expect(page.locator("#legend")).to_contain_text("已完成 1")
