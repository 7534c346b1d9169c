"""The app's menu: what can be tapped instead of typed. MENU is all of it; each entry is a word of a command.

What rests with a module of the town is left out; the menu is everybody's, so what is still under way is asked by word.
"""

from __future__ import annotations

from typing import Any, Final

from bot.db import Database
from bot.terms import has
from bot.wording import word
from handlers.commands import COMMANDS
from services.rights.modules import module_of

WORDING: Final = "notices/menu.txt"
# A button is named by its block of the wording; WeCom allows three buttons of five entries (protocol, menu).
MENU: Final = (
    ("mine", ("提醒单", "进度", "得分", "自查")),
    ("boards", ("榜单", "异议", "督办")),
    ("more", ("等我办的", "帮助", "意见建议")),
)
_MODULE_OF: Final = {said: module_of(one.right) for one in COMMANDS for said in one.words}


def menu() -> list[dict[str, Any]]:
    """Give the menu as WeCom takes it, in the town of this moment."""
    shown = ((block, [_entry(one) for one in words if _is_on(one)]) for block, words in MENU)
    return [{"name": word(WORDING, block), "sub_button": entries} for block, entries in shown if entries]


def menu_of(db: Database) -> list[dict[str, Any]]:
    """Give the menu of the town whose database this is."""
    with db.read():
        return menu()


def _is_on(entry: str) -> bool:
    module = _MODULE_OF.get(entry)
    return module is None or has(module)


def _entry(typed: str) -> dict[str, str]:
    return {"type": "click", "name": typed, "key": typed}
