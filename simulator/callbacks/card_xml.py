"""A template card written in the XML of a passive reply (protocol section 5.3), turned into its JSON form."""

import re
from typing import Any
from xml.etree import ElementTree as Tree

from simulator.codes import ApiError

_LISTS = (
    "VerticalContentList",
    "HorizontalContentList",
    "JumpList",
    "ActionList",
    "ButtonList",
    "OptionList",
    "SelectList",
)
_NAMES = {"KeyName": "keyname", "AppId": "appid", "PagePath": "pagepath", "UserId": "userid", "CheckBox": "checkbox"}
_NUMBERS = ("Type", "Style", "Mode", "DescColor")
_FLAGS = ("IsChecked", "Disable")


def card_from_xml(element: Tree.Element | None) -> dict[str, Any]:
    """Return the card as JSON; repeated sibling elements become lists."""
    if element is None:
        raise ApiError(42031, "TemplateCard is missing")
    return _object(element)


def _object(element: Tree.Element) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for child in element:
        name = _NAMES.get(child.tag) or re.sub(r"(?<!^)([A-Z])", r"_\1", child.tag).lower()
        value = _object(child) if len(child) else _leaf(child.tag, (child.text or "").strip())
        if child.tag in _LISTS:
            found.setdefault(name, []).append(value)
        else:
            found[name] = value
    return found


def _leaf(tag: str, text: str) -> Any:
    if tag in _FLAGS:
        return text.lower() in ("true", "1")
    if tag == "AspectRatio" or tag in _NUMBERS:
        return _number(tag, text)
    return text


def _number(tag: str, text: str) -> float:
    try:
        return int(text) if tag in _NUMBERS else float(text)
    except ValueError as error:
        raise ApiError(40035, f"{tag} must be a number") from error
