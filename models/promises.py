"""Promises (整改承诺): what a branch said in its self-check it would do by a day, until it is kept or broken (R13)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

from sqlalchemy import ForeignKey, String, Text, bindparam, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base, BigKey, BigRef
from models.organizations import Organization

OPEN: Final = "open"
KEPT: Final = "kept"
BROKEN: Final = "broken"


class Promise(Base):
    """One item, the measure and the day, as the confirmed form of `slip_id` said it; states are those of PROMISE.

    `asked_on_id` is the slip that asks about it. `follows_id` is the promise whose day it puts off: that one is broken.
    """

    __tablename__ = "promises"

    id: Mapped[BigKey]
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"), index=True)
    slip_id: Mapped[int] = mapped_column(BigRef, ForeignKey("slips.id"), index=True)
    item: Mapped[str] = mapped_column(String(300))
    measure: Mapped[str] = mapped_column(Text)
    day: Mapped[date]
    state: Mapped[str] = mapped_column(String(16), index=True)
    asked_on_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("slips.id"), index=True)
    follows_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("promises.id"))
    # The branch's own words when it was asked, the latest; each answer is kept as a step.
    said: Mapped[str] = mapped_column(Text, default="")

    organization: Mapped[Organization] = relationship(lazy="joined")


_ASKED_ON: Final = select(Promise).where(Promise.asked_on_id == bindparam("slip_id")).order_by(Promise.day, Promise.id)


def promises_asked_on(session: Session, slip_id: int) -> list[Promise]:
    """List the promises a slip asks about."""
    return list(session.scalars(_ASKED_ON, {"slip_id": slip_id}))


def promises_made_on(session: Session, slip_id: int) -> list[Promise]:
    """List the open promises made in the form of a slip, those that put another off left out."""
    made = (Promise.slip_id == slip_id, Promise.state == OPEN, Promise.follows_id.is_(None))
    return list(session.scalars(select(Promise).where(*made).order_by(Promise.id)))


def promises_following(session: Session, promise: Promise) -> list[Promise]:
    """List the open promises that put a promise off."""
    query = select(Promise).where(Promise.follows_id == promise.id, Promise.state == OPEN)
    return list(session.scalars(query.order_by(Promise.id)))


def promises_of(
    session: Session,
    states: Collection[str],
    organization_ids: Collection[str] | None = None,
    since: date | None = None,
) -> list[Promise]:
    """List promises in some states by their day; of some organisations, and for a day `since` then, if that is said."""
    query = select(Promise).join(Organization).where(Promise.state.in_(states))
    if organization_ids is not None:
        query = query.where(Promise.organization_id.in_(organization_ids))
    if since is not None:
        query = query.where(Promise.day >= since)
    return list(session.scalars(query.order_by(Promise.day, Organization.position, Promise.id)))


def promise_states(session: Session, since: date, until: date) -> dict[str, int]:
    """Count the town's promises for a day between two days, both among them, by state."""
    query = select(Promise.state, func.count()).where(Promise.day >= since, Promise.day <= until)
    return dict(session.execute(query.group_by(Promise.state)).all())
