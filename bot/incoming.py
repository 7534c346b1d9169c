"""What a callback means: the decrypted XML of a message or event, read into one frozen value."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, Literal
from xml.parsers.expat import ExpatError

import xmltodict

from bot.errors import HonghuiError
from rules.periods import BEIJING

# Answers are named after what they answer, and their names have room for 128 characters.
LONGEST_KEY: Final = 96
LONGEST_USERID: Final = 64

Kind = Literal[
    "text",
    "image",
    "voice",
    "video",
    "location",
    "link",
    "card_click",
    "menu_click",
    "enter",
    "subscribe",
    "unsubscribe",
    "other",
]

MESSAGES: Final[Mapping[str, Kind]] = MappingProxyType(
    {"text": "text", "image": "image", "voice": "voice", "video": "video", "location": "location", "link": "link"}
)
EVENTS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "template_card_event": "card_click",
        "template_card_menu_event": "card_click",
        "click": "menu_click",
        "enter_agent": "enter",
        "subscribe": "subscribe",
        "unsubscribe": "unsubscribe",
    }
)
# Where the words of a message stand: what was typed, a place's name, a link's address.
WORDS: Final[Mapping[Kind, str]] = MappingProxyType({"text": "Content", "location": "Label", "link": "Url"})

# A document type (and with it every entity bomb) can only stand before the root element, where we allow nothing.
STARTS_PLAINLY = re.compile(r"\s*(?:<\?xml[^<>]*\?>\s*)?<xml[\s>]")
# What XML cannot carry, though word processors and keyboards put it into texts; a soft line break is a line break.
_SOFT_BREAK = re.compile("[\x0b\x0c]")
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile("&#(x?)([0-9a-fA-F]{1,8});")
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_SECONDS = re.compile(r"[0-9]{1,10}")


class BadCallback(HonghuiError):
    """A request to the callback address that is not WeCom's, or not for us; `status` is the HTTP answer it deserves."""

    def __init__(self, status: Literal[400, 403], text: str) -> None:
        super().__init__(text)
        self.status = status


@dataclass(frozen=True)
class Incoming:
    """A message or event from a member.

    `key` is the same when WeCom delivers the same thing again. `who` is the userid in lower case ("sys" for the
    platform). `text` holds the words typed, a place's name or a link's address. `selected` maps each question of a
    card to the chosen options. `at` is when the member did it, in Beijing time.
    """

    key: str
    who: str
    kind: Kind
    at: datetime
    text: str = ""
    event_key: str = ""
    task_id: str = ""
    response_code: str = ""
    media_id: str = ""
    selected: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def readable(text: str) -> str:
    """Leave out of an <xml> document what XML cannot carry: a genuine message is never refused for what is in it."""
    written = _UNWRITABLE.sub("", _SOFT_BREAK.sub("\n", text))
    # Inside CDATA a reference is nothing but what somebody typed.
    parts = _CDATA.split(written)
    return "".join(part if part.startswith("<![CDATA[") else _REFERENCE.sub(_writable, part) for part in parts)


def _writable(reference: re.Match[str]) -> str:
    """Keep a reference to a character that may stand in XML."""
    hexadecimal, number = reference.groups()
    try:
        character = chr(int(number, 16 if hexadecimal else 10))
    except (ValueError, OverflowError):
        return ""
    character = _SOFT_BREAK.sub("\n", character)
    return "" if _UNWRITABLE.match(character) else f"&#{ord(character)};"


def parse_xml(text: str) -> Mapping[str, Any]:
    """Parse an <xml> document that carries no document type. Raises BadCallback for everything else."""
    if not STARTS_PLAINLY.match(text):
        raise BadCallback(400, "The message is no plain <xml> document")
    try:
        found = xmltodict.parse(text, force_list=("SelectedItem", "OptionId"))["xml"]
    except (ExpatError, ValueError):
        raise BadCallback(400, "The message is broken XML") from None
    if not isinstance(found, Mapping):
        raise BadCallback(400, "The message is empty")
    return found


def text_of(message: Mapping[str, Any], name: str) -> str:
    """Return an element's text. Raises BadCallback for one that is missing, empty or no text at all."""
    value = message.get(name)
    if not isinstance(value, str):
        raise BadCallback(400, f"{name} is missing in the message")
    return value


def _text_or_empty(message: Mapping[str, Any], name: str) -> str:
    value = message.get(name)
    return value if isinstance(value, str) else ""


def moment_of(seconds: str) -> datetime:
    """Return the Beijing moment of Unix seconds as WeCom writes them. Raises BadCallback."""
    if not _SECONDS.fullmatch(seconds):
        raise BadCallback(400, "A timestamp is not a number of seconds")
    return datetime.fromtimestamp(int(seconds), BEIJING)


def read_message(message: Mapping[str, Any]) -> Incoming:
    """Read a decrypted message or event. Raises BadCallback when what every one of them has is missing."""
    who = text_of(message, "FromUserName").lower()
    if len(who) > LONGEST_USERID:
        raise BadCallback(400, "FromUserName is longer than a userid can be")
    kind = _kind(message)
    return Incoming(
        key=_key(message, who),
        who=who,
        kind=kind,
        at=moment_of(text_of(message, "CreateTime")),
        text=_text_or_empty(message, WORDS[kind]) if kind in WORDS else "",
        event_key=_text_or_empty(message, "EventKey"),
        task_id=_text_or_empty(message, "TaskId"),
        response_code=_text_or_empty(message, "ResponseCode"),
        media_id=_text_or_empty(message, "MediaId"),
        selected=_selected(message),
    )


def _kind(message: Mapping[str, Any]) -> Kind:
    kind = text_of(message, "MsgType").lower()
    if kind == "event":
        return EVENTS.get(text_of(message, "Event").lower(), "other")
    return MESSAGES.get(kind, "other")


def _key(message: Mapping[str, Any], who: str) -> str:
    """Name a message by its MsgId; an event, which has none, by all that tells it from another of the same second."""
    if number := _text_or_empty(message, "MsgId"):
        return _short(number)
    parts = ("CreateTime", "Event", "EventKey", "TaskId")
    return _short("|".join([who, *(_text_or_empty(message, name) for name in parts)]))


def _short(key: str) -> str:
    return key if len(key) <= LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()


def _selected(message: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    """Read the chosen options of a card; one is read like many."""
    return {
        text_of(item, "QuestionKey"): tuple(
            option for option in _list(item, "OptionIds", "OptionId") if isinstance(option, str)
        )
        for item in _list(message, "SelectedItems", "SelectedItem")
        if isinstance(item, Mapping)
    }


def _list(parent: Mapping[str, Any], group: str, name: str) -> list[Any]:
    held = parent.get(group)
    found = held.get(name) if isinstance(held, Mapping) else None
    return found if isinstance(found, list) else []
