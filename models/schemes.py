"""The town's rule in all its versions, and which quarter goes by which (R5: one version per quarter for all)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import JSON, ForeignKey, String, Text, bindparam, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base, BigKey, BigRef, Moment, QuarterColumn
from rules.periods import Quarter

# Where a session keeps the town's row.
_TOWN: Final = "town"


class Township(Base):
    """The township itself: one row of names and labels; `level_labels` are its own names for the levels of honours.

    `modules_off` names what it does without (services/rights/modules.py).
    """

    __tablename__ = "township"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(32))
    full_name: Mapped[str] = mapped_column(String(64))
    committee: Mapped[str] = mapped_column(String(64))
    rule_title: Mapped[str] = mapped_column(String(128))
    publication_channel: Mapped[str] = mapped_column(String(64))
    platform: Mapped[str] = mapped_column(String(64))
    document_prefix: Mapped[str] = mapped_column(String(16))
    office_phone: Mapped[str | None] = mapped_column(String(20))
    level_labels: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    fictional: Mapped[bool] = mapped_column(default=False)
    modules_off: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")


class SchemeVersion(Base):
    """One version of the rule, kept word for word together with the township's overrides, named by its digest."""

    __tablename__ = "scheme_versions"

    id: Mapped[BigKey]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    text: Mapped[str] = mapped_column(Text)
    overrides: Mapped[str] = mapped_column(Text)
    loaded_at: Mapped[datetime] = mapped_column(Moment)


class SchemeStart(Base):
    """From which quarter on a version holds, `since` None for from the beginning. Never changed: the newest counts.

    A version that holds from a quarter on was decided; who did, and by which document, is a transition of the start.
    """

    __tablename__ = "scheme_starts"

    id: Mapped[BigKey]
    scheme_version_id: Mapped[int] = mapped_column(BigRef, ForeignKey("scheme_versions.id"))
    since: Mapped[Quarter | None] = mapped_column(QuarterColumn)
    at: Mapped[datetime] = mapped_column(Moment)

    version: Mapped[SchemeVersion] = relationship(lazy="joined")


class QuarterRule(Base):
    """Pins a quarter to one version of the rule; `closed_at` is set when its data may no longer change."""

    __tablename__ = "quarter_rules"

    quarter: Mapped[Quarter] = mapped_column(QuarterColumn, primary_key=True)
    scheme_version_id: Mapped[int] = mapped_column(BigRef, ForeignKey("scheme_versions.id"))
    pinned_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)

    version: Mapped[SchemeVersion] = relationship(lazy="joined")


# Where a transaction keeps which rule a quarter goes by.
HOLDING: Final = "rules that hold"
# By their starts: a later quarter before an earlier one, then what was entered last. Asked with every message and built
# once: to build one anew takes longer than to ask it.
_NEWEST_FIRST: Final = (
    select(SchemeVersion)
    .join(SchemeStart, SchemeStart.scheme_version_id == SchemeVersion.id)
    .order_by(SchemeStart.since.is_(None), SchemeStart.since.desc(), SchemeStart.id.desc())
)
_LATEST: Final = _NEWEST_FIRST.where(SchemeStart.since.is_(None)).limit(1)
_STARTED: Final = _NEWEST_FIRST.where(
    or_(SchemeStart.since.is_(None), SchemeStart.since <= bindparam("quarter"))
).limit(1)
# The rule of one quarter: the one it is pinned to, else the one that has started last by then.
_HOLDING: Final = (
    select(SchemeVersion.digest)
    .outerjoin(
        QuarterRule,
        (QuarterRule.scheme_version_id == SchemeVersion.id) & (QuarterRule.quarter == bindparam("quarter")),
    )
    .outerjoin(
        SchemeStart,
        (SchemeStart.scheme_version_id == SchemeVersion.id)
        & (SchemeStart.since.is_(None) | (SchemeStart.since <= bindparam("quarter"))),
    )
    .where(QuarterRule.quarter.is_not(None) | SchemeStart.id.is_not(None))
    .order_by(
        QuarterRule.quarter.is_(None), SchemeStart.since.is_(None), SchemeStart.since.desc(), SchemeStart.id.desc()
    )
    .limit(1)
)
# The rule of the newest quarter that has begun; before any has, the one that holds from the beginning.
_SPEAKING: Final = (
    select(SchemeVersion.digest)
    .outerjoin(QuarterRule, QuarterRule.scheme_version_id == SchemeVersion.id)
    .outerjoin(SchemeStart, (SchemeStart.scheme_version_id == SchemeVersion.id) & SchemeStart.since.is_(None))
    .where(QuarterRule.quarter.is_not(None) | SchemeStart.id.is_not(None))
    .order_by(QuarterRule.quarter.is_(None), QuarterRule.quarter.desc(), SchemeStart.id.desc())
    .limit(1)
)


def township(session: Session) -> Township | None:
    """Find the township's row; None before the register was loaded."""
    # Held, so that one transaction reads the row once.
    town = session.info[_TOWN] = session.get(Township, 1)
    return town


def modules_off(session: Session) -> Collection[str]:
    """Name the modules the town does without (services/rights/modules.py); none before there is a town."""
    town = township(session)
    return town.modules_off if town else ()


def latest_version(session: Session) -> SchemeVersion | None:
    """Find the version loaded last as one that holds from the beginning."""
    return session.scalar(_LATEST)


def speaking_version(session: Session) -> str | None:
    """Give the digest of the rule in whose terms the town speaks: that of the newest quarter that has begun."""
    return session.scalar(_SPEAKING)


def holding_version(session: Session, quarter: Quarter) -> str | None:
    """Give the digest of the rule that a quarter goes by; None before one is loaded. Asked once a transaction."""
    known: dict[Quarter, str] = session.info.setdefault(HOLDING, {})
    if quarter not in known and (digest := session.scalar(_HOLDING, {"quarter": quarter})):
        known[quarter] = digest
    return known.get(quarter)


def version_from(session: Session, quarter: Quarter) -> SchemeVersion | None:
    """Find the version that holds for a quarter that is not pinned: the one with the last start up to it."""
    return session.scalar(_STARTED, {"quarter": quarter})


def starts(session: Session) -> list[SchemeStart]:
    """List every start, those from the beginning first, then by quarter, each as they were entered."""
    query = select(SchemeStart).order_by(SchemeStart.since.is_not(None), SchemeStart.since, SchemeStart.id)
    return list(session.scalars(query))


def pinned_quarters(session: Session) -> list[QuarterRule]:
    """List the quarters that are pinned to a version, oldest first."""
    return list(session.scalars(select(QuarterRule).order_by(QuarterRule.quarter)))
