"""The log of entries (留痕): append-only, each entry chained to the one before by its hash."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigRef, Moment


class LogEntry(Base):
    """What a row said once it was written: which row of which table, word for word, under the hash of all before it.

    `id` counts from 1 without a gap. `digest` is SHA-256 over the digest before, `row` and `content`; whoever alters
    or removes an entry here, or a row it speaks of, is found by `flask verify`. `kind` (the table), `at`, `by_id` and
    `organization_id` are only what the list of entries is searched by: they are read out of the contents of their
    transaction, and the chain does not hold them. `at` never falls from one entry to the next.
    """

    __tablename__ = "log_entries"
    __table_args__ = (
        Index("ix_log_entries_row", "row"),
        Index("ix_log_entries_at", "at", "id"),
        Index("ix_log_entries_kind", "kind", "id"),
        Index("ix_log_entries_by", "by_id", "id"),
        Index("ix_log_entries_organization", "organization_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigRef, primary_key=True, autoincrement=False)
    row: Mapped[str] = mapped_column(String(64))  # "daily_records/123"
    content: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str | None] = mapped_column(String(48))
    at: Mapped[datetime | None] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(BigRef)
    organization_id: Mapped[str | None] = mapped_column(String(64))


class LogHead(Base):
    """Where the log ends: how many entries it has, and the digest of the last; one row, so that no end is cut off.

    `at` is that of the last entry.
    """

    __tablename__ = "log_heads"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entries: Mapped[int] = mapped_column(BigRef)
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime | None] = mapped_column(Moment)
