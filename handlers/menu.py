"""The app's menu: what can be tapped instead of typed. MENU is all of it; each entry is a word of a command."""

from __future__ import annotations

from typing import Any, Final

from bot.wording import word

WORDING: Final = "notices/menu.txt"
# A button is named by its block of the wording; WeCom allows three buttons of five entries (protocol, menu).
MENU: Final = (
    ("mine", ("提醒单", "进度", "得分", "自查")),
    ("boards", ("榜单", "异议", "督办")),
    ("more", ("等我办的", "帮助", "意见建议")),
)


def menu() -> list[dict[str, Any]]:
    """Give the menu as WeCom takes it."""
    return [{"name": word(WORDING, block), "sub_button": [_entry(one) for one in words]} for block, words in MENU]


def _entry(typed: str) -> dict[str, str]:
    return {"type": "click", "name": typed, "key": typed}
