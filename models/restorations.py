"""Restorations (恢复): when this database was made out of a copy, and whether it may send since."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, BigKey, Moment


class Restoration(Base):
    """One time this database was filled from a copy that was made at `copied_at`.

    Until `released_at` nothing is sent, swept or answered. `released` names what the person let go, "waiting", "due" or
    both, "" for nothing.
    """

    __tablename__ = "restorations"

    id: Mapped[BigKey]
    copied_at: Mapped[datetime] = mapped_column(Moment)
    restored_at: Mapped[datetime] = mapped_column(Moment)
    released_at: Mapped[datetime | None] = mapped_column(Moment)
    released: Mapped[str] = mapped_column(String(32), default="")


_HELD: Final = select(Restoration).where(Restoration.released_at.is_(None)).order_by(Restoration.id).limit(1)


def held_restoration(session: Session) -> Restoration | None:
    """Find the restoration that nobody has released yet."""
    return session.scalar(_HELD)
