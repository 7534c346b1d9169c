"""The tasks of a month: what the month's slip reports on."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import JSON, String, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, MonthColumn
from rules.periods import Month


class Task(Base):
    """One task of one month (R7–R9). `sectors` None means every sector."""

    __tablename__ = "tasks"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    month: Mapped[Month] = mapped_column(MonthColumn, index=True)
    title: Mapped[str] = mapped_column(String(64))
    indicator: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    due: Mapped[date | None]
    sectors: Mapped[list[str] | None] = mapped_column(JSON)

    def concerns(self, sector: str | None) -> bool:
        """Tell whether an organisation of this sector has the task."""
        return self.sectors is None or sector in self.sectors


_TASKS_OF: Final = select(Task).where(Task.month == bindparam("month")).order_by(Task.id)


def tasks_of(session: Session, month: Month) -> list[Task]:
    """List a month's tasks in the order of their ids."""
    return list(session.scalars(_TASKS_OF, {"month": month}))
