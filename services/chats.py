"""The group chats that boards are posted to: a chat of the app's own, or one reached through a robot's key."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Refused
from bot.outbox import Addressee
from models.appointments import LEADERS, OFFICE, OFFICE_CLERK, SECRETARY, holders
from models.boards import GroupChat

# WeCom cuts longer names without a word (protocol, group chats).
LONGEST_NAME: Final = 50
_WEBHOOK_KEY = re.compile(r"(?:https://[^\s?]+\?key=)?([0-9A-Za-z-]{8,64})")


def register_chat(session: Session, name: str, webhook: str | None = None) -> GroupChat:
    """Register a chat for boards: one the app will make, or with `webhook` (key or address) one a robot is in.

    Raises Refused for a name or robot registered before, an empty or endless name, or what is no robot's key.
    """
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refused("chat_name_wrong", longest=LONGEST_NAME)
    key = _webhook_key(webhook) if webhook is not None else None
    same = GroupChat.name == name if key is None else (GroupChat.name == name) | (GroupChat.webhook == key)
    if (known := session.scalar(select(GroupChat).where(same).limit(1))) is not None:
        raise Refused("chat_known", chat=known)
    chat = GroupChat(name=name, chatid=_chatid(name) if key is None else None, webhook=key)
    session.add(chat)
    session.flush()
    return chat


def addressee(chat: GroupChat) -> Addressee:
    """Tell where messages to a chat go."""
    return Addressee("webhook", chat.webhook) if chat.webhook else Addressee("chat", chat.chatid or "")


def new_chat(session: Session, chat: GroupChat, today: date) -> Mapping[str, Any]:
    """Word the message that makes an app chat: secretaries, office and leaders, owned by a clerk of the office."""
    clerks = _userids(session, (OFFICE_CLERK,), today)
    members = list(dict.fromkeys(clerks + _userids(session, (*OFFICE, *LEADERS, SECRETARY), today)))
    return {"msgtype": "create_chat", "name": chat.name, "owner": members[0] if members else "", "members": members}


def _userids(session: Session, roles: tuple[str, ...], today: date) -> list[str]:
    return [person.userid for person in holders(session, roles, today) if person.userid]


def _chatid(name: str) -> str:
    """Choose the chat's id ourselves, always the same for a name: making the chat twice then makes only one."""
    return f"board{hashlib.sha256(name.encode()).hexdigest()[:27]}"


def _webhook_key(given: str) -> str:
    found = _WEBHOOK_KEY.fullmatch(given.strip())
    if found is None:
        raise Refused("webhook_wrong")
    return found[1]
