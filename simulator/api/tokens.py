"""gettoken (protocol section 3), and the JS-SDK tickets beside it (10.3)."""

from typing import Any

from simulator.api.call import Call, Endpoint
from simulator.codes import ApiError
from simulator.state.tickets import new_id
from simulator.state.world import World


def get_token(world: World, call: Call) -> dict[str, Any]:
    """Return the app's token: the same one while it is valid, with the seconds left."""
    corp_id, secret = call.args.get("corpid", ""), call.args.get("corpsecret", "")
    if not corp_id:
        raise ApiError(41002)
    if not secret:
        raise ApiError(41004)
    if corp_id != world.config.corp_id:
        raise ApiError(40013)
    if not world.limits.wrong_secret_hour.has_room(call.ip, call.now):
        raise ApiError(45009)
    agent = next((one for one in world.agents.values() if one.secret == secret), None)
    if agent is None:
        world.limits.wrong_secret_hour.count(call.ip, call.now)
        raise ApiError(40091 if secret in world.config.foreign_secrets else 40001)
    token = world.tokens.issue(agent.agentid, call.now)
    left = int((token.ends_at - call.now).total_seconds())
    return {"errcode": 0, "errmsg": "ok", "access_token": token.token, "expires_in": left}


def get_jsapi_ticket(_world: World, call: Call) -> dict[str, Any]:
    """Return a ticket that no page will ever check; it only has the right shape."""
    if call.api == "ticket/get" and call.args.get("type") != "agent_config":
        raise ApiError(91040)
    return {"errcode": 0, "errmsg": "ok", "ticket": new_id("ticket"), "expires_in": 7200}


ENDPOINTS = {
    "gettoken": Endpoint("GET", get_token, needs_token=False, checks_ip=False),
    "get_jsapi_ticket": Endpoint("GET", get_jsapi_ticket),
    "ticket/get": Endpoint("GET", get_jsapi_ticket),
}
