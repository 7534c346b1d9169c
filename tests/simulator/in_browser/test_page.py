"""The page driven by a real browser: what people type and press, and what they then see."""

import re
import threading
from typing import Any

import pytest
from flask import request, request_started
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.simulator.company import BUTTONS, Company, Receiver, png
from tests.simulator.in_browser.phones import alices

pytestmark = pytest.mark.browser


def test_what_alice_types_reaches_the_app_and_the_answer_appears(
    page: Page, wired: Company, receiver: Receiver
) -> None:
    def answer(_: dict[str, Any]) -> str:
        wired.send(content={"content": "本月没有未完成的事项。\n回复 1 确认。"})
        return ""

    receiver.answer = answer
    alices(page).get_by_label("发消息").fill("自查")
    alices(page).get_by_role("button", name="发送").click()
    expect(alices(page).locator(".own .bubble")).to_have_text("自查")
    expect(alices(page).locator(".message:not(.own) .bubble")).to_contain_text("回复 1 确认")
    assert receiver.first()["Content"] == "自查"
    assert alices(page).get_by_label("发消息").input_value() == ""


def test_a_quick_reply_is_said_with_one_press(page: Page, receiver: Receiver) -> None:
    alices(page).get_by_role("button", name="帮助").click()
    expect(alices(page).locator(".own .bubble")).to_have_text("帮助")
    assert receiver.first()["Content"] == "帮助"


def test_the_plugin_shows_text_only(page: Page, wired: Company) -> None:
    wired.send("markdown", {"content": "# 季度榜单"})
    wired.card(BUTTONS)
    wired.send(content={"content": "回复 1 批准"})
    expect(alices(page).locator(".marked")).to_have_text("季度榜单")
    alices(page).get_by_role("button", name="企业微信").click()
    expect(alices(page).get_by_role("button", name="微信插件")).to_be_visible()
    expect(alices(page).locator(".bubble")).to_have_text("回复 1 批准")
    expect(alices(page).locator(".template-card")).to_have_count(0)
    wired.send("markdown", {"content": "# 又一张"})
    expect(page.locator("#notes li").first).to_contain_text("微信插件不显示")
    alices(page).get_by_role("button", name="微信插件").click()
    expect(alices(page).locator(".template-card")).to_have_count(1)


def test_a_new_group_takes_the_empty_phone_and_shows_markdown_and_files(page: Page, wired: Company) -> None:
    expect(page.locator(".slot").nth(1)).to_contain_text("还没有群")
    wired.call("appchat/create", {"name": "书记群", "userlist": ["alice", "bob"], "chatid": "g1"})
    group = page.locator(".slot").nth(1)
    expect(group.locator(".head")).to_contain_text("书记群 (2)")
    mark = '## 第三季度\n参评 **39** 个\n> 前三名\n到 <font color="warning">11月4日</font>\n<@alice>'
    wired.call("appchat/send", {"chatid": "g1", "msgtype": "markdown", "markdown": {"content": mark}})
    expect(group.locator(".marked b")).to_have_text("39")
    expect(group.locator(".marked .warning")).to_have_text("11月4日")
    expect(group.locator(".marked .at")).to_have_text("@艾丽")
    sheet = wired.upload("file", "榜单.xlsx", b"x" * 21000)["media_id"]
    wired.call("appchat/send", {"chatid": "g1", "msgtype": "file", "file": {"media_id": sheet}})
    expect(group.locator(".file")).to_contain_text("榜单.xlsx21 KB")


def test_a_picture_is_a_thumbnail_that_opens(page: Page, wired: Company) -> None:
    media_id = wired.upload("image", "榜.png", png(200, 900))["media_id"]
    wired.send("image", {"media_id": media_id})
    thumbnail = alices(page).locator(".picture")
    # The picture has its place only once its bytes have come.
    expect(thumbnail.locator("img")).to_have_js_property("complete", True)
    expect(thumbnail).to_have_css("width", "176px")
    expect(thumbnail).to_have_css("height", "234px")
    thumbnail.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("button", name="关闭").click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_member_sends_a_picture(page: Page, receiver: Receiver) -> None:
    alices(page).get_by_label("发图片").set_input_files({"name": "会议.png", "mimeType": "image/png", "buffer": png()})
    expect(alices(page).locator(".own .picture")).to_be_visible()
    assert receiver.first()["MsgType"] == "image"


def test_raw_data_shows_json_and_bytes_used(page: Page, wired: Company) -> None:
    wired.send(content={"content": "你好"})
    summary = alices(page).locator(".raw summary")
    expect(summary).to_be_hidden()
    page.get_by_role("button", name="原始数据").click()
    expect(summary).to_have_text("原始数据 · 6 / 2048 字节")
    summary.click()
    expect(alices(page).locator(".raw pre")).to_contain_text('"msgtype": "text"')


