"""The book of the story: what everybody received and said, by person and by date, safe to open and to print."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import requests
from playwright.sync_api import Browser, Page

from bot.drawing import png
from demo.book import write_book
from demo.stage import Stage

SIMULATOR = "http://127.0.0.1:1"
PICTURES = {
    name: png(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="540" height="960"><rect width="540" height="{high}"/></svg>'
    )
    for name, high in (("one", 900), ("two", 100))
}
CARD = {
    "source": {"desc": "党建工作提醒单"},
    "main_title": {"title": "9月党建工作提醒单", "desc": "石湾村支部"},
    "sub_title_text": "1. 党小组设置与活动：未完成",
    "horizontal_content_list": [{"keyname": "截止", "value": "10月10日（周六）24时"}],
    "button_list": [{"text": "开始自查", "key": "slip:start:8"}, {"text": "签收", "key": "slip:sign:8"}],
}
ANSWERED = {**CARD, "replace_text": "朱永良 已确认"}


def said(at: str, content: str = "", *, own: bool = False, kind: str = "text", **more: Any) -> dict[str, Any]:
    """A message as the local WeCom tells it."""
    known = {"card": None, "media_id": None, "filename": None, "recalled": False, "dropped": False, "visible": True}
    sender = {"from": "member", "sender": "朱永良"} if own else {"from": "bot", "sender": "小助手"}
    return {"at": f"{at}:00+08:00", "kind": kind, "content": content, **sender, **known, **more}


def picture(at: str, media_id: str) -> dict[str, Any]:
    return said(at, kind="image", media_id=media_id, filename=f"{media_id}.png")


MEMBERS = [
    {"userid": "zhuyongliang", "name": "朱永良", "position": "石湾村支部书记"},
    {"userid": "guchengzhi", "name": "顾承志", "position": "镇党委书记"},
    {"userid": "shenmei", "name": "沈梅", "position": "干事"},
]
SEEN: dict[str, Any] = {
    "members": {"members": MEMBERS},
    "chats": {"chats": [{"chatid": "c1", "name": "书记群", "members": ["zhuyongliang", "shenmei"]}]},
    "members/zhuyongliang/messages": {
        "messages": [
            said("2026-10-08T08:34", "提醒单", kind="template_card", card=CARD),
            said("2026-10-08T16:20", "截止<script>alert(1)</script>", own=True),
            said("2026-10-08T16:20", "10月10日（周六）24时\n第2个工作日"),
            said("2027-01-04T08:34", "12月提醒单", kind="template_card", card=ANSWERED),
        ]
    },
    "members/guchengzhi/messages": {
        "messages": [
            picture("2026-10-28T09:06", "one"),
            said("2026-10-28T09:07", "错了", recalled=True, visible=False),
            said("2026-10-28T09:08", "看不到", kind="template_card", visible=False),
            said("2026-10-28T09:09", "没送到", dropped=True, visible=False),
            said("2026-10-28T09:10", kind="file", filename="灰榜.xlsx"),
        ]
    },
    "members/shenmei/messages": {"messages": []},
    "chats/c1/messages": {"messages": [picture("2026-10-28T09:06", "one"), picture("2026-10-28T09:06", "two")]},
}


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The book of a town of three."""

    def get(url: str, timeout: float) -> SimpleNamespace:
        content = PICTURES[url.removeprefix(f"{SIMULATOR}/sim/media/")]
        return SimpleNamespace(content=content, raise_for_status=lambda: None)

    monkeypatch.setattr(requests, "get", get)
    stage = SimpleNamespace(simulator=SIMULATOR, look=SEEN.__getitem__)
    file = tmp_path / "book.html"
    write_book(cast(Stage, stage), file)
    return file


@pytest.fixture
def page(book: Path, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open the book in a real browser."""
    with ExitStack() as pages:

        def opened(**options: Any) -> Page:
            found = pages.enter_context(browser.new_page(**options))
            found.goto(book.as_uri())
            return found

        yield opened


def section(book: Path, key: str) -> str:
    found = re.search(rf'<section id="{key}">.*?</section>', book.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found[0]


def test_everybody_who_received_something_has_a_chapter_and_a_link_to_it(book: Path) -> None:
    text = book.read_text(encoding="utf-8")
    targets = re.findall('id="((?:person|chat)-[^"]+)"', text)
    assert targets == ["chat-c1", "person-zhuyongliang", "person-guchengzhi"]
    assert re.findall('<li><a href="#([^"]+)"', text) == targets
    assert "没有单独收到消息的 1 人：沈梅。" in text


def test_a_chapter_goes_by_date_and_names_who_spoke_and_when(book: Path) -> None:
    chapter = section(book, "person-zhuyongliang")
    assert re.findall("<h3>(.*?)</h3>", chapter) == ["2026年10月8日（周四）", "2027年1月4日（周一）"]
    assert re.findall('class="who">(.*?)</span> <time>(.*?)</time>', chapter) == [
        ("小助手", "08:34"),
        ("朱永良", "16:20"),
        ("小助手", "16:20"),
        ("小助手", "08:34"),
    ]
    assert '<a href="#chat-c1">书记群</a>' in chapter
    assert "书记群" not in section(book, "person-guchengzhi")


def test_a_card_is_shown_with_its_buttons_until_it_is_answered(book: Path) -> None:
    first, answered = section(book, "person-zhuyongliang").split("2027年")
    for part in (
        "党建工作提醒单",
        "1. 党小组设置与活动：未完成",
        "<dt>截止</dt><dd>10月10日（周六）24时</dd>",
        "开始自查",
        "签收",
    ):
        assert part in first
    assert "朱永良 已确认" in answered
    assert "开始自查" not in answered


def test_what_was_not_read_says_why(book: Path) -> None:
    chapter = section(book, "person-guchengzhi")
    assert re.findall('class="fate">(.*?)</p>', chapter) == [
        "撤回了一条消息",
        "这条消息在微信插件里看不到",
        "这条消息企业微信没有送达",
    ]
    for unread in (">错了", ">看不到", ">没送到"):
        assert unread not in chapter
    assert "灰榜.xlsx" in chapter


def test_what_people_wrote_stays_text_and_there_are_no_scripts(book: Path) -> None:
    text = book.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "截止＜script&gt;alert(1)＜/script&gt;" in text


def test_the_book_needs_nothing_beside_it_and_holds_each_picture_once(book: Path) -> None:
    text = book.read_text(encoding="utf-8")
    assert text.count("data:image/png;base64,") == 2
    assert not re.findall(r'(?:src|href)="(?!#|data:)', text)
    assert "http" not in re.sub('base64,[^"]*', "", text)
    (leaders,) = re.findall('<use href="#(.*?)"', section(book, "person-guchengzhi"))
    assert leaders in re.findall('<use href="#(.*?)"', section(book, "chat-c1"))


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 390, 1200])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_sticks_out_and_pictures_are_seen(page: Callable[..., Page], width: int, theme: str) -> None:
    opened = page(viewport={"width": width, "height": 844}, color_scheme=theme)
    assert opened.evaluate("document.documentElement.scrollWidth") == width
    drawn = opened.locator("#person-guchengzhi svg.picture").bounding_box()
    assert drawn
    assert drawn["height"] == pytest.approx(drawn["width"] * 960 / 540, abs=1)
    ground = opened.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(246, 242, 239)" if theme == "light" else "rgb(21, 19, 18)")


@pytest.mark.browser
def test_on_paper_everybody_begins_a_new_page(page: Callable[..., Page]) -> None:
    printed = page().pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) >= 4
