"""Bonus claims (加分申报): filed by a branch, checked by the office, decided by somebody else (R30–R33)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import ForeignKey, String, Text, bindparam, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base, BigKey, BigRef, Moment, Points, QuarterColumn
from models.organizations import Organization
from models.people import Person
from rules.cases import BONUS_CLAIM
from rules.periods import Quarter

REJECTED: Final = "rejected"
# The office has to check it; somebody else has to decide on it.
SUBMITTED: Final = "submitted"
VERIFYING: Final = "verifying"


class BonusClaim(Base):
    """One claim; its states and who brought it there are transitions (`rules/cases.py`, BONUS_CLAIM).

    `matter` names the award or article: claims of one organisation and one matter count once (A16). `quarter` and
    `points` are set by the approval: what the claim adds in that quarter, 0 when a higher one was there before.
    """

    __tablename__ = "bonus_claims"

    id: Mapped[BigKey]
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"), index=True)
    rule: Mapped[str] = mapped_column(String(16))
    level: Mapped[str] = mapped_column(String(16))
    matter: Mapped[str] = mapped_column(String(128))
    awarded_on: Mapped[date]
    proof: Mapped[str] = mapped_column(Text, default="")
    filed_by_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"))
    filed_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(32), index=True)
    quarter: Mapped[Quarter | None] = mapped_column(QuarterColumn, index=True)
    points: Mapped[Decimal | None] = mapped_column(Points)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("people.id"))
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)

    organization: Mapped[Organization] = relationship(lazy="joined")
    filed_by: Mapped[Person] = relationship(foreign_keys=[filed_by_id], lazy="joined")
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id], lazy="joined")


_COUNTING: Final = (
    select(BonusClaim)
    .where(BonusClaim.quarter == bindparam("quarter"), BonusClaim.decided_at <= bindparam("as_of"))
    .where(BonusClaim.revoked_at.is_(None) | (BonusClaim.revoked_at > bindparam("as_of")))
    .order_by(BonusClaim.id)
)


def claims_counting(session: Session, quarter: Quarter, as_of: datetime) -> list[BonusClaim]:
    """List the claims that add points in a quarter, as it stood at a moment: approved and not revoked by then."""
    return list(session.scalars(_COUNTING, {"quarter": quarter, "as_of": as_of}))


def is_any_revoked(session: Session, quarter: Quarter, since: datetime, until: datetime) -> bool:
    """Tell whether a bonus that counted in a quarter was taken back after a moment and until another."""
    within = BonusClaim.revoked_at > since, BonusClaim.revoked_at <= until
    return session.scalar(select(BonusClaim.id).where(BonusClaim.quarter == quarter, *within).limit(1)) is not None


def claims_in(session: Session, state: str) -> list[BonusClaim]:
    """List the claims in one state, oldest first."""
    return list(session.scalars(select(BonusClaim).where(BonusClaim.state == state).order_by(BonusClaim.id)))


def count_open_claims(session: Session) -> int:
    """Count the claims that somebody has still to do something about, the branch included."""
    is_open = BonusClaim.state.in_(BONUS_CLAIM.open_states)
    return session.scalar(select(func.count()).select_from(BonusClaim).where(is_open)) or 0
