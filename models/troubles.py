"""What the office has been told of by the daily report, so that it hears of each trouble once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Moment


class ToldTrouble(Base):
    """A trouble that was told and goes on; its row goes when it is over, so that the next one is told again."""

    __tablename__ = "told_troubles"

    key: Mapped[str] = mapped_column(String(96), primary_key=True)
    told_at: Mapped[datetime] = mapped_column(Moment)
