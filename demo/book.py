"""The book: what every person received and said, by person and by date, as one HTML file to read or to print."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import requests

from bot.colours import style_sheet
from bot.wording import word
from demo.stage import Stage

TEMPLATE: Final = "book/book.html"
PNG: Final = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Picture:
    """A picture that was posted; it stands in the book once, however many people received it."""

    key: str
    content: bytes

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, as the file's head says."""
        return int.from_bytes(self.content[16:20]), int.from_bytes(self.content[20:24])

    @property
    def base64(self) -> str:
        """The file as text that can stand in a page."""
        return b64encode(self.content).decode()


@dataclass(frozen=True)
class Card:
    """What a person reads on a card; what it does not have is empty. `closed` stands where its buttons were."""

    source: str
    title: str
    line: str
    text: str
    rows: Sequence[tuple[str, str]]
    buttons: Sequence[str]
    closed: str


@dataclass(frozen=True)
class Remark:
    """One message. `own` was written by the reader; `card` and `picture` are empty for plain text."""

    at: datetime
    own: bool
    sender: str
    text: str
    card: Card | None
    picture: Picture | None
    fate: str


@dataclass(frozen=True)
class Chapter:
    """Everything one person, or one group chat, received and said; `key` is where links lead."""

    key: str
    name: str
    position: str
    remarks: Sequence[Remark]
    chats: Sequence[tuple[str, str]] = ()
    members: int = 0

    @property
    def days(self) -> list[tuple[date, list[Remark]]]:
        """The remarks day by day, in order."""
        return [(day, list(said)) for day, said in groupby(self.remarks, key=lambda one: one.at.date())]


def write_book(stage: Stage, file: Path) -> None:
    """Write what is on everybody's phone into one HTML file that needs nothing beside it."""
    album = _Album(stage)
    known = stage.look("chats")["chats"]
    chats = [_chat(stage, album, one) for one in known]
    people = [_person(stage, album, one, known) for one in stage.look("members")["members"]]
    told = [one for one in people if one.remarks]
    silent = [one for one in people if not one.remarks]
    pictures = list(album.found.values())
    page = word(TEMPLATE, style=style_sheet(), people=told, chats=chats, silent=silent, pictures=pictures)
    file.write_text(page, encoding="utf-8")


class _Album:
    """The pictures on the phones, each content once."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.found: dict[str, Picture] = {}

    def picture(self, media_id: str) -> Picture | None:
        """Fetch a picture; None for what is no PNG, which is then named only."""
        answer = requests.get(f"{self._stage.simulator}/sim/media/{media_id}", timeout=30)
        answer.raise_for_status()
        if not answer.content.startswith(PNG):
            return None
        key = f"picture-{sha256(answer.content).hexdigest()[:12]}"
        return self.found.setdefault(key, Picture(key, answer.content))


def _person(stage: Stage, album: _Album, member: Mapping[str, Any], known: Sequence[Mapping[str, Any]]) -> Chapter:
    userid = member["userid"]
    chats = [(_chat_key(one["chatid"]), one["name"]) for one in known if userid in one["members"]]
    remarks = list(_remarks(stage, album, f"members/{userid}/messages"))
    return Chapter(f"person-{userid}", member["name"], member["position"], remarks, chats)


def _chat(stage: Stage, album: _Album, chat: Mapping[str, Any]) -> Chapter:
    remarks = list(_remarks(stage, album, f"chats/{chat['chatid']}/messages"))
    return Chapter(_chat_key(chat["chatid"]), chat["name"], "", remarks, members=len(chat["members"]))


def _chat_key(chatid: str) -> str:
    return f"chat-{chatid}"


def _remarks(stage: Stage, album: _Album, path: str) -> Iterator[Remark]:
    for one in stage.look(path)["messages"]:
        is_picture = one["kind"] == "image" and one["media_id"]
        yield Remark(
            at=datetime.fromisoformat(one["at"]),
            own=one["from"] == "member",
            sender=one["sender"],
            text=one["content"] or one["filename"] or "",
            card=_card(one["card"]) if one["card"] else None,
            picture=album.picture(one["media_id"]) if is_picture else None,
            fate=_fate(one),
        )


def _card(card: Mapping[str, Any]) -> Card:
    title = card.get("main_title") or {}
    return Card(
        source=(card.get("source") or {}).get("desc", ""),
        title=title.get("title", ""),
        line=title.get("desc", ""),
        text=card.get("sub_title_text", ""),
        rows=[(row["keyname"], row.get("value", "")) for row in card.get("horizontal_content_list", [])],
        buttons=[button["text"] for button in card.get("button_list", [])],
        closed=card.get("replace_text", ""),
    )


def _fate(message: Mapping[str, Any]) -> str:
    """Say what became of a message that is not simply read: a word the template knows."""
    if message["recalled"]:
        return "recalled"
    if message["dropped"]:
        return "dropped"
    return "" if message["visible"] else "hidden"
