"""message/update_template_card (protocol section 5.1)."""

import copy
from typing import Any

from simulator.api.call import OK, Call, Endpoint, integer, string, strings, table
from simulator.api.cards import Occasion, check_card
from simulator.api.messages import check_agent
from simulator.codes import ApiError
from simulator.state.mailbox import INTERACTIVE, Message, member_box
from simulator.state.tickets import ResponseCode
from simulator.state.world import World


def update(world: World, call: Call) -> dict[str, Any]:
    """Change the card on the phones named. The code is used up only when the update succeeds."""
    agent = check_agent(world, call)
    code = _good_code(world, call, agent.agentid)
    copies = {message.box: message for message in world.mailbox.sent_as(code.msgid)}
    wanted = _named_boxes(world, call, copies)
    reached = [copies[box] for box in wanted if box in copies]
    if not reached:
        raise ApiError(82102)
    change(world, reached, call.body)
    code.used = True
    invalid = [box.partition(":")[2] for box in wanted if box not in copies]
    return {**OK, "invaliduser": invalid}


def change(world: World, copies: list[Message], body: dict[str, Any]) -> None:
    """Grey the buttons, or put another card in place of this one."""
    name = string(table(body, "button"), "replace_name")
    card = table(body, "template_card")
    if not name and not card:
        raise ApiError(40035, "button.replace_name or template_card must be there")
    if card:
        check_card(card, Occasion(update=True))
    elif any(copy_.body.get("card_type") not in INTERACTIVE for copy_ in copies):
        raise ApiError(40035, "button.replace_name is for button, vote and multiple cards")
    for message in copies:
        if card:
            task_id = message.task_id
            message.body = {**copy.deepcopy(card), "task_id": task_id}
        else:
            message.body = {**message.body, "replace_text": name}
        world.mailbox.changed(message)


def _good_code(world: World, call: Call, agentid: int) -> ResponseCode:
    code = world.response_codes.get(call.text("response_code"))
    if code is None:
        raise ApiError(60140)
    if code.agentid != agentid:
        raise ApiError(42015)
    if not code.is_good(call.now):
        raise ApiError(60140, "used" if code.used else "older than 72 hours")
    return code


def _named_boxes(world: World, call: Call, copies: dict[str, Message]) -> list[str]:
    """Return the boxes of everybody named by userids, partyids or atall."""
    if integer(call.body, "atall", 0, range(2)):
        return list(copies)
    boxes = [member_box(userid) for userid in strings(call.body, "userids")]
    parties = call.body.get("partyids") or []
    if not isinstance(parties, list) or not all(isinstance(one, int) for one in parties):
        raise ApiError(40035, "partyids must be a list of whole numbers")
    for party in parties:
        boxes.extend(member_box(member.userid) for member in world.directory.in_department(party, recursive=True))
    if not boxes:
        raise ApiError(82101)
    return list(dict.fromkeys(boxes))


ENDPOINTS = {"message/update_template_card": Endpoint("POST", update)}
