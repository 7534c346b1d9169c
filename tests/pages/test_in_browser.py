"""The pages in a real browser: the way in through the simulated WeCom, every width, theme and size of type."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.db import Database
from bot.wecom import WeCom
from bot.wecom_tokens import TokenStore
from rules.workdays import Calendar
from simulator import SimulatorConfig, create_simulator
from tests.simulator.company import AGENT, COMPANY, CORP_ID, serving
from tests.worlds.browsers import BRANCH, SECRETARY, Town, board_of, on_its_way, organization_id
from tests.worlds.recorded_quarters import LEADER, THIRD

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

BOARD = f"/m/boards/{THIRD}"
INSIDE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 wxwork/4.1.30 MicroMessenger/7.0.1"
SMALLEST_TARGET = 44
# What surrounds a link invisibly (`::before` with a negative inset) can be touched, too.
TARGETS = """() => [...document.querySelectorAll('a, button, summary, textarea, label.tick')]
    .filter(one => one.checkVisibility())
    .map(one => [one.textContent.trim(), one.getBoundingClientRect(), getComputedStyle(one, '::before').inset])
    .map(([text, box, inset]) => [text, Math.min(box.width, box.height) + 2 * Math.max(0, -parseFloat(inset) || 0)])"""

FOCUSED = """() => {
    const one = document.activeElement, style = getComputedStyle(one)
    return one === document.body ? null : [one.textContent.trim(), `${style.outlineStyle} ${style.outlineWidth}`]
}"""


@dataclass
class Stage:
    """The bot and a WeCom that knows its people, each behind a real HTTP server."""

    town: Town
    url: str
    open: Callable[..., Page]
    complaints: list[str]


@pytest.fixture
def stage(filled_db: Database, calendar: Calendar, browser: Browser, socket_enabled: object) -> Iterator[Stage]:
    """Everything on loopback; `open` gives somebody's page, and whatever the browser complains about fails the test."""
    names = (SECRETARY, LEADER, "jiangweidong", "visitor")
    members = [{"userid": one, "name": one} for one in names]
    complaints: list[str] = []
    contexts = []

    def open_page(*, agent: str = INSIDE, width: int = 390) -> Page:
        context = browser.new_context(user_agent=agent, viewport={"width": width, "height": 844})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    town = Town(filled_db, calendar)
    with serving(town.app) as url:
        host = url.removeprefix("http://")
        company = create_simulator(SimulatorConfig.from_json({**COMPANY, "members": members, "oauth_domains": [host]}))
        with serving(company) as wecom_url:
            reached(town, url, wecom_url)
            yield Stage(town, url, open_page, complaints)
            for context in contexts:
                context.close()
    assert complaints == []


def reached(town: Town, url: str, wecom_url: str) -> None:
    """Tell the bot, whose servers have found their ports only now, where both are."""
    honghui = town.app.extensions["honghui"]
    secret = COMPANY["agents"][0]["secret"]
    known = {
        "public_url": f"{url}/",
        "wecom_api_base": f"{wecom_url}/cgi-bin/",
        "wecom_oauth_url": f"{wecom_url}/connect/oauth2/authorize",
        "wecom_sso_url": f"{wecom_url}/wwlogin/sso/login",
        "wecom_corp_id": CORP_ID,
        "wecom_agent_id": AGENT,
        "wecom_secret": secret,
    }
    settings = type(honghui.settings).model_validate({**honghui.settings.model_dump(), **known})
    wecom = WeCom(settings.wecom, TokenStore(town.db), town.clock)
    vars(honghui).update(settings=settings, wecom=wecom)
    town.app.config["SESSION_COOKIE_SECURE"] = False


def sign_in(stage: Stage, page: Page, userid: str, wanted: str) -> None:
    """Open a page and choose on WeCom's own who to be."""
    page.goto(stage.url + wanted)
    page.locator(f'a[href*="as={userid}"]').click()
    page.wait_for_url(f"{stage.url}/**")


