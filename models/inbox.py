"""The inbox: every callback once, by its key, so that a repeated one changes nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, mapped_column

from models.ballots import may_tell_a_vote
from models.base import Base, Moment


class Words(TypeDecorator[str]):
    """What somebody wrote, but never how somebody votes: such words reach no statement, page or log of the database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Leave out words that may tell a vote."""
        return "" if value and may_tell_a_vote(value) else value


class InboxMessage(Base):
    """One message or event from WeCom. State: handled | failed (then `error` says why)."""

    __tablename__ = "inbox"

    key: Mapped[str] = mapped_column(String(1024), primary_key=True)
    userid: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Words)
    received_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(8))
    error: Mapped[str | None] = mapped_column(Text)
