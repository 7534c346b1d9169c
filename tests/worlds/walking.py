"""What a person does at a page: clicks, fills a form in, chooses a file, takes one away; nothing is typed elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from playwright.sync_api import Locator, Page, expect

from tests.worlds.office_files import workbook

Move = Callable[[Page], object]
# In milliseconds; a busy machine takes its time.
PATIENCE: Final = 60_000


def act(button: str, read: str = "", /, **typed: Any) -> Move:
    """Fill in the fields of the form that has this button, by their names, press it, and read what came of it."""

    def does(page: Page) -> None:
        found = page.locator("button", has_text=re.compile(f"^\\s*{button}\\s*$")).last
        owner = found.get_attribute("form")
        form = page.locator(f"#{owner}") if owner else found.locator("xpath=ancestor::form")
        if form.locator("details:not([open])").count():
            form.locator("summary").first.click()
        for name, value in typed.items():
            _fill(form, name, value)
        # What was said of the act before is not what is waited for.
        page.evaluate("document.querySelectorAll('[role=status]').forEach(one => one.remove())")
        found.click()
        sees(read)(page)

    return does


def _fill(form: Locator, name: str, value: Any) -> None:
    field = form.locator(f"[name='{name}']")
    kind = field.first.evaluate("one => one.type")
    if kind == "select-one":
        field.first.select_option(value)
    elif kind in ("checkbox", "radio"):
        (field.first if value is True else form.locator(f"[name='{name}'][value='{value}']")).check()
    else:
        field.first.fill(value)


def sees(said: str) -> Move:
    """Read something on the page; a status where nothing is named."""
    return lambda page: expect(
        page.locator("main").get_by_text(said).first if said else page.get_by_role("status").first
    ).to_be_visible(timeout=PATIENCE)


def click(text: str) -> Move:
    """Follow a link or press a button."""
    return lambda page: page.locator("main").locator("a, button, summary").filter(has_text=text).first.click()


def row(text: str) -> Move:
    """Open a record of a list."""
    return lambda page: page.locator("table.rows tbody tr", has_text=text).locator("a.row").first.click()


def tick(count: int) -> Move:
    """Choose the first rows of a list."""

    def does(page: Page) -> None:
        for at in range(count):
            page.locator("[name=chosen]:not([type=hidden])").nth(at).check()

    return does


def hand_in(chosen: str, button: str, *rows: list[str]) -> Move:
    """Choose a workbook with these rows for a subject, and send it."""

    def does(page: Page) -> None:
        file: Any = {"name": "表.xlsx", "mimeType": "application/octet-stream", "buffer": workbook(list(rows))}
        page.locator(chosen).set_input_files(files=[file])
        page.locator("form", has=page.locator(chosen)).get_by_role("button", name=button).click()

    return does


def take(text: str) -> Move:
    """Take a file away."""

    def does(page: Page) -> None:
        with page.expect_download() as coming:
            click(text)(page)
        assert coming.value.failure() is None

    return does


def key(pressed: str, where: str, then: str) -> Move:
    """Press a key on something, and see what comes of it."""

    def does(page: Page) -> None:
        page.locator(where).first.focus()
        page.keyboard.press(pressed)
        expect(page.locator(then).first).to_be_visible(timeout=PATIENCE)

    return does
