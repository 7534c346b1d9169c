"""One row per WeCom API: when it may be called next, so that all processes together keep the platform's limit."""

from __future__ import annotations

from sqlalchemy import Double, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Rate(Base):
    """The next free moment of one API, in real seconds since the epoch (`bot/lease_clock.py`).

    `failures` counts the rests in a row: while it is not 0, one message at a time tries whether the API works again.
    `failing_since` (real seconds) is when the first of them began; `errcode` and `error` are what WeCom said last,
    or what went wrong on the way to it.
    """

    __tablename__ = "rates"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    free_at: Mapped[float] = mapped_column(Double)
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    failing_since: Mapped[float | None] = mapped_column(Double)
    errcode: Mapped[int | None]
    error: Mapped[str | None] = mapped_column(Text)
