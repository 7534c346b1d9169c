"""Objections (异议) against an entry or a board, and the corrections that upheld ones lead to."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import ForeignKey, Index, String, Text, bindparam, cast, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from models.base import Base, BigKey, BigRef, Moment, QuarterColumn
from models.organizations import Organization
from models.people import Person
from rules.cases import OBJECTION
from rules.periods import Quarter

STRUCK: Final = "struck"
LATE: Final = "late"


class Objection(Base):
    """One objection; its states and who brought it there are transitions (`rules/cases.py`, OBJECTION).

    `target` is the key of the entry it is about ("record:12", "slip:5", "finding:3", "claim:7"), or "board:8".
    `made_by_id` is who made that entry and therefore does not decide the objection.
    """

    __tablename__ = "objections"

    id: Mapped[BigKey]
    quarter: Mapped[Quarter] = mapped_column(QuarterColumn, index=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"), index=True)
    target: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(256))
    made_by_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("people.id"))
    text: Mapped[str] = mapped_column(Text)
    filed_by_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"))
    filed_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(32), index=True)
    reply_due: Mapped[datetime] = mapped_column(Moment)

    organization: Mapped[Organization] = relationship(lazy="joined")
    filed_by: Mapped[Person] = relationship(foreign_keys=[filed_by_id], lazy="joined")

    @property
    def reply_day(self) -> date:
        """The last day on which an answer is in time; `reply_due` is the midnight that ends it."""
        return (self.reply_due - timedelta(seconds=1)).date()


class Correction(Base):
    """An entry struck out, or made a late one, by an upheld objection; the entry itself stays as it is."""

    __tablename__ = "corrections"
    __table_args__ = (Index("ix_corrections_quarter", "quarter"),)

    id: Mapped[BigKey]
    quarter: Mapped[Quarter] = mapped_column(QuarterColumn)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"))
    target: Mapped[str] = mapped_column(String(64))
    verdict: Mapped[str] = mapped_column(String(8))  # struck | late
    reason: Mapped[str] = mapped_column(Text)
    objection_id: Mapped[int] = mapped_column(BigRef, ForeignKey("objections.id"))
    by_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    by: Mapped[Person] = relationship(lazy="joined")


def is_corrected(session: Session, target: str) -> bool:
    """Tell whether an upheld objection has corrected this entry."""
    return session.scalar(select(Correction.id).where(Correction.target == target).limit(1)) is not None


def open_objections(session: Session, quarter: Quarter) -> list[Objection]:
    """List the objections about a quarter that nobody has decided yet, oldest first."""
    query = select(Objection).where(Objection.quarter == quarter, Objection.state.in_(OBJECTION.open_states))
    return list(session.scalars(query.order_by(Objection.id)))


def all_open_objections(session: Session) -> list[Objection]:
    """List what nobody has decided yet, of every quarter, oldest first."""
    query = select(Objection).where(Objection.state.in_(OBJECTION.open_states))
    return list(session.scalars(query.order_by(Objection.id)))


def objections_of(session: Session, organization_ids: Collection[str]) -> list[Objection]:
    """List what some organisations have objected to, newest first."""
    query = select(Objection).where(Objection.organization_id.in_(organization_ids))
    return list(session.scalars(query.order_by(Objection.id.desc())))


def objections_to(session: Session, organization_id: str, target: str) -> list[Objection]:
    """List what an organisation has objected to one entry or board, oldest first."""
    query = select(Objection).where(Objection.organization_id == organization_id, Objection.target == target)
    return list(session.scalars(query.order_by(Objection.id)))


def struck_out(kind: str, id_: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Select the entries of a kind ("finding") that an upheld objection has struck out, by the column of their ids."""
    key = literal(f"{kind}:").concat(cast(id_, String))
    return key.in_(select(Correction.target).where(Correction.verdict == STRUCK))


_CORRECTIONS_IN: Final = (
    select(Correction)
    .where(Correction.quarter == bindparam("quarter"), Correction.at <= bindparam("as_of"))
    .order_by(Correction.id)
)


def corrections_in(session: Session, quarter: Quarter, as_of: datetime) -> list[Correction]:
    """List the corrections to a quarter's entries that had been made by a moment."""
    return list(session.scalars(_CORRECTIONS_IN, {"quarter": quarter, "as_of": as_of}))
