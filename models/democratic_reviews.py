"""Results of the democratic review (民主评议): one number per organisation and year, and its origin (R43, A18)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base, BigKey, BigRef, Moment, Points
from models.organizations import Organization
from models.people import Person


class DemocraticReview(Base):
    """One result, 0 to 100; the newest of an organisation and year counts, the older ones stay readable.

    Never a single member's grade: only the number and its `origin`.
    """

    __tablename__ = "democratic_reviews"
    __table_args__ = (Index("ix_democratic_reviews_year", "year", "organization_id"),)

    id: Mapped[BigKey]
    year: Mapped[int]
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"))
    score: Mapped[Decimal] = mapped_column(Points)
    origin: Mapped[str] = mapped_column(Text)
    entered_by_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"))
    entered_at: Mapped[datetime] = mapped_column(Moment)

    organization: Mapped[Organization] = relationship(lazy="joined")
    entered_by: Mapped[Person] = relationship(lazy="joined")


def reviews_of_year(session: Session, year: int, as_of: datetime) -> dict[str, DemocraticReview]:
    """Read the result that counted for each organisation at a moment, by organisation."""
    query = select(DemocraticReview).where(DemocraticReview.year == year, DemocraticReview.entered_at <= as_of)
    return {one.organization_id: one for one in session.scalars(query.order_by(DemocraticReview.id))}
