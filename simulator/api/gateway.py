"""The one door under /cgi-bin/: faults, token, caller, handler, ledger, answer."""

import json
import time
from typing import Any, cast

from flask import Blueprint, Response, current_app, request

from simulator.api import (
    addresses,
    card_updates,
    chats,
    contacts,
    media,
    menus,
    messages,
    sign_in,
    tokens,
    webhooks,
)
from simulator.api.breakage import gateway_error, hang_up, keeps_out, spoiled
from simulator.api.call import Answer, Call, Endpoint, parse_body
from simulator.codes import ApiError, errmsg_of, refusal
from simulator.config import AgentConfig
from simulator.state.faults import Fault
from simulator.state.world import World

blueprint = Blueprint("api", __name__)

ENDPOINTS: dict[str, Endpoint] = {
    **tokens.ENDPOINTS,
    **messages.ENDPOINTS,
    **card_updates.ENDPOINTS,
    **chats.ENDPOINTS,
    **webhooks.ENDPOINTS,
    **media.ENDPOINTS,
    **menus.ENDPOINTS,
    **contacts.ENDPOINTS,
    **sign_in.ENDPOINTS,
    **addresses.ENDPOINTS,
}
_SECRET_ARGS = ("access_token", "corpsecret", "debug")
_UNLIMITED = ("message/send",)


def the_world() -> World:
    """Return the world of the running application."""
    return cast("World", current_app.extensions["simulator"])


@blueprint.route("/cgi-bin/<path:api>", methods=["GET", "POST", "PUT", "DELETE", "PATCH"])
def call_api(api: str) -> Response:
    """Answer one call of the platform's API."""
    world = the_world()
    endpoint = ENDPOINTS.get(api)
    if endpoint is None:
        return _json({"errcode": 404, "errmsg": f"unknown api {api}"}, status=404)
    world.stir()
    with world.lock:
        fault = world.faults.strike(api)
        if fault is not None:
            world.note(api, str(fault), "fault")
    if fault is not None and fault.delay:
        time.sleep(fault.delay)
    if fault is not None and keeps_out(fault):
        return _faulted_before(world, api, endpoint, fault)
    answer = _answer(world, api, endpoint)
    return spoiled(answer, fault) if fault is not None else answer


def _answer(world: World, api: str, endpoint: Endpoint) -> Response:
    """Do the call and write it into the ledger."""
    now = world.now()
    files = request.files if endpoint.upload else {}
    call = Call(api, request.args, {}, files, request.remote_addr or "", now)
    with world.lock:
        try:
            _open(world, call, endpoint)
            result = endpoint.handle(world, call)
        except ApiError as error:
            call.outcome = "refused"
            result = {**refusal(error.code, call.ip, _hint(world), error.detail), **error.extra}
            world.note(api, error.detail or errmsg_of(error.code), error.code)
        shown = _noted_answer(result)
        world.ledger.write(now, api, call.outcome, _noted_request(call), shown)
    return _json(result) if isinstance(result, dict) else result


def _open(world: World, call: Call, endpoint: Endpoint) -> None:
    """Check method, body, token and caller, in this order."""
    if request.method != endpoint.method:
        raise ApiError(40058, f"{call.api} wants {endpoint.method}")
    if endpoint.method == "POST" and not endpoint.upload:
        call.read(request.get_data())
    if endpoint.needs_token:
        call.token_agent = _agent_of_token(world, call)
    _check_caller(world, call, endpoint)


def _agent_of_token(world: World, call: Call) -> AgentConfig:
    shown = call.args.get("access_token", "")
    if not shown:
        raise ApiError(41001)
    token = world.tokens.find(shown)
    if token is None:
        raise ApiError(40014)
    if call.now >= token.ends_at:
        raise ApiError(token.expired_code)
    return world.agents[token.agentid]


def _check_caller(world: World, call: Call, endpoint: Endpoint) -> None:
    trusted = world.settings.trusted_ips
    if endpoint.checks_ip and trusted is not None and call.ip not in trusted:
        raise ApiError(60020)
    if call.api in _UNLIMITED:
        return
    for limit in (world.limits.api_minute, world.limits.api_hour):
        if not limit.has_room(call.api, call.now):
            raise ApiError(45009)
    world.limits.api_minute.count(call.api, call.now)
    world.limits.api_hour.count(call.api, call.now)


def _noted_request(call: Call) -> dict[str, Any]:
    args = {name: value for name, value in call.args.items() if name not in _SECRET_ARGS}
    files = {name: file.filename for name, file in call.files.items()}
    return {**args, **files, **call.noted}


def _noted_answer(result: Answer) -> dict[str, Any]:
    if isinstance(result, Response):
        return {"errcode": 0, "content_type": result.content_type}
    return {name: value for name, value in result.items() if name != "access_token"}


def _faulted_before(world: World, api: str, endpoint: Endpoint, fault: Fault) -> Response:
    """Answer a call that must not take effect."""
    with world.lock:
        code = fault.errcode
        shown = refusal(code, request.remote_addr or "", _hint(world)) if code is not None else {}
        body = {} if endpoint.upload else _lenient_body()
        world.ledger.write(world.now(), api, "faulted", body, shown)
    if fault.break_off:
        return hang_up()
    if fault.status is not None:
        return gateway_error(fault.status)
    if fault.html:
        return Response("<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>", 200)
    return _json(shown)


def _lenient_body() -> dict[str, Any]:
    try:
        return parse_body(request.get_data())
    except ApiError:
        return {}


def _hint(world: World) -> str:
    return str(world.random.randrange(10**15, 10**16))


def _json(body: dict[str, Any], status: int = 200) -> Response:
    """Return JSON the way the platform does, with its two extra headers, dated by the simulator's clock."""
    response = Response(json.dumps(body, ensure_ascii=False), status, content_type="application/json; charset=UTF-8")
    response.date = the_world().now()
    response.headers["error-code"] = str(body.get("errcode", 0))
    response.headers["error-msg"] = errmsg_of(body["errcode"]) if body.get("errcode") else "ok"
    return response
