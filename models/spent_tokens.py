"""What counts once: the `state` of a sign-in that has come back, the session that was signed out.

A cookie can be copied and sent again; that it has done its duty can only be known here. Only digests are kept, and only
until the cookie is too old anyway.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import Double, String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base


class SpentToken(Base):
    """A token that is no longer good; `until` is the real second (bot.clock.lease_seconds) of which it is forgotten."""

    __tablename__ = "spent_tokens"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    until: Mapped[float] = mapped_column(Double, index=True)


def digest_of(token: str) -> str:
    """Name a token without giving it away."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_spent(session: Session, token: str) -> bool:
    """Tell whether a token has done its duty."""
    return session.get(SpentToken, digest_of(token)) is not None


def forget_spent(session: Session, second: float) -> None:
    """Forget tokens that are too old to be sent again."""
    session.execute(delete(SpentToken).where(SpentToken.until < second))
