"""The app's menu (protocol section 11)."""

from typing import Any

from simulator.api.call import OK, Call, Endpoint, decimal, rows, size, string
from simulator.api.content import has_scheme
from simulator.codes import ApiError
from simulator.config import AgentConfig
from simulator.state.world import World

_KEYED = (
    "click",
    "scancode_push",
    "scancode_waitmsg",
    "pic_sysphoto",
    "pic_photo_or_album",
    "pic_weixin",
    "location_select",
)
_MOST_TOP, _MOST_BELOW = 3, 5
_TOP_NAME_BYTES, _SUB_NAME_BYTES, _KEY_BYTES, _URL_BYTES = 16, 40, 128, 1024

Button = dict[str, Any]


def create(world: World, call: Call) -> dict[str, Any]:
    """Publish a menu of one to three buttons with up to five entries each."""
    agent = _agent(world, call)
    buttons = rows(call.body, "button", 40016)
    if not 1 <= len(buttons) <= _MOST_TOP:
        raise ApiError(40016)
    for button in buttons:
        below = rows(button, "sub_button", 40016)
        if len(below) > _MOST_BELOW:
            raise ApiError(40016)
        _check_name(button, _TOP_NAME_BYTES)
        for leaf in below or [button]:
            _check_leaf(leaf)
        for leaf in below:
            _check_name(leaf, _SUB_NAME_BYTES)
    world.menus[agent.agentid] = {"button": buttons}
    world.stream.publish("chats")
    return dict(OK)


def get(world: World, call: Call) -> dict[str, Any]:
    """Return the menu as it was created."""
    menu = world.menus.get(_agent(world, call).agentid)
    if menu is None:
        raise ApiError(46003)
    return {**OK, **menu}


def delete(world: World, call: Call) -> dict[str, Any]:
    """Take the menu away."""
    world.menus.pop(_agent(world, call).agentid, None)
    world.stream.publish("chats")
    return dict(OK)


def leaves(menu: dict[str, Any] | None) -> list[Button]:
    """Return the entries one can press, in order."""
    found: list[Button] = []
    for button in (menu or {}).get("button", ()):
        found.extend(button.get("sub_button") or [button])
    return found


def _agent(world: World, call: Call) -> AgentConfig:
    text = call.args.get("agentid", "")
    if not text:
        raise ApiError(41011)
    if decimal(text) not in world.agents:
        raise ApiError(40056)
    if decimal(text) != call.agent.agentid:
        raise ApiError(301002)
    return call.agent


def _check_name(button: Button, most: int) -> None:
    name = string(button, "name", code=40018)
    if not name or size(name) > most:
        raise ApiError(40018)


def _check_leaf(button: Button) -> None:
    kind = string(button, "type", code=40017)
    if kind in _KEYED:
        key = string(button, "key", code=40019)
        if not key or size(key) > _KEY_BYTES:
            raise ApiError(40019)
    elif kind == "view":
        url = string(button, "url", code=40020)
        if not url or size(url) > _URL_BYTES:
            raise ApiError(40020)
        if not has_scheme(url):
            raise ApiError(40054)
    elif kind != "view_miniprogram" or not string(button, "appid"):
        raise ApiError(40017)


ENDPOINTS = {
    "menu/create": Endpoint("POST", create),
    "menu/get": Endpoint("GET", get),
    "menu/delete": Endpoint("GET", delete),
}