def test_clock_steps_and_reset_are_on_the_bench(page: Page, wired: Company) -> None:
    expect(page.locator("#clock")).to_have_text("2026-11-02 周一 08:35")
    page.get_by_role("button", name="下一步 0 / 2").click()
    expect(page.get_by_role("button", name="下一步 1 / 2")).to_be_visible()
    expect(page.locator(".step")).to_contain_text("推送提醒单 看左边的手机")
    expect(page.locator("#clock")).to_have_text("2026-11-02 周一 09:00")
    page.get_by_role("button", name="到下个工作日").click()
    expect(page.locator("#clock")).to_have_text("2026-11-03 周二 08:30")
    wired.sign_on()
    wired.send()
    expect(alices(page).locator(".bubble")).to_have_count(1)
    page.once("dialog", Dialog.accept)
    page.get_by_role("button", name="重置").click()
    expect(page.get_by_role("button", name="下一步 0 / 2")).to_be_visible()
    expect(alices(page).locator(".bubble")).to_have_count(0)


def test_another_phone_can_be_chosen(page: Page, wired: Company) -> None:
    wired.send(touser="bob")
    page.locator(".chooser").nth(0).select_option("member:bob")
    expect(page).to_have_url(re.compile("p=member%3Abob"))
    expect(page.locator(".slot").nth(0).locator(".bubble")).to_have_text("你好")
    expect(page.locator(".slot").nth(1)).to_contain_text("还没有群")
    expect(page.locator(".slot").nth(2).locator(".chooser")).to_have_value("member:carol")


@pytest.mark.parametrize(("width", "phones"), [(1340, 3), (1280, 3), (1024, 2), (800, 1), (390, 1)])
def test_narrow_screens_show_fewer_phones_and_tabs(page: Page, width: int, phones: int) -> None:
    page.set_viewport_size({"width": width, "height": 884})
    expect(page.locator(".phone:visible")).to_have_count(phones)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if phones < 3:
        page.get_by_role("navigation").get_by_role("button", name="卡萝").click()
        expect(page.locator(".slot").nth(2).locator(".phone")).to_be_visible()


def test_a_page_whose_stream_was_cut_catches_up(page: Page, wired: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    wired.send(content={"content": "第一条"})
    expect(alices(page).locator(".bubble")).to_have_count(1)
    monkeypatch.setattr("simulator.bench.pages.LONGEST_STREAM_SECONDS", 0.0)
    asked = threading.Event()

    def notice(_: object, **__: object) -> None:
        if request.path == "/sim/stream":
            asked.set()

    with request_started.connected_to(notice, wired.app):
        for words in ("第二条", "第三条"):
            asked.clear()
            wired.send(content={"content": words})
            assert asked.wait(10)
            wired.send(content={"content": f"{words}，断开时发的"})
    bubbles = ["第一条", "第二条", "第二条，断开时发的", "第三条", "第三条，断开时发的"]
    expect(alices(page).locator(".bubble")).to_have_text(bubbles, timeout=15_000)


def test_twenty_pages_of_one_browser_all_show_what_comes(browser: Browser, wired: Company, url: str) -> None:
    with browser.new_context() as window:
        pages = [window.new_page() for _ in range(20)]
        for number, opened in enumerate(pages):
            opened.goto(f"{url}/?p=member:{'alice' if number % 2 else 'bob'}")
        for words in ("第一条", "第二条"):
            wired.send(touser="alice|bob", content={"content": words})
        pages.pop().close()
        wired.send(touser="alice|bob", content={"content": "第三条"})
        for opened in pages:
            expect(opened.locator(".slot").nth(0).locator(".bubble")).to_have_text(["第一条", "第二条", "第三条"])


def test_who_reads_further_up_is_not_torn_to_the_end(page: Page, wired: Company) -> None:
    for n in range(25):
        wired.send(content={"content": f"第 {n} 条"})
    log = alices(page).locator(".log")
    expect(log.locator(".bubble")).to_have_count(25)
    at_end = "log => log.scrollHeight - log.scrollTop - log.clientHeight < 5"
    assert log.evaluate(at_end)
    log.evaluate("log => { log.scrollTop = 0 }")
    wired.send(content={"content": "最后一条"})
    expect(log.locator(".bubble")).to_have_count(26)
    assert log.evaluate("log => log.scrollTop") == 0


def test_the_sign_in_page_puts_first_who_tapped_the_link(page: Page, wired: Company, url: str) -> None:
    wired.send(touser="carol", content={"content": f'<a href="{url}/wwlogin/sso/login">打开</a>'})
    third = page.locator(".slot").nth(2)
    with page.context.expect_page() as opened:
        third.get_by_role("link", name="打开").click()
    opened.value.close()
    back = "http%3A%2F%2F127.0.0.1%3A8080%2Fx"
    page.goto(f"{url}/connect/oauth2/authorize?appid=ww1a2b3c4d5e6f7a8b&redirect_uri={back}&state=a")
    expect(page.locator("li").first).to_contain_text("卡萝")
