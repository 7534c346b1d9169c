"""Who works: each machine's working processes say here, every few seconds, that they live."""

from __future__ import annotations

from sqlalchemy import Double, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Beat(Base):
    """When one part ("worker" answers, "delivery" keeps the clock and delivers) of one machine was last seen alive.

    Both moments are real seconds since the epoch. `latest` never falls: where it lies ahead of the clock, that was set
    back, or another one is ahead.
    """

    __tablename__ = "beats"

    machine: Mapped[str] = mapped_column(String(64), primary_key=True)
    part: Mapped[str] = mapped_column(String(16), primary_key=True)
    seen_at: Mapped[float] = mapped_column(Double)
    latest: Mapped[float] = mapped_column(Double)
