"""What becomes of organisations: founded, renamed, moved, merged, split, dissolved; each with its day and reason."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, bindparam, exists, func, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column, relationship

from models.base import Base, BigKey, BigRef, Moment
from models.organizations import Organization
from models.people import Person
from rules.cases import STREAK_TAKEOVER

FOUNDED: Final = "founded"
RENAMED: Final = "renamed"
MOVED: Final = "moved"
DISSOLVED: Final = "dissolved"
MERGED: Final = "merged"
SPLIT: Final = "split"
# With these an organisation ends.
ENDINGS: Final = (DISSOLVED, MERGED, SPLIT)
TAKEN_OVER: Final = "taken_over"


class OrganizationChange(Base):
    """One change of one organisation, valid from its `day` on; planned until it is `done_at`, or `dropped_at` before.

    `other` is whom it was merged into, out of whom it was founded, or under whom it stands now; `before` is what the
    register said until then. `by` is None for what came with the township file.
    """

    __tablename__ = "organization_changes"

    id: Mapped[BigKey]
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(256))
    other_id: Mapped[str | None] = mapped_column(ForeignKey("organizations.id"))
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    by_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("people.id"))
    noted_at: Mapped[datetime] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    dropped_at: Mapped[datetime | None] = mapped_column(Moment)

    organization: Mapped[Organization] = relationship(foreign_keys=[organization_id], lazy="joined")
    other: Mapped[Organization | None] = relationship(foreign_keys=[other_id], lazy="joined")
    by: Mapped[Person | None] = relationship()


class StreakTakeover(Base):
    """Whether the grey boards in a row of an organisation that ended go on with its successor: a person decides.

    States are those of STREAK_TAKEOVER.
    """

    __tablename__ = "streak_takeovers"
    __table_args__ = (UniqueConstraint("from_id", "to_id"),)

    id: Mapped[BigKey]
    from_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"))
    to_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"))
    day: Mapped[date]
    state: Mapped[str] = mapped_column(String(16), index=True)
    begun_at: Mapped[datetime] = mapped_column(Moment)

    predecessor: Mapped[Organization] = relationship(foreign_keys=[from_id], lazy="joined")
    successor: Mapped[Organization] = relationship(foreign_keys=[to_id], lazy="joined")


# Noted for a day to come, and neither carried out nor taken back.
IS_PLANNED: Final = OrganizationChange.done_at.is_(None) & OrganizationChange.dropped_at.is_(None)


def changes_due(session: Session, today: date) -> list[OrganizationChange]:
    """List the planned changes whose day has come, in the order in which they hold."""
    due = (IS_PLANNED, OrganizationChange.day <= today)
    query = select(OrganizationChange).where(*due)
    return list(session.scalars(query.order_by(OrganizationChange.day, OrganizationChange.id)))


def ending_of(session: Session, organization_id: str) -> OrganizationChange | None:
    """Find how an organisation ended, or is going to."""
    ends = (OrganizationChange.organization_id == organization_id, OrganizationChange.kind.in_(ENDINGS))
    return session.scalar(select(OrganizationChange).where(*ends, OrganizationChange.dropped_at.is_(None)))


def changes_of(session: Session, organization_id: str) -> list[OrganizationChange]:
    """List what became of an organisation, oldest first."""
    query = select(OrganizationChange).where(OrganizationChange.organization_id == organization_id)
    return list(session.scalars(query.order_by(OrganizationChange.day, OrganizationChange.id)))


def successions_undecided(session: Session, since: datetime) -> list[tuple[OrganizationChange, str]]:
    """List the endings since a moment with each successor whose streak nobody has asked about yet."""
    founded = aliased(OrganizationChange)
    ended = OrganizationChange.organization_id
    done = (OrganizationChange.done_at >= since, ~exists().where(StreakTakeover.from_id == ended))
    merged = select(OrganizationChange).where(OrganizationChange.kind == MERGED, *done)
    split = (
        select(OrganizationChange, founded.organization_id)
        .join(founded, (founded.other_id == ended) & (founded.kind == FOUNDED))
        .where(OrganizationChange.kind == SPLIT, *done)
    )
    merged_ones = [(one, one.other_id) for one in session.scalars(merged) if one.other_id]
    return [*merged_ones, *((one, part) for one, part in session.execute(split))]


_TAKEN_OVER: Final = select(StreakTakeover.from_id, StreakTakeover.to_id, StreakTakeover.day).where(
    StreakTakeover.state == bindparam("state")
)


def takeovers(session: Session) -> list[tuple[str, str, date]]:
    """List whose streak goes on with whom, from which day on."""
    return [(row.from_id, row.to_id, row.day) for row in session.execute(_TAKEN_OVER, {"state": TAKEN_OVER})]


def takeovers_in(session: Session, state: str) -> list[StreakTakeover]:
    """List the questions about streaks in one state, in the order of their numbers."""
    return list(
        session.scalars(select(StreakTakeover).where(StreakTakeover.state == state).order_by(StreakTakeover.id))
    )


def count_takeovers_asked(session: Session) -> int:
    """Count the questions about streaks that nobody has decided."""
    asked = StreakTakeover.state == STREAK_TAKEOVER.first
    return session.scalar(select(func.count()).select_from(StreakTakeover).where(asked)) or 0
