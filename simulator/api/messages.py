"""message/send and message/recall (protocol sections 4 and 5.4)."""

import copy
import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from simulator.api import content
from simulator.api.call import OK, Call, Endpoint, decimal, integer, string, table
from simulator.api.cards import Occasion, can_call_back, check_card, check_task_id
from simulator.codes import ApiError
from simulator.config import AgentConfig, MemberConfig
from simulator.state.mailbox import Message, member_box
from simulator.state.tickets import ResponseCode, new_id
from simulator.state.world import World

RECALL_WINDOW = timedelta(hours=24)
_MOST_USERS, _MOST_PARTIES, _MOST_TAGS = 1000, 100, 100
_LONGEST_DUPLICATE_CHECK = 14400


@dataclass
class Receivers:
    """Who gets the message, and whom the answer must list."""

    members: dict[str, MemberConfig] = field(default_factory=dict)
    invalid_users: list[str] = field(default_factory=list)
    invalid_parties: list[str] = field(default_factory=list)
    invalid_tags: list[str] = field(default_factory=list)
    unlicensed: list[str] = field(default_factory=list)

    def add(self, member: MemberConfig) -> None:
        """Count a member once, with those who have no licence apart."""
        userid = member.userid.lower()
        if not member.licensed:
            if userid not in self.unlicensed:
                self.unlicensed.append(userid)
        else:
            self.members[userid] = member

    def listed(self) -> dict[str, str]:
        """Return the four lists of the answer, joined as the platform does."""
        return {
            "invaliduser": "|".join(self.invalid_users),
            "invalidparty": "|".join(self.invalid_parties),
            "invalidtag": "|".join(self.invalid_tags),
            "unlicenseduser": "|".join(self.unlicensed),
        }


def send(world: World, call: Call) -> dict[str, Any]:
    """Deliver one message to members; past a member's limit it is dropped in silence."""
    body = call.body
    agent = _sending_agent(world, call)
    kind = string(body, "msgtype", code=40008)
    if kind not in (*content.KINDS, "template_card", "miniprogram_notice"):
        raise ApiError(40008)
    earlier = _duplicate_of(world, call, agent)
    if earlier is not None:
        call.outcome = "duplicate"
        return earlier
    receivers = find_receivers(world, body)
    shown = _check_content(world, call, agent, kind)
    answer = {**OK, **receivers.listed(), "msgid": new_id("msg")}
    if kind == "template_card":
        answer.update(_admit_card(world, call, agent, answer["msgid"]))
    _deliver(world, call, agent, receivers, shown, answer["msgid"])
    _remember(world, call, agent, answer)
    return answer


def find_receivers(world: World, body: dict[str, Any]) -> Receivers:
    """Work out touser, toparty and totag; refuse when nobody is left."""
    users, parties, tags = (_split(body, name) for name in ("touser", "toparty", "totag"))
    if not users and not parties and not tags:
        raise ApiError(82001)
    for found, most, code in ((users, _MOST_USERS, 40032), (parties, _MOST_PARTIES, 82002), (tags, _MOST_TAGS, 82003)):
        if len(found) > most:
            raise ApiError(code)
    receivers = Receivers()
    if users == ["@all"]:
        for member in world.directory.reachable():
            receivers.add(member)
    else:
        _add_users(world, receivers, users)
        _add_parties(world, receivers, parties)
        receivers.invalid_tags = tags
    if not receivers.members and not receivers.unlicensed:
        raise ApiError(81013, **receivers.listed())
    return receivers


def recall(world: World, call: Call) -> dict[str, Any]:
    """Take a message back within 24 hours; a copy in the WeChat plugin stays."""
    msgid = call.text("msgid")
    agentid, sent_at = world.sends.get(msgid, (None, call.now))
    if agentid != call.agent.agentid:
        raise ApiError(40058, "this app has not sent such a msgid")
    if call.now - sent_at > RECALL_WINDOW:
        raise ApiError(42052)
    for message in world.mailbox.sent_as(msgid):
        member = world.directory.find(message.box.partition(":")[2])
        if member is None or member.client == "wecom":
            message.recalled = True
            world.mailbox.changed(message)
    return dict(OK)


def check_agent(world: World, call: Call) -> AgentConfig:
    """Return the app the body names; it must be the one the token belongs to."""
    agentid = call.body.get("agentid")
    if isinstance(agentid, bool) or not isinstance(agentid, int):
        raise ApiError(40056)
    if agentid not in world.agents:
        raise ApiError(40056)
    if agentid != call.agent.agentid:
        raise ApiError(301002)
    return call.agent


def _sending_agent(world: World, call: Call) -> AgentConfig:
    """A mini-program notice names no app: the token says which one it is."""
    if call.body.get("msgtype") == "miniprogram_notice" and "agentid" not in call.body:
        return call.agent
    return check_agent(world, call)


def _split(body: dict[str, Any], name: str) -> list[str]:
    return [one for one in (part.strip() for part in string(body, name).split("|")) if one]


