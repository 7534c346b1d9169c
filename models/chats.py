"""Group chats the boards are posted to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, BigKey, Moment


class GroupChat(Base):
    """A chat the boards are posted to: one the app creates (`chatid`) or one reached by a robot's key (`webhook`).

    `edition` is the edition of the board that this chat gets. `members` are the userids WeCom was last told for a chat
    of the app's own; None until it is made. Once `stopped_at`, nothing more is posted there.
    """

    __tablename__ = "group_chats"

    id: Mapped[BigKey]
    name: Mapped[str] = mapped_column(String(50), unique=True)
    chatid: Mapped[str | None] = mapped_column(String(32))
    webhook: Mapped[str | None] = mapped_column(String(64))
    edition: Mapped[str] = mapped_column(String(8), default="group")  # public | group | internal
    members: Mapped[list[str] | None] = mapped_column(JSON)
    stopped_at: Mapped[datetime | None] = mapped_column(Moment)


def group_chats(session: Session) -> list[GroupChat]:
    """List the chats the boards are posted to, in the order they were registered."""
    return list(session.scalars(select(GroupChat).where(GroupChat.stopped_at.is_(None)).order_by(GroupChat.id)))


def chats_of_the_app(session: Session) -> list[GroupChat]:
    """List the chats the app makes itself and posts to, locking their rows."""
    own = (GroupChat.webhook.is_(None), GroupChat.stopped_at.is_(None))
    query = select(GroupChat).where(*own).order_by(GroupChat.id)
    return list(session.scalars(query.with_for_update()))
