"""A town's application behind a real HTTP server, and somebody who is signed in before it in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, BrowserContext, Page

from bot.clock import lease_seconds
from bot.login import sign_in
from tests.simulator.company import serving
from tests.worlds.browsers import Town

# What axe calls serious or worse keeps somebody out.
SERIOUS = ("serious", "critical")
# Of what a page passes, axe works out nothing and tells nothing: that took longer than to look.
FINDINGS = """only => axe.run({resultTypes: ['violations'], ...(only && {runOnly: [only]})})
    .then(found => found.violations)"""


@contextmanager
def served(town: Town) -> Iterator[str]:
    """Serve the town's application on loopback; yields its address."""
    town.app.config["SESSION_COOKIE_SECURE"] = False
    with serving(town.app) as url:
        yield url


@contextmanager
def at_desk(browser: Browser, town: Town, url: str, userid: str, **look: Any) -> Iterator[Page]:
    """Open a page of somebody who signed in just now; any complaint of the browser fails the test."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **look})
    _sign_in(context, town, url, userid)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def _sign_in(context: BrowserContext, town: Town, url: str, userid: str) -> None:
    signing = SecureCookieSessionInterface().get_signing_serializer(town.app)
    assert signing
    session: dict[str, Any] = {}
    sign_in(session, userid, lease_seconds())
    cookie = signing.dumps(session)
    context.add_cookies([{"name": "honghui", "value": str(cookie), "url": url}])


def serious_findings(page: Page, only: str | None = None) -> list[str]:
    """Ask axe-core what on the page keeps people with a screen reader, keyboard or weak eyes out; by `only` a rule."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(FINDINGS, only)
    return [
        f"{one['id']}: {one['help']} — {node['html'][:120]}"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"][:3]
    ]


def overflow(page: Page) -> int:
    """Measure how many pixels of the page lie beyond its right edge."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
