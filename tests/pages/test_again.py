"""A form whose session has ended in between: nothing that was typed is lost."""

from __future__ import annotations

import re

from sqlalchemy import select

from bot.clock import lease_seconds
from bot.login import LONGEST_SECONDS, sign_in
from models.suggestions import Suggestion
from tests.worlds.browsers import PUBLIC_URL, SECRETARY, Browser, Town

PAGE = "/m/suggestion"
WORDS = "活动室的灯，修一修 <b>"


def said(town: Town) -> list[str]:
    with town.db.read() as session:
        return list(session.scalars(select(Suggestion.text)))


def signed_in_again(browser: Browser) -> None:
    """Sign in anew, as in another tab: the cookie is another one."""
    with browser.client.session_transaction(base_url=PUBLIC_URL) as session:
        sign_in(session, SECRETARY, lease_seconds())


def fields_of(page: str) -> dict[str, str]:
    """Read what the page would send once more."""
    form = page[page.index('<form class="card pad decide"') :]
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))
    return {name: value.replace("&lt;", "<").replace("&gt;", ">") for name, value in found.items()}


def test_what_was_typed_before_signing_in_anew_is_shown_and_handed_in_by_one_more_click(town: Town) -> None:
    browser = town.visitor(SECRETARY)
    typed = {**browser.hidden(PAGE), "text": WORDS}
    signed_in_again(browser)
    answer = browser.post(PAGE, **typed)
    assert answer.status_code == 400
    assert "您写的都在下面" in answer.text
    assert "修一修 &lt;b&gt;" in answer.text
    assert said(town) == []
    assert browser.post(PAGE, **fields_of(answer.text)).status_code == 303
    assert said(town) == [WORDS]


def test_once_the_session_is_too_old_the_words_wait_until_somebody_has_signed_in(town: Town) -> None:
    browser = town.visitor(SECRETARY)
    typed = {**browser.hidden(PAGE), "text": WORDS}
    with browser.client.session_transaction(base_url=PUBLIC_URL) as session:
        session["since"] -= LONGEST_SECONDS
    waiting = browser.post(PAGE, **typed)
    assert "登录到期了" in waiting.text
    assert "/login?next=/m/" in waiting.text.replace("%2F", "/")
    signed_in_again(browser)
    again = browser.post(PAGE, **fields_of(waiting.text))
    assert "要您再确认一次" in again.text
    assert browser.post(PAGE, **fields_of(again.text)).status_code == 303
    assert said(town) == [WORDS]


def test_what_another_site_sends_is_never_offered_for_confirmation(town: Town) -> None:
    browser = town.visitor(SECRETARY)
    browser.reads(PAGE)
    for elsewhere in ({"Referer": "https://evil.example/"}, {"Origin": "null"}, {}):
        answer = browser.client.post(PAGE, base_url=PUBLIC_URL, data={"text": WORDS}, headers=elsewhere)
        assert answer.status_code == 400
        assert "再交一次" not in answer.text
        assert "修一修" not in answer.text


def test_a_cell_set_by_script_brings_the_whole_page_back(town: Town) -> None:
    browser = town.visitor(SECRETARY)
    browser.reads(PAGE)
    headers = {"Referer": f"{PUBLIC_URL}m/", "HX-Request": "true", "HX-Target": "cell-1"}
    answer = browser.client.post(PAGE, base_url=PUBLIC_URL, data={"text": WORDS}, headers=headers)
    assert answer.headers["HX-Retarget"] == "body"
