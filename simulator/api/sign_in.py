"""Who has opened a page: the code calls of OAuth and web login (protocol section 10)."""

from typing import Any

from simulator.api.call import OK, Call, Endpoint
from simulator.codes import ApiError
from simulator.config import PRIVATE_FIELDS
from simulator.state.tickets import SIGN_IN_CODE_LIFE, USER_TICKET_LIFE, SignInCode, UserTicket, new_id
from simulator.state.world import World


def get_user_info(world: World, call: Call) -> dict[str, Any]:
    """Tell who stands behind a code; it works once, within five minutes."""
    code = _use_code(world, call)
    answer = {**OK, "userid": code.userid}
    if code.private:
        ticket = UserTicket(new_id("ticket"), code.userid, call.now)
        world.user_tickets[ticket.ticket] = ticket
        answer["user_ticket"] = ticket.ticket
    return answer


def get_user_info_old(world: World, call: Call) -> dict[str, Any]:
    """The same with the older names."""
    code = _use_code(world, call)
    return {**OK, "UserId": code.userid, "DeviceId": "simulator"}


def get_user_detail(world: World, call: Call) -> dict[str, Any]:
    """Return the private fields a user_ticket opens."""
    ticket = world.user_tickets.get(call.text("user_ticket"))
    if ticket is None:
        raise ApiError(84015)
    if call.now >= ticket.issued_at + USER_TICKET_LIFE:
        raise ApiError(84014)
    member = world.directory.visible(ticket.userid)
    if member is None:
        raise ApiError(60111)
    return {**OK, "userid": member.userid, **{name: member.private.get(name, "") for name in PRIVATE_FIELDS}}


def issue_code(world: World, userid: str, agentid: int | None, private: bool) -> str:
    """Return a fresh code for a member who has agreed to open a page."""
    code = SignInCode(new_id("code"), userid, agentid, private, world.now())
    world.sign_in_codes[code.code] = code
    return code.code


def _use_code(world: World, call: Call) -> SignInCode:
    text = call.args.get("code", "")
    if not text:
        raise ApiError(41008)
    code = world.sign_in_codes.get(text)
    if code is None or code.agentid not in (None, call.agent.agentid):
        raise ApiError(40029)
    if code.used:
        raise ApiError(42022)
    if call.now >= code.issued_at + SIGN_IN_CODE_LIFE:
        raise ApiError(42003)
    code.used = True
    return code


ENDPOINTS = {
    "auth/getuserinfo": Endpoint("GET", get_user_info),
    "user/getuserinfo": Endpoint("GET", get_user_info_old),
    "auth/getuserdetail": Endpoint("POST", get_user_detail),
    "user/getuserdetail": Endpoint("POST", get_user_detail),
}