def _add_users(world: World, receivers: Receivers, users: list[str]) -> None:
    for userid in users:
        member = world.directory.visible(userid)
        if member is not None:
            receivers.add(member)
        elif userid.lower() not in receivers.invalid_users:
            receivers.invalid_users.append(userid.lower())


def _add_parties(world: World, receivers: Receivers, parties: list[str]) -> None:
    for party in parties:
        number = decimal(party)
        if number is None or number not in world.directory.departments:
            receivers.invalid_parties.append(party)
            continue
        for member in world.directory.in_department(number, recursive=True):
            receivers.add(member)


def _check_content(world: World, call: Call, agent: AgentConfig, kind: str) -> content.Content:
    safe = content.check_safe(call.body, kind)
    integer(call.body, "enable_id_trans", 0, range(2))
    body = table(call.body, kind)
    if kind == "template_card":
        check_card(body, Occasion())
        return content.Content(body)
    rules = content.Rules(
        media=lambda media_id: world.media.valid(media_id, call.now),
        safe=safe,
        miniprogram_appid=agent.miniprogram_appid,
    )
    if kind == "miniprogram_notice":
        if call.text("touser") == "@all":
            raise ApiError(90201, "@all is not allowed")
        return content.miniprogram_notice(body, rules)
    return content.KINDS[kind](body, rules)


def _admit_card(world: World, call: Call, agent: AgentConfig, msgid: str) -> dict[str, Any]:
    """Claim the task id; return the response code of a card that can call back."""
    card = table(call.body, "template_card")
    if can_call_back(card) and not agent.callback_url:
        raise ApiError(43012)
    task_id = check_task_id(card)
    if task_id and (agent.agentid, task_id) in world.task_ids:
        raise ApiError(42014)
    if task_id:
        world.task_ids[agent.agentid, task_id] = None
    return {"response_code": issue_response_code(world, call, msgid)} if can_call_back(card) else {}


def issue_response_code(world: World, call: Call, msgid: str) -> str:
    """Return a new code that may update the copies of one send, once, within 72 hours."""
    code = ResponseCode(new_id("rc"), call.agent.agentid, msgid, call.now)
    world.response_codes[code.code] = code
    return code.code


def _deliver(
    world: World, call: Call, agent: AgentConfig, receivers: Receivers, shown: content.Content, msgid: str
) -> None:
    world.sends[msgid] = (agent.agentid, call.now)
    dropped = 0
    for userid, member in receivers.members.items():
        message = Message(
            box=member_box(userid),
            at=call.now,
            sender="bot",
            sender_name=agent.name,
            kind=call.body["msgtype"],
            body=copy.deepcopy(shown.body),
            raw=call.noted,
            agentid=agent.agentid,
            msgid=msgid,
            used_bytes=shown.used,
            allowed_bytes=shown.allowed,
            dropped=not _within_limits(world, call, agent, userid),
        )
        dropped += message.dropped
        _note_what_is_not_seen(world, call, message, member)
        world.mailbox.add(message)
    if dropped and dropped == len(receivers.members):
        call.outcome = "dropped"


def _within_limits(world: World, call: Call, agent: AgentConfig, userid: str) -> bool:
    limits, key = (world.limits.member_minute, world.limits.member_hour), (agent.agentid, userid)
    if not all(limit.has_room(key, call.now) for limit in limits):
        return False
    for limit in limits:
        limit.count(key, call.now)
    return True


def _note_what_is_not_seen(world: World, call: Call, message: Message, member: MemberConfig) -> None:
    if message.dropped:
        world.note(call.api, member.name, "dropped")
    elif not is_visible(message.kind, member):
        world.note(call.api, f"{member.name} · {message.kind}", "invisible")


def is_visible(kind: str, member: MemberConfig) -> bool:
    """Tell whether the member's client shows this kind: the WeChat plugin knows neither cards nor markdown."""
    return member.client == "wecom" or kind not in ("markdown", "template_card", "miniprogram_notice")


def _duplicate_of(world: World, call: Call, agent: AgentConfig) -> dict[str, Any] | None:
    """Return the earlier answer when the same JSON was sent within the interval it asks for."""
    interval = integer(call.body, "duplicate_check_interval", 1800, range(_LONGEST_DUPLICATE_CHECK + 1))
    if not integer(call.body, "enable_duplicate_check", 0, range(2)) or not world.settings.finds_duplicates:
        return None
    earlier = world.recent_sends.get((agent.agentid, _fingerprint(call.body)))
    if earlier is None or not earlier[0] <= call.now < earlier[0] + timedelta(seconds=interval):
        return None
    return dict(earlier[1])


def _remember(world: World, call: Call, agent: AgentConfig, answer: dict[str, Any]) -> None:
    if call.body.get("enable_duplicate_check") == 1:
        world.recent_sends[(agent.agentid, _fingerprint(call.body))] = (call.now, answer)


def _fingerprint(body: dict[str, Any]) -> str:
    return json.dumps(body, sort_keys=True, ensure_ascii=False)


ENDPOINTS = {
    "message/send": Endpoint("POST", send),
    "message/recall": Endpoint("POST", recall),
}
