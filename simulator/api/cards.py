"""Checks of the five template cards (protocol section 4.5), one function per part."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from simulator.api.call import integer, rows, size, string, table
from simulator.codes import ApiError
from simulator.state.mailbox import INTERACTIVE

NOTICES = ("text_notice", "news_notice")
CARD_TYPES = (*NOTICES, *INTERACTIVE)
_MOST_ACTIONS, _MOST_VERTICAL, _MOST_HORIZONTAL, _MOST_JUMPS = 3, 4, 6, 3
_MOST_BUTTONS, _MOST_SELECTS, _SELECT_OPTIONS, _VOTE_OPTIONS = 6, 3, 10, 20
_NARROWEST, _WIDEST = 1.3, 2.25
_TO_URL, _TO_PROGRAM = 1, 2
_TASK_ID = re.compile(r"[0-9A-Za-z_\-@]{1,128}")
_KEY_BYTES = 1024
_OPTION_ID_BYTES = 128

Card = dict[str, Any]


@dataclass(frozen=True)
class Occasion:
    """Where the card is used: an update needs neither a task id nor a submit button, a robot has no callbacks."""

    update: bool = False
    robot: bool = False


def check_card(card: Card, occasion: Occasion) -> None:
    """Refuse a card the platform would refuse; a part its kind does not have is left alone and not shown."""
    kind = string(card, "card_type", code=42031)
    if kind not in (NOTICES if occasion.robot else CARD_TYPES):
        raise ApiError(42031)
    for check in _PARTS[kind]:
        check(card, occasion)
    if kind in NOTICES or card.get("card_action") is not None:
        _card_action(card, kind)


def can_call_back(card: Card) -> bool:
    """Tell whether a click on the card reaches the app."""
    kind = card.get("card_type")
    return kind in INTERACTIVE or (kind in NOTICES and bool(card.get("action_menu")))


def check_task_id(card: Card) -> str:
    """Return the task id, empty for a card that needs none; refuse a bad one."""
    task_id = card.get("task_id")
    if task_id in (None, "") and not can_call_back(card):
        return ""
    if not isinstance(task_id, str) or not _TASK_ID.fullmatch(task_id):
        raise ApiError(42014)
    return task_id


def _source(card: Card, _occasion: Occasion) -> None:
    source = table(card, "source")
    string(source, "desc")
    string(source, "icon_url")
    integer(source, "desc_color", 0, range(4))


def _title(card: Card, _occasion: Occasion) -> None:
    main = table(card, "main_title")
    string(main, "desc")
    if not string(main, "title").strip():
        raise ApiError(42033)


def _title_or_subtitle(card: Card, _occasion: Occasion) -> None:
    main = table(card, "main_title")
    string(main, "desc")
    if not string(main, "title").strip() and not string(card, "sub_title_text").strip():
        raise ApiError(42033, "main_title.title or sub_title_text must be there")


def _action_menu(card: Card, occasion: Occasion) -> None:
    menu = table(card, "action_menu")
    if not menu or occasion.robot:
        return
    actions = rows(menu, "action_list")
    if not 1 <= len(actions) <= _MOST_ACTIONS:
        raise ApiError(40058, "action_list takes 1 to 3 entries")
    _unique_keys([string(one, "key") for one in actions], 42051, _KEY_BYTES)
    if not all(string(one, "text") for one in actions):
        raise ApiError(42038)


def _quote(card: Card, _occasion: Occasion) -> None:
    quote = table(card, "quote_area")
    _link(quote, integer(quote, "type", 0, range(3)))
    string(quote, "title")
    string(quote, "quote_text")


def _emphasis(card: Card, _occasion: Occasion) -> None:
    emphasis = table(card, "emphasis_content")
    string(emphasis, "title")
    string(emphasis, "desc")


def _picture(card: Card, occasion: Occasion) -> None:
    image, side = table(card, "card_image"), table(card, "image_text_area")
    if (image or not side or occasion.robot) and not string(image, "url"):
        raise ApiError(42044)
    ratio = image.get("aspect_ratio", _NARROWEST)
    if isinstance(ratio, bool) or not isinstance(ratio, int | float) or not _NARROWEST <= ratio <= _WIDEST:
        raise ApiError(40058, "aspect_ratio lies between 1.3 and 2.25")
    if side:
        _link(side, integer(side, "type", 0, range(3)))
        if not string(side, "image_url"):
            raise ApiError(42044, "image_text_area.image_url is missing")


def _vertical(card: Card, _occasion: Occasion) -> None:
    lines = rows(card, "vertical_content_list")
    if len(lines) > _MOST_VERTICAL:
        raise ApiError(42036)
    for line in lines:
        string(line, "desc")
        if not string(line, "title"):
            raise ApiError(42033)


def _horizontal(card: Card, _occasion: Occasion) -> None:
    lines = rows(card, "horizontal_content_list")
    if len(lines) > _MOST_HORIZONTAL:
        raise ApiError(42035)
    for line in lines:
        string(line, "value")
        if not string(line, "keyname"):
            raise ApiError(42027)
        needed = {1: ("url", 42028), 2: ("media_id", 42029), 3: ("userid", 42050)}
        name, code = needed.get(integer(line, "type", 0, range(4)), ("", 0))
        if name and not string(line, name):
            raise ApiError(code)


def _jumps(card: Card, _occasion: Occasion) -> None:
    lines = rows(card, "jump_list")
    if len(lines) > _MOST_JUMPS:
        raise ApiError(42042)
    for line in lines:
        if not string(line, "title"):
            raise ApiError(42033)
        _link(line, integer(line, "type", 0, range(3)))


def _card_action(card: Card, kind: str) -> None:
    action = table(card, "card_action", 42045)
    if action.get("type") is None:
        raise ApiError(42045)
    _link(action, integer(action, "type", 0, range(1, 3) if kind in NOTICES else range(3), 42045))


def _link(holder: Card, kind: int) -> None:
    if kind == _TO_URL and not string(holder, "url"):
        raise ApiError(42028)
    if kind == _TO_PROGRAM and not string(holder, "appid"):
        raise ApiError(42030)


def _button_selection(card: Card, _occasion: Occasion) -> None:
    selection = table(card, "button_selection")
    if selection:
        _question(selection)
        _options(selection, _SELECT_OPTIONS)


def _button_list(card: Card, _occasion: Occasion) -> None:
    buttons = rows(card, "button_list")
    if not buttons:
        raise ApiError(42038, "button_list is empty")
    if len(buttons) > _MOST_BUTTONS:
        raise ApiError(40058, "button_list takes at most 6 buttons")
    for button in buttons:
        if not string(button, "text"):
            raise ApiError(42038)
        integer(button, "style", 1, range(1, 5))
        _link(button, integer(button, "type", 0, range(2)))
    keys = [string(one, "key") for one in buttons if one.get("type", 0) == 0]
    _unique_keys(keys, 42039, _KEY_BYTES)


def _checkbox(card: Card, _occasion: Occasion) -> None:
    checkbox = table(card, "checkbox")
    _question(checkbox)
    integer(checkbox, "mode", 0, range(2))
    _options(checkbox, _VOTE_OPTIONS)


def _select_list(card: Card, _occasion: Occasion) -> None:
    selects = rows(card, "select_list")
    if not 1 <= len(selects) <= _MOST_SELECTS:
        raise ApiError(42047)
    for select in selects:
        _question(select)
        _options(select, _SELECT_OPTIONS)
    _unique_keys([select["question_key"] for select in selects], 42043, _KEY_BYTES)


def _submit(card: Card, occasion: Occasion) -> None:
    button = table(card, "submit_button")
    if occasion.update and not button:
        return
    if not string(button, "key") or size(string(button, "key")) > _KEY_BYTES:
        raise ApiError(42046)
    if not string(button, "text"):
        raise ApiError(42049)


def _replace_text(card: Card, _occasion: Occasion) -> None:
    string(card, "replace_text")


def _question(holder: Card) -> None:
    key = string(holder, "question_key", code=42043)
    if not key or size(key) > _KEY_BYTES:
        raise ApiError(42043)
    string(holder, "title")
    string(holder, "selected_id")


def _options(holder: Card, most: int) -> None:
    options = rows(holder, "option_list", 42037)
    if not 1 <= len(options) <= most:
        raise ApiError(42037, f"1 to {most} options")
    _unique_keys([string(one, "id", code=42040) for one in options], 42040, _OPTION_ID_BYTES)
    if not all(string(one, "text", code=42041) for one in options):
        raise ApiError(42041)


def _unique_keys(keys: list[str], code: int, most: int) -> None:
    if not all(keys) or len(set(keys)) < len(keys) or any(size(key) > most for key in keys):
        raise ApiError(code)


Check = Callable[[Card, Occasion], None]

# The order is the order of the table in protocol section 4.5.
_PARTS: dict[str, tuple[Check, ...]] = {
    "text_notice": (_source, _action_menu, _title_or_subtitle, _quote, _emphasis, _horizontal, _jumps),
    "news_notice": (_source, _action_menu, _title, _quote, _picture, _vertical, _horizontal, _jumps),
    "button_interaction": (
        _source,
        _action_menu,
        _title,
        _quote,
        _horizontal,
        _button_selection,
        _button_list,
        _replace_text,
    ),
    "vote_interaction": (_source, _title, _checkbox, _submit, _replace_text),
    "multiple_interaction": (_source, _title, _select_list, _submit, _replace_text),
}
