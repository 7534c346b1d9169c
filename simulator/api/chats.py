"""Group chats made by an app (protocol section 6)."""

import re
from dataclasses import replace
from typing import Any

from simulator.api import content
from simulator.api.call import OK, Call, Endpoint, string, strings, table
from simulator.codes import ApiError
from simulator.state.mailbox import Message
from simulator.state.tickets import new_id
from simulator.state.world import GroupChat, World

_CHATID = re.compile(r"[0-9A-Za-z]{1,32}")
_FEWEST, _MOST = 2, 2000
_NAME_LENGTH = 50


def create(world: World, call: Call) -> dict[str, Any]:
    """Make a chat; without an owner the first member owns it, without an id one is made up."""
    _check_range(call)
    members = _members(world, call, "userlist")
    owner = string(call.body, "owner", code=86005) or (members[0] if members else "")
    chatid = _free_chatid(world, call)
    if world.directory.visible(owner) is None:
        raise ApiError(86005)
    if _key(owner) not in map(_key, members):
        raise ApiError(86207)
    if not _FEWEST <= len(members) <= _MOST:
        raise ApiError(86006)
    name = string(call.body, "name", code=86004)[:_NAME_LENGTH]
    world.chats[chatid] = GroupChat(chatid, name, owner, members, call.agent.agentid)
    world.stream.publish("chats")
    return {**OK, "chatid": chatid}


def update(world: World, call: Call) -> dict[str, Any]:
    """Rename, change the owner, add and remove members."""
    chat = _own_chat(world, call, call.text("chatid"))
    added, removed = _members(world, call, "add_user_list"), set(map(_key, strings(call.body, "del_user_list")))
    members = [one for one in dict.fromkeys([*chat.members, *added]) if _key(one) not in removed]
    owner = string(call.body, "owner", code=86005) or chat.owner
    if _key(owner) not in map(_key, members):
        raise ApiError(86207)
    if not _FEWEST <= len(members) <= _MOST:
        raise ApiError(86006)
    name = string(call.body, "name", code=86004)[:_NAME_LENGTH] or chat.name
    world.chats[chat.chatid] = replace(chat, name=name, owner=owner, members=members)
    return dict(OK)


def get(world: World, call: Call) -> dict[str, Any]:
    """Return what is known of a chat."""
    chat = _own_chat(world, call, call.args.get("chatid", ""))
    info = {"chatid": chat.chatid, "name": chat.name, "owner": chat.owner, "userlist": chat.members, "chat_type": 0}
    return {**OK, "chat_info": info}


def send(world: World, call: Call) -> dict[str, Any]:
    """Post into a chat; template cards and mini-program notices do not exist here."""
    chat = _own_chat(world, call, call.text("chatid"))
    kind = string(call.body, "msgtype", code=40008)
    if kind not in content.KINDS:
        raise ApiError(40008)
    safe = content.check_safe(call.body, kind)
    rules = content.Rules(media=lambda media_id: world.media.valid(media_id, call.now), safe=safe)
    shown = content.KINDS[kind](table(call.body, kind), rules)
    message = Message(
        box=f"chat:{chat.chatid}",
        at=call.now,
        sender="bot",
        sender_name=call.agent.name,
        kind=kind,
        body=shown.body,
        raw=call.noted,
        agentid=call.agent.agentid,
        msgid=new_id("chatmsg"),
        used_bytes=shown.used,
        allowed_bytes=shown.allowed,
        mentioned=tuple(strings(shown.body, "mentioned_list")) if kind == "text" else (),
        dropped=not _all_members_have_room(world, call, chat),
    )
    if message.dropped:
        call.outcome = "dropped"
        world.note(call.api, chat.name, "chat_dropped")
    world.mailbox.add(message)
    return dict(OK)


def _all_members_have_room(world: World, call: Call, chat: GroupChat) -> bool:
    """Count the post for every member; over 200 a minute it is dropped without an error.

    The real platform drops it for the single member; a group phone here stands for all of them.
    """
    limit, keys = world.limits.chat_member_minute, [(call.agent.agentid, _key(one)) for one in chat.members]
    if not all(limit.has_room(key, call.now) for key in keys):
        return False
    for key in keys:
        limit.count(key, call.now)
    return True


def _check_range(call: Call) -> None:
    if not call.agent.root_range:
        raise ApiError(48002, "the visible range of the app is not the root department")


def _own_chat(world: World, call: Call, chatid: str) -> GroupChat:
    _check_range(call)
    if not _CHATID.fullmatch(chatid):
        raise ApiError(86001)
    chat = world.chats.get(chatid)
    if chat is None:
        raise ApiError(86003)
    if chat.agentid != call.agent.agentid:
        raise ApiError(86008)
    return chat


def _free_chatid(world: World, call: Call) -> str:
    chatid = string(call.body, "chatid", code=86001)
    if not chatid:
        return re.sub(r"[^0-9A-Za-z]", "", new_id("chat"))[:32]
    if not _CHATID.fullmatch(chatid):
        raise ApiError(86001)
    if chatid in world.chats:
        raise ApiError(86215)
    return chatid


def _members(world: World, call: Call, name: str) -> list[str]:
    """Return the userids as the directory spells them; unknown ones are refused."""
    found = [world.directory.visible(userid) for userid in strings(call.body, name)]
    if None in found:
        raise ApiError(86216)
    return list(dict.fromkeys(member.userid for member in found if member))


def _key(userid: str) -> str:
    return userid.lower()


ENDPOINTS = {
    "appchat/create": Endpoint("POST", create),
    "appchat/update": Endpoint("POST", update),
    "appchat/get": Endpoint("GET", get),
    "appchat/send": Endpoint("POST", send),
}
