"""What all pages share: closed without an address, headers, nothing inline, the size of type, faults in words."""

from __future__ import annotations

import re

import pytest

from bot.db import Database
from rules.workdays import Calendar
from services.pages import boards as page_board
from tests.worlds.browsers import BRANCH, PUBLIC_URL, SECRETARY, Town, on_its_way, organization_id
from tests.worlds.recorded_quarters import LEADER, THIRD

BOARD = f"/m/boards/{THIRD}"
PAGES = ["/m/", BOARD, f"{BOARD}/picture", "/m/suggestion", "/login", "/login/return", "/m/nothing/here"]


@pytest.mark.parametrize("page", PAGES)
def test_where_phones_cannot_reach_us_there_are_no_pages(filled_db: Database, calendar: Calendar, page: str) -> None:
    town = Town(filled_db, calendar, PUBLIC_URL="", SECRET_KEY="")
    answer = town.app.test_client().get(page)
    assert (answer.status_code, answer.text) == (404, "网页还没有开通，请在企业微信里给小助手发消息。")


def test_a_closed_page_takes_no_form_and_the_callback_still_answers(filled_db: Database, calendar: Calendar) -> None:
    client = Town(filled_db, calendar, PUBLIC_URL="", SECRET_KEY="").app.test_client()
    assert client.post("/logout").status_code == 404
    assert client.post("/wecom/callback").status_code in (400, 403)
    assert client.get("/healthz").status_code == 200


def test_a_form_larger_than_any_can_be_is_refused_in_words_and_not_read(town: Town) -> None:
    for page in ("/m/suggestion", "/m/text-size", "/logout"):
        answer = town.visitor(SECRETARY).client.post(page, data={"words": "意见" * 200_000})
        assert answer.status_code == 413
        assert "内容太长，没有收下" in answer.text


def test_the_callback_needs_no_token_of_a_form(town: Town) -> None:
    unsigned = b"<xml><Encrypt><![CDATA[abc]]></Encrypt></xml>"
    signature = {"msg_signature": "0" * 40, "timestamp": "1700000000", "nonce": "1"}
    answer = town.app.test_client().post("/wecom/callback", query_string=signature, data=unsigned)
    assert answer.status_code == 403


@pytest.mark.parametrize("page", [*PAGES, "/m/results/org-000/2026-Q3"])
def test_no_page_may_be_framed_sniffed_or_kept(town: Town, page: str) -> None:
    headers = town.visitor(SECRETARY).get(page).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


def test_nothing_on_a_page_is_inline_or_from_elsewhere(town: Town) -> None:
    with town.db.read() as session:
        result = f"/m/results/{organization_id(session, BRANCH)}/{THIRD}"
    on_its_way(town, "checked")
    texts = [town.visitor(LEADER).reads(page) for page in (result, f"{BOARD}/approval", f"/m/boards/{THIRD.previous}")]
    for text in texts:
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", text)
        assert {one for one in re.findall(r'(?:href|src|action)="([^"]*)"', text) if not one.startswith("/")} == set()
        assert text.count("<h1>") == 1
        assert '<html lang="zh-CN"' in text


@pytest.mark.parametrize(
    "page",
    [
        "/m/nothing",
        "/m/boards/2026-Q5",
        "/m/boards/2026Q3",
        "/m/boards/2031-Q1",
        f"{BOARD}?version=7",
        "/m/results/x/y",
    ],
)
def test_a_page_that_is_not_there_says_so(town: Town, page: str) -> None:
    answer = town.visitor(SECRETARY).get(page)
    assert answer.status_code == 404
    assert "没有找到这一页" in answer.text


def test_a_page_that_breaks_says_so_and_nothing_else(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr(page_board, "township", break_down)
    answer = town.visitor(SECRETARY).get(BOARD)
    assert answer.status_code == 500
    assert "请过几分钟再试" in answer.text
    assert "secret" not in answer.text


def test_the_size_of_type_stays_on_the_device(town: Town) -> None:
    browser = town.visitor(SECRETARY)
    assert 'data-size="standard"' in browser.reads(BOARD)
    answer = browser.submits(BOARD, "/m/text-size", size="huge", here=BOARD)
    assert (answer.status_code, answer.location) == (303, BOARD)
    assert 'data-size="huge"' in browser.reads(BOARD)


@pytest.mark.parametrize("size", ["", "enormous", '"><b>'])
def test_a_size_there_is_not_changes_nothing(town: Town, size: str) -> None:
    browser = town.visitor(SECRETARY)
    answer = browser.submits(BOARD, "/m/text-size", size=size, here="//evil.example/")
    assert answer.location == "/m/"
    assert "text_size" not in str(answer.headers)
    browser.client.set_cookie("text_size", size, domain="bot.example.com")
    assert 'data-size="standard"' in browser.reads(BOARD)


def test_the_address_in_public_url_decides_whether_cookies_need_https(filled_db: Database, calendar: Calendar) -> None:
    assert Town(filled_db, calendar, PUBLIC_URL="http://10.1.1.1/").app.config["SESSION_COOKIE_SECURE"] is False
    assert Town(filled_db, calendar, PUBLIC_URL=PUBLIC_URL).app.config["SESSION_COOKIE_SECURE"] is True


def test_browsers_are_told_to_come_by_https_and_to_guess_at_no_file(town: Town) -> None:
    """Style sheets and pictures included: they are Flask's own route, without the headers of pages."""
    browser = town.visitor(SECRETARY)
    for address in ("/static/pages.css", BOARD, "/healthz", "/nowhere", "/login"):
        with browser.get(address) as answer:
            headers = answer.headers
        assert headers["X-Content-Type-Options"] == "nosniff", address
        assert headers["Strict-Transport-Security"] == "max-age=31536000", address


def test_where_there_is_no_https_nobody_is_told_to_use_it(town: Town) -> None:
    town.app.config["SESSION_COOKIE_SECURE"] = False
    with town.visitor().get("/static/pages.css") as answer:
        assert "Strict-Transport-Security" not in answer.headers
