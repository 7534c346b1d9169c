"""The access token of each WeCom app: one row, shared by every thread and process."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Moment


class AccessToken(Base):
    """The token an app calls WeCom with. `name` is corporation and app; no part of a secret ever stands in it."""

    __tablename__ = "access_tokens"

    name: Mapped[str] = mapped_column(String(128), primary_key=True)
    token: Mapped[str] = mapped_column(String(512))
    expires_at: Mapped[datetime] = mapped_column(Moment)


def find_token(session: Session, name: str, now: datetime) -> AccessToken | None:
    """Return the app's token while it lives, or None."""
    return session.scalar(select(AccessToken).where(AccessToken.name == name, AccessToken.expires_at > now))


def keep_token(session: Session, name: str, token: str, expires_at: datetime) -> None:
    """Put this token in place of the one the app had."""
    session.execute(delete(AccessToken).where(AccessToken.name == name))
    session.add(AccessToken(name=name, token=token, expires_at=expires_at))


def drop_token(session: Session, name: str, token: str) -> None:
    """Forget this token; a newer one that somebody else has fetched meanwhile stays."""
    session.execute(delete(AccessToken).where(AccessToken.name == name, AccessToken.token == token))
