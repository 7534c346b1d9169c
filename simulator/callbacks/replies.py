"""What an app answers inside the HTTP response of a callback (protocol sections 1.6, 1.7 and 5.3)."""

import copy
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as Tree

from simulator.api import card_updates, content
from simulator.callbacks.callback import Callback
from simulator.callbacks.card_xml import card_from_xml
from simulator.codes import ApiError
from simulator.state.crypto import CallbackCrypto, CryptoError
from simulator.state.mailbox import Message, member_box
from simulator.state.tickets import new_id
from simulator.state.world import World

_CARD_REPLIES = ("update_button", "update_template_card")


def take_in(world: World, callback: Callback, crypto: CallbackCrypto, body: bytes) -> dict[str, Any] | None:
    """Show a passive reply to the member; None when there was none. Call with the world's lock held."""
    if body.strip() in (b"", b"success"):
        return None
    try:
        reply = _open(crypto, body)
        return _show(world, callback, reply)
    except (CryptoError, ApiError) as error:
        world.note("callback", str(error), "reply_bad")
        return {"error": str(error), "code": error.code}


def _open(crypto: CallbackCrypto, body: bytes) -> Tree.Element:
    envelope = _parse(body)
    encrypted, signature, timestamp, nonce = (
        (envelope.findtext(name) or "").strip() for name in ("Encrypt", "MsgSignature", "TimeStamp", "Nonce")
    )
    if not (encrypted and signature and timestamp and nonce):
        raise CryptoError(-40002, "the reply needs Encrypt, MsgSignature, TimeStamp and Nonce")
    crypto.check(signature, timestamp, nonce, encrypted)
    return _parse(crypto.decrypt(encrypted).encode())


def _parse(document: bytes) -> Tree.Element:
    # A reply never needs a DTD; without one, no entity can grow.
    if b"<!DOCTYPE" in document.upper():
        raise CryptoError(-40002, "the reply carries a DOCTYPE")
    try:
        return Tree.fromstring(document)  # noqa: S314  no DTD, see above
    except (Tree.ParseError, ValueError, LookupError) as error:
        raise CryptoError(-40002, f"the reply is not XML: {error}") from error


def _show(world: World, callback: Callback, reply: Tree.Element) -> dict[str, Any]:
    kind = (reply.findtext("MsgType") or "").strip()
    if callback.card is not None and world.settings.ignore_card_replies:
        world.note("callback", kind, "reply_ignored")
        return {"type": kind, "ignored": True}
    if kind in _CARD_REPLIES:
        _update_card(world, callback, kind, reply)
    else:
        _say(world, callback, kind, reply)
    return {"type": kind, "ignored": False}


def _update_card(world: World, callback: Callback, kind: str, reply: Tree.Element) -> None:
    if callback.card is None:
        raise ApiError(40008, f"{kind} only answers a template_card_event")
    if kind == "update_button":
        change: dict[str, Any] = {"button": {"replace_name": reply.findtext("Button/ReplaceName") or ""}}
    else:
        change = {"template_card": card_from_xml(reply.find("TemplateCard"))}
    card_updates.change(world, [callback.card], change)


def _say(world: World, callback: Callback, kind: str, reply: Tree.Element) -> None:
    if kind not in _BODIES:
        raise ApiError(40008, f"{kind or 'a reply without MsgType'} is no passive reply")
    now = world.now()
    rules = content.Rules(media=lambda media_id: world.media.valid(media_id, now))
    shown = content.KINDS[kind](_BODIES[kind](reply), rules)
    world.mailbox.add(
        Message(
            box=member_box(callback.userid),
            at=now,
            sender="bot",
            sender_name=callback.agent.name,
            kind=kind,
            body=copy.deepcopy(shown.body),
            raw=Tree.tostring(reply, encoding="unicode"),
            agentid=callback.agent.agentid,
            msgid=new_id("passive"),
            used_bytes=shown.used,
            allowed_bytes=shown.allowed,
        )
    )


def _text(reply: Tree.Element) -> dict[str, Any]:
    return {"content": reply.findtext("Content") or ""}


def _media(tag: str) -> Callable[[Tree.Element], dict[str, Any]]:
    def read(reply: Tree.Element) -> dict[str, Any]:
        return {
            "media_id": reply.findtext(f"{tag}/MediaId") or "",
            "title": reply.findtext(f"{tag}/Title") or "",
            "description": reply.findtext(f"{tag}/Description") or "",
        }

    return read


def _news(reply: Tree.Element) -> dict[str, Any]:
    names = {"title": "Title", "description": "Description", "picurl": "PicUrl", "url": "Url"}
    items = reply.findall("Articles/item")
    return {"articles": [{name: item.findtext(tag) or "" for name, tag in names.items()} for item in items]}


_BODIES: dict[str, Callable[[Tree.Element], dict[str, Any]]] = {
    "text": _text,
    "image": _media("Image"),
    "voice": _media("Voice"),
    "video": _media("Video"),
    "news": _news,
}
