"""One row per WeCom API: the next free moment, so that all processes together stay under the platform's limit."""

from __future__ import annotations

from sqlalchemy import Double, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Rate(Base):
    """The next free moment of one API, in real seconds since the epoch."""

    __tablename__ = "rates"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    free_at: Mapped[float] = mapped_column(Double)
