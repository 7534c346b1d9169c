"""The app's menu, the greeting of who opens the chat, and what is no text."""

from typing import Any

import pytest

from bot.callback import Kind
from bot.menu_keeper import MenuKeeper
from bot.wecom_errors import WeComError, verdict
from handlers.commands import COMMANDS
from handlers.menu import MENU, menu
from services.burden import WRITTEN
from tests.worlds.phones import Phone, Phones, TestClock, World, beijing

ENTRIES = [entry for _, words in MENU for entry in words]


class Console:
    """Stands where the gateway stands and keeps a menu."""

    def __init__(self) -> None:
        self.shown: list[dict[str, Any]] = []
        self.published = 0
        self.asked = 0
        self.is_down = False

    def menu(self) -> list[dict[str, Any]]:
        self.asked += 1
        if self.is_down:
            raise WeComError("WeCom cannot be reached", "refused", verdict(-1), -1)
        return self.shown

    def publish_menu(self, buttons: Any) -> None:
        self.published += 1
        self.shown = [
            {**one, "sub_button": [{**sub, "sub_button": []} for sub in one["sub_button"]]} for one in buttons
        ]


@pytest.mark.parametrize("entry", ENTRIES)
def test_each_entry_is_a_word_of_a_command(entry: str) -> None:
    assert any(entry in command.words for command in COMMANDS)


def test_the_menu_is_within_wecoms_limits() -> None:
    assert 1 <= len(menu()) <= 3
    for button in menu():
        assert 0 < len(button["name"].encode()) <= 16
        assert 1 <= len(button["sub_button"]) <= 5
        assert all(len(one["name"].encode()) <= 40 for one in button["sub_button"])


def test_the_menu_is_published_once_and_looked_at_once_a_day() -> None:
    console, clock = Console(), TestClock(beijing("2026-11-02 09:00"))
    keeper = MenuKeeper(console, clock, menu)
    keeper.keep()
    keeper.keep()
    assert (console.asked, console.published) == (1, 1)
    clock.moment = beijing("2026-11-03 09:00")
    keeper.keep()
    assert (console.asked, console.published) == (2, 1)


def test_a_changed_declaration_is_published_by_the_new_process() -> None:
    console, clock = Console(), TestClock(beijing("2026-11-02 09:00"))
    MenuKeeper(console, clock, lambda: menu()[:2]).keep()
    MenuKeeper(console, clock, menu).keep()
    assert console.published == 2


def test_a_menu_wecom_does_not_take_is_tried_again_and_disturbs_nobody() -> None:
    console = Console()
    keeper = MenuKeeper(console, TestClock(beijing("2026-11-02 09:00")), menu)
    console.is_down = True
    keeper.keep()
    console.is_down = False
    keeper.keep()
    assert (console.asked, console.published) == (2, 1)


def test_who_opens_the_chat_hears_once_a_day_what_waits(zhu: Phone, world: World) -> None:
    assert zhu.sends("enter") == "朱永良，您好。\n石湾村支部10月提醒单在等您：回复 1 开始自查。"
    assert zhu.sends("enter") == ""
    world.clock.moment = beijing("2026-11-03 22:00")
    assert "石湾村支部10月提醒单在等您" in zhu.sends("enter")


def test_who_opens_the_chat_in_the_middle_of_a_form_is_asked_its_question(zhu: Phone) -> None:
    question = zhu.says("1")
    said = zhu.sends("enter")
    assert "没填完的内容还在" in said
    assert said.endswith(question)


def test_where_nothing_waits_nothing_is_said(phone: Phones) -> None:
    assert phone("luyaqin").sends("enter") == ""


def test_opening_the_chat_is_no_writing() -> None:
    assert "enter" not in WRITTEN


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("voice", "语音我听不了，请打字，或用手机键盘的语音输入转成文字再发。"),
        ("image", "图片我看不了，也不用发照片：要说的写成一句话发来就行。"),
        ("video", "视频我看不了，也不用发视频：要说的写成一句话发来就行。"),
        ("location", "位置我用不上，也不用打卡：要说的写成一句话发来就行。"),
        ("link", "链接我打不开，请把要说的写成一句话发来。"),
    ],
)
def test_what_is_no_text_is_answered_by_its_kind_and_keeps_the_form(zhu: Phone, kind: Kind, said: str) -> None:
    assert zhu.sends(kind) == said
    question = zhu.says("1")
    assert zhu.sends(kind) == f"{said}\n{question}"
