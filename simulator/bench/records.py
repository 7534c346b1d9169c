"""The control API for what has happened: conversations, API calls, the bench log, files."""

import time
from dataclasses import asdict

from flask import Blueprint, Response, jsonify, request

from simulator.api.gateway import the_world
from simulator.api.media import as_download
from simulator.bench.plain import message_json
from simulator.bench.reading import after_number, wait_seconds
from simulator.callbacks.people import CannotDo
from simulator.config import MemberConfig
from simulator.reading import WrongValue
from simulator.state.ledger import OUTCOMES
from simulator.state.mailbox import member_box
from simulator.state.world import World

blueprint = Blueprint("records", __name__, url_prefix="/sim")


@blueprint.get("/members/<userid>/messages")
def member_messages(userid: str) -> Response:
    """List a member's conversation after a number."""
    world = the_world()
    with world.lock:
        member = world.directory.find(userid)
    if member is None:
        raise CannotDo(f"there is no member {userid!r}; see GET /sim/members", 404)
    return _messages(world, member_box(userid), member)


@blueprint.get("/chats")
def list_chats() -> Response:
    """List the group chats apps have made."""
    world = the_world()
    with world.lock:
        return jsonify(chats=[asdict(chat) for chat in world.chats.values()])


@blueprint.get("/chats/<chatid>/messages")
def chat_messages(chatid: str) -> Response:
    """List what was posted into a group chat."""
    world = the_world()
    with world.lock:
        known = chatid in world.chats
    if not known:
        raise CannotDo(f"there is no chat {chatid!r}; see GET /sim/chats", 404)
    return _messages(world, f"chat:{chatid}")


@blueprint.get("/webhooks/<key>/messages")
def webhook_messages(key: str) -> Response:
    """List what was posted by a group robot."""
    world = the_world()
    if all(webhook.key != key for webhook in world.config.webhooks):
        raise CannotDo("there is no robot with this key; see webhooks in the configuration", 404)
    return _messages(world, f"webhook:{key}")


@blueprint.get("/ledger")
def ledger() -> Response:
    """List API calls, narrowed by api, outcome and after."""
    world = the_world()
    outcome = request.args.get("outcome", "")
    if outcome and outcome not in OUTCOMES:
        raise WrongValue(f"outcome must be one of {', '.join(OUTCOMES)}, not {outcome!r}")
    with world.lock:
        entries = world.ledger.entries(request.args.get("api", ""), outcome, after_number())
        return jsonify(entries=[{**asdict(entry), "at": entry.at.isoformat()} for entry in entries])


@blueprint.get("/notes")
def notes() -> Response:
    """List the bench log: refusals, drops, faults, failed callbacks, ignored replies."""
    world = the_world()
    with world.lock:
        return jsonify(notes=[{**asdict(note), "at": note.at.isoformat()} for note in world.notes])


@blueprint.get("/media/<media_id>")
def media(media_id: str) -> Response:
    """Return a file people's phones have received, however old."""
    file = the_world().media.find(media_id)
    if file is None:
        raise CannotDo(f"there is no file {media_id!r}", 404)
    response = as_download(file, attachment=file.kind != "image")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _messages(world: World, box: str, member: MemberConfig | None = None) -> Response:
    after = after_number()
    _await_message(world, box, after, wait_seconds())
    with world.lock:
        found = world.mailbox.box(box, after)
        return jsonify(messages=[message_json(message, member) for message in found])


def _await_message(world: World, box: str, after: int, seconds: int) -> None:
    """Wait up to so many real seconds for a message after a number; at once when there is one, or no place to wait."""
    if not seconds or not world.stream.places.acquire(blocking=False):
        return
    try:
        give_up = time.monotonic() + seconds
        seen = world.stream.last
        while not _has_message(world, box, after) and (left := give_up - time.monotonic()) > 0:
            world.stream.after(seen, left)
            seen = world.stream.last
    finally:
        world.stream.places.release()


def _has_message(world: World, box: str, after: int) -> bool:
    with world.lock:
        return bool(world.mailbox.box(box, after))
