"""The group chats that boards are posted to: a chat of the app's own, or one reached through a robot's key."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.errors import BadInput, NotFound, NotNow
from bot.outbox import Addressee
from bot.robots import robot_key
from models.appointments import LEADERS, OFFICE, OFFICE_CLERK, holders
from models.chats import GroupChat, chats_of_the_app
from models.locks import lock
from models.outbox import OutboxMessage
from rules.workdays import Calendar
from services.notices.branches import secretaries
from services.notices.undelivered import tell_undelivered

TOPIC: Final = "chat"
# The edition that shows the weakest item of a grey organisation: for leaders and office alone (A19).
INTERNAL: Final = "internal"
# WeCom cuts longer names without a word (protocol, group chats).
LONGEST_NAME: Final = 50


def register_chat(session: Session, name: str, webhook: str | None = None, edition: str = "group") -> GroupChat:
    """Register a chat for boards: one the app will make, or with `webhook` (key or address) one a robot is in.

    `edition` is public, group or internal. Raises Refused for a name or robot registered before, an empty or endless
    name, what is no robot's key, and for the internal edition where a robot posts.
    """
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise BadInput("chat_name_wrong", longest=LONGEST_NAME)
    key = _webhook_key(webhook) if webhook is not None else None
    same = GroupChat.name == name if key is None else (GroupChat.name == name) | (GroupChat.webhook == key)
    if (known := session.scalar(select(GroupChat).where(same).limit(1))) is not None:
        raise NotNow("chat_known", chat=known)
    chat = GroupChat(name=name, chatid=_chatid(name) if key is None else None, webhook=key)
    _choose(chat, edition)
    session.add(chat)
    session.flush()
    return chat


def choose_edition(session: Session, name: str, edition: str) -> GroupChat:
    """Let a registered chat get another edition of the boards from now on.

    Raises Refused for an unknown chat, for the internal edition where a robot posts, since nobody can know who reads
    there, and where a chat of the app's own was already made for another circle of people.
    """
    chat = session.scalar(select(GroupChat).where(GroupChat.name == name.strip()))
    if chat is None:
        raise NotFound("chat_unknown", name=name)
    lock(session, chat)
    if chat.members is not None and (chat.edition == INTERNAL) != (edition == INTERNAL):
        raise NotNow("chat_made_for_others", chat=chat)
    _choose(chat, edition)
    session.flush()
    return chat


def address_anew(session: Session, chat: GroupChat, webhook: str) -> None:
    """Let a robot post where another one did: it was removed and added again. Raises Refused as `register_chat`."""
    key = _webhook_key(webhook)
    known = session.scalar(select(GroupChat).where(GroupChat.webhook == key, GroupChat.id != chat.id).limit(1))
    if known is not None:
        raise NotNow("chat_known", chat=known)
    chat.webhook = key
    session.flush()


def addressee(chat: GroupChat) -> Addressee:
    """Tell where messages to a chat go."""
    return Addressee("webhook", chat.webhook) if chat.webhook else Addressee("chat", chat.chatid or "")


def make_chat(session: Session, chat: GroupChat, key: str, now: datetime) -> None:
    """Have a chat of the app's own made, which changes nothing where it exists, and its members put right."""
    lock(session, chat)
    wanted = wanted_members(session, chat, now.date())
    owner = wanted[0] if wanted else ""
    body = {"msgtype": "create_chat", "name": chat.name, "owner": owner, "members": wanted}
    outbox.push(session, addressee(chat), body, key=f"{key}:create", now=now, about=_about(chat))
    if chat.members is None:
        chat.members = wanted
    _put_right(session, chat, wanted, now)


def keep_chats(session: Session, _calendar: Calendar, now: datetime) -> int:
    """Keep the members of the app's own chats in step with the register. A sweep; returns how many chats changed."""
    made = [chat for chat in chats_of_the_app(session) if chat.members is not None]
    return sum(_put_right(session, chat, wanted_members(session, chat, now.date()), now) for chat in made)


def wanted_members(session: Session, chat: GroupChat, today: date) -> list[str]:
    """List who belongs into a chat of the app's own: office and leaders, and the secretaries unless it is internal.

    The secretary of a branch on paper is in none, for nothing reaches it by WeCom. The first, a clerk, owns the chat.
    """
    people = holders(session, (OFFICE_CLERK,), today) + holders(session, (*OFFICE, *LEADERS), today)
    if chat.edition != INTERNAL:
        people += secretaries(session, today)
    return list(dict.fromkeys(person.userid for person in people if person.userid))


class ChatListener:
    """Hears what became of making a chat and of changing its members."""

    def reworded(self, session: Session, message: OutboxMessage, now: datetime) -> Mapping[str, Any]:
        """Refuse: who belongs into a chat hangs on no day."""
        raise NotImplementedError(f"{message.key} names a day, but a chat's members are told once")

    def accepted(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        """Nothing follows from it."""

    def refused(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        """Tell the office, who can look into the chat's members."""
        chat = session.get_one(GroupChat, int(message.subject or 0))
        tell_undelivered(session, "chat_not_kept", message, now, chat=chat)


def _put_right(session: Session, chat: GroupChat, wanted: list[str], now: datetime) -> bool:
    """Tell WeCom who came and who left since it was last told; an empty register empties no chat."""
    told = chat.members or []
    if not wanted or set(wanted) == set(told):
        return False
    change = {
        "msgtype": "update_chat",
        "owner": wanted[0],
        "add": [one for one in wanted if one not in told],
        "remove": [one for one in told if one not in wanted],
    }
    key = f"chat:{chat.id}:members:{now.timestamp():.6f}"
    outbox.push(session, addressee(chat), change, key=key, now=now, about=_about(chat))
    chat.members = wanted
    session.flush()
    return True


def _about(chat: GroupChat) -> outbox.About:
    return outbox.About(TOPIC, str(chat.id))


def _choose(chat: GroupChat, edition: str) -> None:
    if edition == INTERNAL and chat.webhook:
        raise NotNow("chat_not_internal", chat=chat)
    chat.edition = edition


def _chatid(name: str) -> str:
    """Choose the chat's id ourselves, always the same for a name: making the chat twice then makes only one."""
    return f"board{hashlib.sha256(name.encode()).hexdigest()[:27]}"


def _webhook_key(given: str) -> str:
    key = robot_key(given)
    if key is None:
        raise BadInput("webhook_wrong")
    return key
