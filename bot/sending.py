"""One try of one message: its picture is handed over, WeCom is asked, and what it says is judged."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from html import escape
from typing import Any, Final, Literal, Protocol

import structlog

from bot.db import Database
from bot.outbox import picture
from bot.repeats import REMEMBERED, exact
from bot.wecom_errors import NO_ACCOUNT, WeComError, verdict
from models.outbox import OutboxMessage

log = structlog.get_logger()

CHAT_EXISTS: Final = 86215
# WeCom keeps an upload for three days; a picture may wait longer, over a holiday or while the platform is down.
MEDIA_GONE: Final = (40007, 40145)
# Doing these twice comes to the same as doing them once; for a draft it is looked first whether it is there.
HARMLESS_TO_REPEAT: Final = frozenset({"create_chat", "update_chat", "recall", "draft"})


class Receipt(Protocol):
    """What WeCom says when it takes a message."""

    @property
    def msgid(self) -> str | None: ...
    @property
    def response_code(self) -> str | None: ...
    @property
    def refused(self) -> frozenset[str]: ...


class Gateway(Protocol):
    """What delivery needs of the gateway to WeCom."""

    def send(self, touser: str, message: Mapping[str, Any], *, unique_for: timedelta) -> Receipt: ...
    def send_to_chat(self, chatid: str, message: Mapping[str, Any]) -> None: ...
    def send_to_webhook(self, key: str, message: Mapping[str, Any]) -> None: ...
    def create_chat(self, name: str, owner: str, members: Sequence[str], chatid: str) -> str: ...
    def update_chat(
        self, chatid: str, *, owner: str | None = None, add: Sequence[str] = (), remove: Sequence[str] = ()
    ) -> None: ...
    def recall(self, msgid: str) -> None: ...
    def update_card(self, userids: list[str], response_code: str, *, replace_name: str) -> None: ...
    def upload(self, kind: str, filename: str, data: bytes) -> str: ...


class Drafts(Protocol):
    """What delivery needs of the gateway to the town's public account."""

    def upload_picture(self, filename: str, data: bytes) -> str: ...
    def upload_cover(self, filename: str, data: bytes) -> str: ...
    def add_draft(self, article: Mapping[str, Any], *, look_first: bool) -> Receipt: ...


@dataclass(frozen=True)
class Result:
    """What one try came to: WeCom took it, will not take it, may take it later, nobody can tell, or none was made."""

    outcome: Literal["sent", "refused", "later", "unknown", "missed"]
    receipt: Receipt | None = None
    error: WeComError | None = None


