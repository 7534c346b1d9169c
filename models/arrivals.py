"""Arrivals: the callbacks WeCom has been answered for, as they came, until they have been worked off."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigKey, Moment


class Arrival(Base):
    """One callback, its body still encrypted; `args` are the signed arguments of its address (JSON).

    `error` says why one was set aside that can never be read; all others are worked off and go.
    """

    __tablename__ = "arrivals"
    __table_args__ = (
        Index("ix_arrivals_who", "who", "seq"),
        # A number used again would let whoever finishes late remove another callback than the one that was worked off.
        {"sqlite_autoincrement": True},
    )

    seq: Mapped[BigKey]
    key: Mapped[str] = mapped_column(String(96), unique=True)
    who: Mapped[str] = mapped_column(String(64))
    args: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(Moment)
    error: Mapped[str | None] = mapped_column(Text)
