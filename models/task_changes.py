"""What became of the tasks of a month: entered, changed, ended; by whom, when and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base, BigKey, BigRef, Moment
from models.people import Person


class TaskChange(Base):
    """One change of a task: `kind` is entered, changed or ended; `before` is what the task said until then."""

    __tablename__ = "task_changes"

    id: Mapped[BigKey]
    task_id: Mapped[str] = mapped_column(ForeignKey("tasks.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    by: Mapped[Person] = relationship(lazy="joined")


def changes_of_task(session: Session, task_id: str) -> list[TaskChange]:
    """List what became of a task, newest first."""
    query = select(TaskChange).where(TaskChange.task_id == task_id).order_by(TaskChange.id.desc())
    return list(session.scalars(query))
