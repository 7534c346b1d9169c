"""The control API for members: who they are, and what they do with their phones."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify, request

from simulator.api.gateway import the_world
from simulator.bench.reading import read_fields
from simulator.callbacks.callback import Callback
from simulator.callbacks.delivery import deliver
from simulator.callbacks.people import Person
from simulator.config import CLIENTS, MemberConfig
from simulator.reading import Fields, WrongValue
from simulator.state.mailbox import member_box
from simulator.state.world import World

blueprint = Blueprint("people", __name__, url_prefix="/sim")
_MOST_REPEATS = 20


@blueprint.get("/members")
def list_members() -> Response:
    """List everybody."""
    world = the_world()
    with world.lock:
        return jsonify(members=[_member_json(member) for member in world.directory.all()])


@blueprint.put("/members/<userid>")
def put_member(userid: str) -> Response:
    """Change what is given of a member, or add one (then `name` is required)."""
    world, fields = the_world(), read_fields()
    with world.lock:
        known = world.directory.find(userid)
        member = MemberConfig(
            userid=known.userid if known else userid,
            name=fields.text("name", known.name) if known else fields.text("name"),
            departments=fields.integers("departments", list(known.departments) if known else [1]),
            position=fields.text("position", known.position if known else ""),
            client=fields.text("client", known.client if known else "wecom", one_of=CLIENTS),
            in_range=fields.flag("in_range", known.in_range if known else True),
            licensed=fields.flag("licensed", known.licensed if known else True),
            chips=fields.texts("chips", list(known.chips) if known else []),
            private=known.private if known else {},
            joined=fields.flag("joined", known.joined if known else True),
        )
        fields.done()
        _check_departments(world, member)
        world.directory.put(member)
        world.stream.publish("phone", member_box(userid))
        return jsonify(_member_json(member))


@blueprint.post("/members/<userid>/say")
def say(userid: str) -> Response:
    """Let a member type `text`."""
    fields = read_fields()
    text = fields.text("text")
    return _act(userid, fields, lambda person: person.say(text))


@blueprint.post("/members/<userid>/click")
def click(userid: str) -> Response:
    """Let a member press `key` on the card `task_id`, with `selected` {question: [option, …]}."""
    fields = read_fields()
    task_id, key, selected = fields.text("task_id"), fields.text("key"), _selected(fields)
    return _act(userid, fields, lambda person: person.click(task_id, key, selected))


@blueprint.post("/members/<userid>/image")
def image(userid: str) -> Response:
    """Let a member send a picture, given as `filename` and `base64`."""
    fields = read_fields()
    filename, content = fields.text("filename", "photo.png"), _bytes(fields)
    return _act(userid, fields, lambda person: person.send_image(filename, content))


@blueprint.post("/members/<userid>/event")
def event(userid: str) -> Response:
    """Let subscribe, unsubscribe, enter_agent, click or view happen, with `key`."""
    fields = read_fields()
    name, key = fields.text("event"), fields.text("key", "")
    return _act(userid, fields, lambda person: person.event(name, key))


def _act(userid: str, fields: Fields, act: Callable[[Person], Callback]) -> Response:
    """Let a member do something and wait for the app's answer to the callback; what follows comes after `seq`."""
    world = the_world()
    agentid = fields.integer("agentid") if fields.data.get("agentid") is not None else None
    fields.seen.add("agentid")
    repeat = fields.integer("repeat", 1)
    if not 1 <= repeat <= _MOST_REPEATS:
        raise WrongValue(f"repeat must be 1 to {_MOST_REPEATS}, not {repeat}")
    fields.done()
    with world.lock:
        callback = act(Person.at_phone(world, userid, agentid, request.host_url.rstrip("/")))
        seq = world.mailbox.newest(member_box(userid))
    return jsonify(**deliver(world, callback, repeat).as_json(), seq=seq)


def _selected(fields: Fields) -> dict[str, list[str]]:
    fields.seen.add("selected")
    if fields.data.get("selected") is None:
        return {}
    chosen = Fields.of(fields.data["selected"], "body.selected")
    return {question: list(chosen.texts(question)) for question in chosen.data}


def _bytes(fields: Fields) -> bytes:
    try:
        return base64.b64decode(fields.text("base64"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise WrongValue(f"body.base64 cannot be decoded: {error}") from error


def _member_json(member: MemberConfig) -> dict[str, Any]:
    told = asdict(member)
    del told["private"]
    return told


def _check_departments(world: World, member: MemberConfig) -> None:
    for department in member.departments:
        if department not in world.directory.departments:
            raise WrongValue(f"body.departments names {department}, which is not in departments")
