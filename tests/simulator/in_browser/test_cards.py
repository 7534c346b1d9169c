"""Cards on the page, in a real browser: how they look, what is pressed, what of them reaches the app."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.simulator.company import (
    AGENT,
    BUTTONS,
    MENU_NOTICE,
    MULTIPLE,
    NEWS_CARD,
    NOTICE,
    VOTE,
    Card,
    Company,
    Receiver,
    parsed,
    png,
)
from tests.simulator.in_browser.phones import alices

pytestmark = pytest.mark.browser


def chosen(xml: str) -> dict[str, list[str]]:
    items = parsed(xml).findall("SelectedItems/SelectedItem")
    return {i.findtext("QuestionKey", ""): [o.text or "" for o in i.findall("OptionIds/OptionId")] for i in items}


def press_button(phone: Any) -> None:
    phone.get_by_label("理由").select_option("busy")
    phone.get_by_role("button", name="批准").click()


def press_vote(phone: Any) -> None:
    phone.get_by_label("面").check()
    phone.get_by_label("粥").check()
    phone.get_by_role("button", name="提交").click()


def press_select(phone: Any) -> None:
    phone.get_by_label("哪天").select_option("tue")
    phone.get_by_role("button", name="保存").click()


@pytest.mark.parametrize(
    ("card", "press", "key", "selected"),
    [
        (BUTTONS, press_button, "approve", {"why": ["busy"]}),
        (VOTE, press_vote, "vote", {"q1": ["o1", "o3"]}),
        (MULTIPLE, press_select, "save", {"day": ["tue"], "who": ["b"]}),
    ],
)
def test_a_card_is_pressed_and_closes_in_place(
    page: Page, wired: Company, receiver: Receiver, card: Card, press: Any, key: str, selected: dict[str, list[str]]
) -> None:
    def close(message: dict[str, Any]) -> str:
        code, name = message["ResponseCode"], "艾丽 已批准 11月2日 08:36"
        body = {"agentid": AGENT, "response_code": code, "userids": ["alice"], "button": {"replace_name": name}}
        assert wired.call("message/update_template_card", body)["errcode"] == 0
        return ""

    receiver.answer = close
    wired.card(card)
    expect(alices(page).get_by_role("heading", name=card["main_title"]["title"])).to_be_visible()
    press(alices(page))
    expect(alices(page).locator(".closed")).to_have_text("艾丽 已批准 11月2日 08:36")
    expect(alices(page).locator(".template-card")).to_have_count(1)
    expect(alices(page).locator(".template-card button")).to_have_count(0)
    assert receiver.first()["EventKey"] == key
    assert chosen(receiver.first()["xml"]) == selected


def test_the_menu_of_a_card_is_opened_and_pressed(page: Page, wired: Company, receiver: Receiver) -> None:
    wired.card(MENU_NOTICE)
    alices(page).locator(".menu summary").click()
    with page.expect_response(re.compile("/click$")):
        alices(page).get_by_role("button", name="今天不提醒").click()
    assert receiver.first()["Event"] == "template_card_menu_event"


def test_notices_show_their_parts_and_links(page: Page, wired: Company) -> None:
    full = {
        **NOTICE,
        "source": {"desc": "小助手"},
        "emphasis_content": {"title": "91%", "desc": "已完成"},
        "quote_area": {"quote_text": "收到异议 2 件"},
        "horizontal_content_list": [{"keyname": "截止", "value": "11月4日"}],
        "jump_list": [{"type": 1, "title": "看榜单", "url": "http://127.0.0.1:8080/b"}],
    }
    wired.card(full)
    for words in ("91%", "已完成", "收到异议 2 件", "截止", "11月4日"):
        expect(alices(page).get_by_text(words, exact=True)).to_be_visible()
    assert alices(page).get_by_role("link", name="看榜单").get_attribute("href") == "http://127.0.0.1:8080/b"


def test_a_news_card_shows_its_picture_from_elsewhere(page: Page, wired: Company, url: str) -> None:
    media_id = wired.upload("image", "w.png", png(20, 10))["media_id"]
    card = {**NEWS_CARD, "card_image": {"url": f"{url}/sim/media/{media_id}", "aspect_ratio": 2}}
    wired.card(card)
    cover = alices(page).locator("img.cover")
    expect(cover).to_be_visible()
    assert cover.evaluate("image => image.decode().then(() => image.naturalWidth)") == 20


def test_a_vote_without_a_choice_asks_for_one(page: Page, wired: Company, receiver: Receiver) -> None:
    wired.card(VOTE)
    alices(page).get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert")).to_have_text("请先选择。")
    assert receiver.received == []
