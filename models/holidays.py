"""The holiday schedules a town has been given since the program was installed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Moment


class HolidaySchedule(Base):
    """The State Council's schedule of one year, as the text of its file; it holds instead of the one shipped."""

    __tablename__ = "holiday_schedules"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    loaded_at: Mapped[datetime] = mapped_column(Moment)


def schedules(session: Session) -> dict[str, str]:
    """Give the texts by what their files are called: 2027.yaml."""
    return {f"{one.year}.yaml": one.text for one in session.scalars(select(HolidaySchedule))}
