"""The group robot (protocol section 7): a key in the address, no access token."""

import base64
import binascii
import hashlib
from typing import Any

from simulator.api import content
from simulator.api.call import OK, Call, Endpoint, string, strings, table
from simulator.api.cards import Occasion, check_card
from simulator.api.media import image_type
from simulator.codes import ApiError
from simulator.config import WebhookConfig
from simulator.state.mailbox import Message
from simulator.state.tickets import new_id
from simulator.state.world import World

MARKDOWN_BYTES = 4096
IMAGE_BYTES = 2 * 1024 * 1024
_PLAIN_KINDS = ("text", "markdown", "news", "file", "voice")


def send(world: World, call: Call) -> dict[str, Any]:
    """Post into the robot's group; the 21st message of a minute is refused with 45009."""
    webhook = _webhook(world, call)
    if not call.body:
        raise ApiError(93017)
    kind = string(call.body, "msgtype", code=40008)
    shown = _check(world, call, kind, webhook.key)
    if not world.limits.robot_minute.has_room(webhook.key, call.now):
        raise ApiError(45009)
    world.limits.robot_minute.count(webhook.key, call.now)
    world.mailbox.add(
        Message(
            box=f"webhook:{webhook.key}",
            at=call.now,
            sender="bot",
            sender_name=webhook.name,
            kind=kind,
            body=shown.body,
            raw=call.noted,
            msgid=new_id("robotmsg"),
            used_bytes=shown.used,
            allowed_bytes=shown.allowed,
            mentioned=tuple(strings(shown.body, "mentioned_list")) if kind == "text" else (),
        )
    )
    return dict(OK)


def _webhook(world: World, call: Call) -> WebhookConfig:
    key = call.args.get("key", "")
    found = next((webhook for webhook in world.config.webhooks if webhook.key == key), None)
    if found is None:
        raise ApiError(93000)
    return found


def _check(world: World, call: Call, kind: str, key: str) -> content.Content:
    body = table(call.body, kind)
    if kind == "image":
        return _image(world, call, body)
    if kind == "template_card":
        check_card(body, Occasion(robot=True))
        shown = {name: value for name, value in body.items() if name not in ("action_menu", "task_id")}
        return content.Content(shown)
    rules = content.Rules(
        media=lambda media_id: world.media.valid(media_id, call.now, key),
        markdown_bytes=MARKDOWN_BYTES,
        cuts_text=False,
    )
    if kind == "markdown_v2":
        return content.markdown(body, rules)
    if kind not in _PLAIN_KINDS:
        raise ApiError(40008)
    return content.KINDS[kind](body, rules)


def _image(world: World, call: Call, body: dict[str, Any]) -> content.Content:
    """Check size, type and md5 of the raw bytes, and keep them so that phones can show them."""
    try:
        raw = base64.b64decode(string(body, "base64"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ApiError(40123, "base64 cannot be decoded") from error
    if not raw:
        raise ApiError(93017)
    if len(raw) > IMAGE_BYTES:
        raise ApiError(93018)
    if hashlib.md5(raw, usedforsecurity=False).hexdigest() != string(body, "md5").lower():
        raise ApiError(301019)
    content_type = image_type(raw)
    if not content_type:
        raise ApiError(40123, "images are JPG or PNG")
    suffix = content_type.rpartition("/")[2]
    file = world.media.store("image", f"robot.{suffix}", raw, content_type, call.now, owner="robot")
    shown = {
        "media_id": file.media_id,
        "filename": file.filename,
        "bytes": len(raw),
        "md5": table(call.body, "image")["md5"],
    }
    return content.Content(shown, len(raw), IMAGE_BYTES)


ENDPOINTS = {"webhook/send": Endpoint("POST", send, needs_token=False, checks_ip=False)}
