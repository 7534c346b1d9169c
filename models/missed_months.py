"""Months for which nobody started the program: no slip went out, and the office decides what becomes of them (R6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, BigKey, Moment, MonthColumn
from rules.periods import Month

MISSED: Final = "missed"
ISSUED: Final = "issued"
WAIVED: Final = "waived"


class MissedMonth(Base):
    """One such month, found by the clock; its states are those of `rules/cases.py`, MISSED_MONTH.

    Once it is `issued` the slips go out as those of last month do.
    """

    __tablename__ = "missed_months"

    id: Mapped[BigKey]
    month: Mapped[Month] = mapped_column(MonthColumn, unique=True)
    state: Mapped[str] = mapped_column(String(16), index=True)
    found_at: Mapped[datetime] = mapped_column(Moment)


def missed_month(session: Session, month: Month) -> MissedMonth | None:
    """Find what was decided about a month without slips; None for a month that was never missed."""
    return session.scalar(select(MissedMonth).where(MissedMonth.month == month))


def missed_among(session: Session, months: Sequence[Month]) -> dict[Month, MissedMonth]:
    """Find by month what was decided about some months."""
    return {one.month: one for one in session.scalars(select(MissedMonth).where(MissedMonth.month.in_(months)))}


def months_to_issue(session: Session) -> list[Month]:
    """List the missed months that the office has ordered to be issued after all, oldest first."""
    query = select(MissedMonth.month).where(MissedMonth.state == ISSUED).order_by(MissedMonth.month)
    return list(session.scalars(query))