class Sender:
    """Makes one try; opens no transaction while WeCom is asked."""

    def __init__(self, db: Database, gateway: Gateway, drafts: Drafts | None = None) -> None:
        self.db, self.gateway, self._drafts = db, gateway, drafts

    @property
    def drafts(self) -> Drafts:
        """The public account. Raises WeComError where none is set any more: nothing is sent then."""
        if self._drafts is None:
            raise WeComError("no public account is set", "refused", NO_ACCOUNT)
        return self._drafts

    def send(self, message: OutboxMessage, await_slot: Callable[[], None]) -> Result:
        """Send a message whose picture is loaded, in its slot. Raises what `await_slot` does: nothing has left then."""
        try:
            body = self._with_media(message)
        except WeComError as error:
            # However the upload ended, the message itself has not left.
            return _certain(error)
        await_slot()
        try:
            receipt = self._ask(message, body)
        except WeComError as error:
            if error.errcode in MEDIA_GONE and _was_uploaded_before(message):
                self._keep(message, picture())
                return Result("later", error=error)
            return _judged(message, error)
        except Exception:
            log.exception("delivery_broken", message=message.key)
            return Result("unknown")
        if receipt and message.addressee.lower() in receipt.refused:
            return Result("refused", receipt)
        return Result("sent", receipt)

    def _with_media(self, message: OutboxMessage) -> dict[str, Any]:
        """Upload a picture first and keep its media id, so that a repeat is the same request to the byte.

        A robot takes no media id but the picture itself.
        """
        body: dict[str, Any] = json.loads(message.body)
        if body["msgtype"] == "draft":
            return self._with_cover(self.drafts, message, body)
        if body["msgtype"] != "image" or "image" in body or message.picture is None:
            return body
        if message.addressee_kind == "webhook":
            return {**body, "image": _inline(message.picture)}
        body["image"] = {"media_id": self.gateway.upload("image", f"{message.id}.png", message.picture)}
        self._keep(message, body)
        return body

    def _with_cover(self, drafts: Drafts, message: OutboxMessage, body: dict[str, Any]) -> dict[str, Any]:
        """Hand the picture over twice, for the text and as the cover, before the draft is made; once for all tries."""
        if "thumb_media_id" in body["article"] or message.picture is None:
            return body
        name, article = f"{message.id}.png", body["article"]
        shown = f'<p><img src="{escape(drafts.upload_picture(name, message.picture))}"/></p>'
        cover = drafts.upload_cover(name, message.picture)
        body["article"] = {**article, "content": article["content"] + shown, "thumb_media_id": cover}
        self._keep(message, body)
        return body

    def _keep(self, message: OutboxMessage, body: Mapping[str, Any]) -> None:
        with self.db.begin(quiet=True) as session:
            session.get_one(OutboxMessage, message.id).body = exact(body)

    def _ask(self, message: OutboxMessage, body: dict[str, Any]) -> Receipt | None:
        if body["msgtype"] == "draft":
            return self.drafts.add_draft(body["article"], look_first=message.attempts > 1)
        if body["msgtype"] == "create_chat":
            self.gateway.create_chat(body["name"], body["owner"], body["members"], message.addressee)
        elif body["msgtype"] == "update_chat":
            self.gateway.update_chat(message.addressee, owner=body["owner"], add=body["add"], remove=body["remove"])
        elif body["msgtype"] == "recall":
            self.gateway.recall(body["msgid"])
        elif message.addressee_kind == "chat":
            self.gateway.send_to_chat(message.addressee, body)
        elif message.addressee_kind == "webhook":
            self.gateway.send_to_webhook(message.addressee, body)
        elif body["msgtype"] == "update_card":
            self.gateway.update_card([message.addressee], body["response_code"], replace_name=body["replace_name"])
        else:
            return self.gateway.send(message.addressee, body, unique_for=REMEMBERED[message.lane])
        return None


def kind_of(message: OutboxMessage) -> str:
    """Tell what a message is: a kind of WeCom's, or one of ours that becomes another call."""
    return str(json.loads(message.body)["msgtype"])


def is_harmless_to_repeat(message: OutboxMessage) -> bool:
    """Tell whether a repeat does nothing new: a chat with an id of ours exists, its members are known, it is gone."""
    return kind_of(message) in HARMLESS_TO_REPEAT


def _was_uploaded_before(message: OutboxMessage) -> bool:
    """Tell whether the media id is of an earlier try; once a message may have arrived it stays as it is."""
    is_picture = kind_of(message) == "image" and message.picture is not None
    return is_picture and "image" in json.loads(message.body) and message.unknown_since is None


def _judged(message: OutboxMessage, error: WeComError) -> Result:
    judged = verdict(error.errcode, repeated=error.repeated or message.attempts > 1)
    if judged.action == "arrived" or (error.errcode == CHAT_EXISTS and kind_of(message) == "create_chat"):
        return Result("sent")
    if error.outcome == "unknown" and not is_harmless_to_repeat(message):
        return Result("unknown", error=error)
    return _certain(error)


def _certain(error: WeComError) -> Result:
    return Result("later" if error.retryable else "refused", error=error)


def _inline(picture: bytes) -> dict[str, str]:
    """Write a picture the way a group robot takes it."""
    checksum = hashlib.md5(picture, usedforsecurity=False).hexdigest()
    return {"base64": base64.b64encode(picture).decode(), "md5": checksum}
