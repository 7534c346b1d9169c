"""The log of entries (留痕): append-only, each entry chained to the one before by its hash."""

from __future__ import annotations

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigRef


class LogEntry(Base):
    """What a row said once it was written: which row of which table, word for word, under the hash of all before it.

    `id` counts from 1 without a gap. `digest` is SHA-256 over the digest before, `row` and `content`; whoever alters
    or removes an entry here, or a row it speaks of, is found by `flask verify`.
    """

    __tablename__ = "log_entries"
    __table_args__ = (Index("ix_log_entries_row", "row"),)

    id: Mapped[int] = mapped_column(BigRef, primary_key=True, autoincrement=False)
    row: Mapped[str] = mapped_column(String(64))  # "daily_records/123"
    content: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))


class LogHead(Base):
    """Where the log ends: how many entries it has, and the digest of the last; one row, so that no end is cut off."""

    __tablename__ = "log_heads"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entries: Mapped[int] = mapped_column(BigRef)
    digest: Mapped[str] = mapped_column(String(64))
