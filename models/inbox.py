"""The inbox: every callback once, by its key, so that a repeated one changes nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Moment


class InboxMessage(Base):
    """One message or event from WeCom. State: handled | failed (then `error` says why)."""

    __tablename__ = "inbox"

    key: Mapped[str] = mapped_column(String(1024), primary_key=True)
    userid: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(8))
    error: Mapped[str | None] = mapped_column(Text)
