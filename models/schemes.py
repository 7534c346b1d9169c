"""The town's rule in all its versions, and which quarter goes by which (R5: one version per quarter for all)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base, BigKey, BigRef, Moment, QuarterColumn
from rules.periods import Quarter


class Township(Base):
    """The township itself: one row of names and labels."""

    __tablename__ = "township"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(32))
    full_name: Mapped[str] = mapped_column(String(64))
    committee: Mapped[str] = mapped_column(String(64))
    rule_title: Mapped[str] = mapped_column(String(128))
    publication_channel: Mapped[str] = mapped_column(String(64))
    platform: Mapped[str] = mapped_column(String(64))
    document_prefix: Mapped[str] = mapped_column(String(16))
    fictional: Mapped[bool] = mapped_column(default=False)


class SchemeVersion(Base):
    """One version of the rule, kept word for word together with the township's overrides, named by its digest."""

    __tablename__ = "scheme_versions"

    id: Mapped[BigKey]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    text: Mapped[str] = mapped_column(Text)
    overrides: Mapped[str] = mapped_column(Text)
    loaded_at: Mapped[datetime] = mapped_column(Moment)


class QuarterRule(Base):
    """Pins a quarter to one version of the rule; `closed_at` is set when its data may no longer change."""

    __tablename__ = "quarter_rules"

    quarter: Mapped[Quarter] = mapped_column(QuarterColumn, primary_key=True)
    scheme_version_id: Mapped[int] = mapped_column(BigRef, ForeignKey("scheme_versions.id"))
    pinned_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)

    version: Mapped[SchemeVersion] = relationship(lazy="joined")


def township(session: Session) -> Township | None:
    """Find the township's row; None before the register was loaded."""
    return session.get(Township, 1)


def latest_version(session: Session) -> SchemeVersion | None:
    """Find the version loaded last."""
    newest_first = select(SchemeVersion).order_by(SchemeVersion.loaded_at.desc(), SchemeVersion.id.desc())
    return session.scalar(newest_first.limit(1))
