"""The log of entries (留痕): append-only, each entry chained to the one before by its hash."""

from __future__ import annotations

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigKey


class LogEntry(Base):
    """One fact as it was when it came in: which row of which table, word for word, under the hash of all before it.

    `digest` is SHA-256 over the digest before, `row` and `content`; whoever alters or removes a row here or in
    the table it speaks of is found by `flask board verify`.
    """

    __tablename__ = "log_entries"
    __table_args__ = (Index("ix_log_entries_row", "row"),)

    id: Mapped[BigKey]
    row: Mapped[str] = mapped_column(String(64))  # "daily_records/123"
    content: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