@pytest.mark.parametrize(("agent", "way"), [(INSIDE, "/connect/oauth2/"), ("Mozilla/5.0 (X11)", "/wwlogin/")])
def test_one_signs_in_with_wecom_and_is_on_the_page_one_wanted(stage: Stage, agent: str, way: str) -> None:
    page = stage.open(agent=agent)
    page.goto(stage.url + BOARD)
    assert way in page.url
    page.locator(f'a[href*="as={SECRETARY}"]').click()
    expect(page.get_by_role("heading", level=1)).to_have_text("基层党组织红灰榜")
    assert page.url == stage.url + BOARD
    expect(page.locator(".mine h2")).to_have_text(BRANCH)


def test_a_member_the_register_does_not_know_reads_that(stage: Stage) -> None:
    page = stage.open()
    page.goto(stage.url + BOARD)
    page.locator('a[href*="as=visitor"]').click()
    expect(page.get_by_text("名册里没有您现任的职务")).to_be_visible()
    assert [told for told in stage.complaints if "403" not in told] == []
    stage.complaints.clear()


def pages_of(stage: Stage) -> dict[str, tuple[str, str]]:
    """Name every page with who looks at it."""
    on_its_way(stage.town, "checked")
    with stage.town.db.read() as session:
        branch = organization_id(session, BRANCH)
    return {
        "board": (SECRETARY, f"/m/boards/{THIRD.previous}"),
        "result": (SECRETARY, f"/m/results/{branch}/{THIRD.previous}"),
        "approval": (LEADER, f"{BOARD}/approval"),
        "suggestion": (SECRETARY, "/m/suggestion"),
    }


def test_nothing_runs_off_the_side_and_every_target_is_a_finger_wide(stage: Stage) -> None:
    for name, (userid, path) in pages_of(stage).items():
        page = stage.open()
        sign_in(stage, page, userid, path)
        for width, size in ((320, "标准"), (320, "特大"), (390, "特大"), (768, "大")):
            page.set_viewport_size({"width": width, "height": 844})
            page.emulate_media(color_scheme="dark" if width == 390 else "light")
            with page.expect_navigation():
                page.get_by_role("button", name=size, exact=True).click()
            assert page.url == stage.url + path
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (name, size)
            small = [(text, side) for text, side in page.evaluate(TARGETS) if side < SMALLEST_TARGET - 0.5]
            assert small == [], (name, width, size)
        page.context.close()


def test_whoever_uses_the_keyboard_sees_where_they_are(stage: Stage) -> None:
    page = stage.open()
    sign_in(stage, page, SECRETARY, BOARD)
    focused = set()
    page.keyboard.press("Tab")
    while text := page.evaluate(FOCUSED):
        name, outline = text
        assert outline == "solid 3px", name
        focused.add(name)
        page.keyboard.press("Tab")
    assert {"2026年第三季度", "看五项得分", "下载 Excel", "提出异议"} <= focused


def test_the_leading_group_approves_with_its_thumb_and_without_scripts(stage: Stage) -> None:
    on_its_way(stage.town, "checked")
    page = stage.open()
    sign_in(stage, page, LEADER, f"{BOARD}/approval")
    assert page.evaluate("document.scripts.length") == 0
    expect(page.locator("img.picture")).to_have_js_property("complete", True)
    page.get_by_label("榜单照此发布").check()
    page.get_by_role("button", name="批准勾选的").click()
    expect(page.get_by_text("灰榜不批准、不公开，对吗？")).to_be_visible()
    page.get_by_role("button", name="对，就这样定").click()
    expect(page.get_by_role("status")).to_contain_text("榜单已批准")
    page.get_by_label("已逐个核对").check()
    page.get_by_role("button", name="批准灰榜").click()
    page.get_by_role("button", name="对，就这样定").click()
    expect(page.get_by_role("status")).to_contain_text("灰榜已批准")
    with stage.town.db.read() as session:
        assert board_of(session).grey_approved_at
