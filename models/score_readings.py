"""Who looked at whose score (查看记录): once for each person, branch, quarter and day, and nothing of what was seen."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, BigKey, BigRef, QuarterColumn
from models.organizations import Organization
from models.people import Person
from rules.periods import Quarter


class ScoreReading(Base):
    """One person who on one day opened how the score of a branch that is not the person's own came about."""

    __tablename__ = "score_readings"
    __table_args__ = (UniqueConstraint("day", "person_id", "organization_id", "quarter"),)

    id: Mapped[BigKey]
    person_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"), index=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"), index=True)
    quarter: Mapped[Quarter] = mapped_column(QuarterColumn)
    day: Mapped[date]

    person: Mapped[Person] = relationship()
    organization: Mapped[Organization] = relationship()
