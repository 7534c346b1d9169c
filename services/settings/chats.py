"""Group chats as the office keeps them: added, stopped, addressed anew, tried; each with who did it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import outbox
from bot.errors import NotNow
from bot.wording import word
from models.chats import GroupChat
from models.outbox import OutboxMessage
from models.people import Person
from models.register_entries import CHAT_ADDED, CHAT_CHANGED, RegisterEntry
from services.chats import TOPIC, address_anew, addressee, choose_edition, make_chat, register_chat
from services.register.changes import reason_given
from services.rights.asking import check_may
from services.rights.table import Right

NOTICES: Final = "chats/notices.txt"


def add_chat(
    session: Session, name: str, webhook: str | None, edition: str, reason: str, by: Person, now: datetime
) -> GroupChat:
    """Let boards be posted to one chat more. Raises Refused unless the office does it, and as `register_chat`."""
    check_may(session, by, Right.CHANGE_SETTINGS, now)
    chat = register_chat(session, name, webhook, edition)
    _note(session, CHAT_ADDED, chat, reason, by, now, edition=edition)
    return chat


def change_edition(session: Session, chat: GroupChat, edition: str, reason: str, by: Person, now: datetime) -> None:
    """Let a chat get another edition from the next board on. Raises Refused as `choose_edition`."""
    check_may(session, by, Right.CHANGE_SETTINGS, now)
    choose_edition(session, chat.name, edition)
    _note(session, CHAT_CHANGED, chat, reason, by, now, edition=edition)


def change_address(session: Session, chat: GroupChat, webhook: str, reason: str, by: Person, now: datetime) -> None:
    """Write down the new address of a chat's robot, of which nobody sees more than its end. Raises Refused."""
    check_may(session, by, Right.CHANGE_SETTINGS, now)
    if chat.webhook is None:
        raise NotNow("chat_has_no_robot", chat=chat)
    address_anew(session, chat, webhook)
    _note(session, CHAT_CHANGED, chat, reason, by, now, address=True)


def stop_chat(session: Session, chat: GroupChat, reason: str, by: Person, now: datetime) -> None:
    """Let nothing more be posted to a chat; what was posted stays. Raises Refused where it is stopped."""
    check_may(session, by, Right.CHANGE_SETTINGS, now)
    if chat.stopped_at is not None:
        raise NotNow("chat_stopped", chat=chat)
    chat.stopped_at = now
    _note(session, CHAT_CHANGED, chat, reason, by, now, stopped=True)


def resume_chat(session: Session, chat: GroupChat, reason: str, by: Person, now: datetime) -> None:
    """Let boards be posted to a stopped chat again, from the next one on. Raises Refused where it is not stopped."""
    check_may(session, by, Right.CHANGE_SETTINGS, now)
    if chat.stopped_at is None:
        raise NotNow("chat_not_stopped", chat=chat)
    chat.stopped_at = None
    _note(session, CHAT_CHANGED, chat, reason, by, now, stopped=False)


def try_chat(session: Session, chat: GroupChat, by: Person, now: datetime) -> None:
    """Post one line that says it is a trial; it leaves in working hours. Raises Refused for a stopped chat."""
    check_may(session, by, Right.CHANGE_SETTINGS, now)
    if chat.stopped_at is not None:
        raise NotNow("chat_stopped", chat=chat)
    key = f"chat:{chat.id}:trial:{now.timestamp():.6f}"
    to = addressee(chat)
    if to.kind == "chat":
        make_chat(session, chat, key, now)
    outbox.push(
        session, to, outbox.text(word(NOTICES, "trial")), key=key, now=now, about=outbox.About(TOPIC, str(chat.id))
    )


def last_messages(session: Session, chats: Sequence[GroupChat]) -> dict[int, OutboxMessage]:
    """Find the last message to each of some chats, by their ids; none of those that never got any."""
    ids = {addressee(chat).id: chat.id for chat in chats}
    last = select(func.max(OutboxMessage.id)).where(
        OutboxMessage.addressee_kind.in_(("chat", "webhook")), OutboxMessage.addressee.in_(ids)
    )
    found = select(OutboxMessage).where(OutboxMessage.id.in_(last.group_by(OutboxMessage.addressee)))
    return {ids[one.addressee]: one for one in session.scalars(found)}


def _note(session: Session, kind: str, chat: GroupChat, reason: str, by: Person, now: datetime, **after: Any) -> None:
    entry = RegisterEntry(kind=kind, day=now.date(), reason=reason_given(reason), chat=chat, after=after, by_id=by.id)
    entry.at = now
    session.add(entry)
    session.flush()
