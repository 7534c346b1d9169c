"""Keeps the log of entries: whatever a score rests on is written down as it came in, chained by hash.

Nobody has to remember it: rows of the tables in LOGGED are noted when they are flushed. `problems` finds what was
altered, added or removed behind the product's back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy import event, func, insert, select
from sqlalchemy.orm import Session, UOWTransaction

from bot.wording import word
from models.base import Base
from models.bonus_claims import BonusClaim
from models.daily_records import DailyRecord
from models.inspections import Finding, Inspection, InspectionExemption
from models.log import LogEntry
from models.objections import Correction, Objection
from models.self_checks import Submission
from models.transitions import Transition

BEGINNING: Final = "0" * 64
CHAIN_LOCK: Final = 4_019_702
AT_ONCE: Final = 1000
WORDS: Final = "boards/verify.txt"
# What never changes in a row once it is there; of cases only what was filed, their steps are transitions.
LOGGED: Final[dict[type[Base], tuple[str, ...]]] = {
    DailyRecord: (
        "month",
        "organization_id",
        "item",
        "state",
        "remark",
        "recorded_by_id",
        "recorded_at",
        "replaces_id",
    ),
    Submission: ("self_check_id", "submitted_by_id", "submitted_at"),
    Inspection: (
        "quarter",
        "organization_id",
        "group_id",
        "inspected_on",
        "recorded_by_id",
        "signed_by_id",
        "recorded_at",
        "replaces_id",
    ),
    Finding: ("inspection_id", "indicator", "month", "fact", "evidence"),
    InspectionExemption: ("quarter", "organization_id", "reason", "by_id", "at"),
    BonusClaim: ("organization_id", "rule", "level", "matter", "awarded_on", "filed_by_id", "filed_at"),
    Objection: ("quarter", "organization_id", "target", "text", "filed_by_id", "filed_at"),
    Correction: ("quarter", "organization_id", "target", "verdict", "reason", "objection_id", "by_id", "at"),
    Transition: ("case_kind", "case_id", "event", "state", "by_id", "at", "reason", "facts"),
}


def content_of(row: Base) -> str:
    """Write down what a row says, always in the same words."""
    said = {name: _plain(getattr(row, name)) for name in LOGGED[type(row)]}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def name_of(row: Any) -> str:
    """Name a row: its table and its id."""
    return f"{row.__tablename__}/{row.id}"


def digest_of(before: str, row: str, content: str) -> str:
    """Compute an entry's hash from the hash before it and everything it says."""
    return hashlib.sha256(f"{before}\n{row}\n{content}".encode()).hexdigest()


@event.listens_for(Session, "after_flush")
def _note_new_rows(session: Session, _context: UOWTransaction) -> None:
    """Chain every new row of a logged table to the log, in the transaction that made it."""
    new = sorted((row for row in session.new if type(row) in LOGGED), key=lambda row: (row.__tablename__, row.id))
    if not new:
        return
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(CHAIN_LOCK)))
    newest = select(LogEntry.digest).order_by(LogEntry.id.desc()).limit(1)
    digest = connection.execute(newest).scalar() or BEGINNING
    entries = []
    for row in new:
        content = content_of(row)
        digest = digest_of(digest, name_of(row), content)
        entries.append({"row": name_of(row), "content": content, "digest": digest})
    connection.execute(insert(LogEntry), entries)


def problems(session: Session) -> Iterator[str]:
    """Name what does not fit, in Chinese: a broken chain, a row altered, removed, or added past the log."""
    known: dict[str, str] = {}
    digest = BEGINNING
    for entry in session.scalars(select(LogEntry).order_by(LogEntry.id).execution_options(yield_per=AT_ONCE)):
        digest = digest_of(digest, entry.row, entry.content)
        if digest != entry.digest:
            yield word(WORDS, "chain_broken", entry=entry)
            digest = entry.digest
        known[entry.row] = entry.content
    for table in LOGGED:
        for kept in session.scalars(select(table).execution_options(yield_per=AT_ONCE)):
            written = known.pop(name_of(kept), None)
            if written is None:
                yield word(WORDS, "row_unknown", row=name_of(kept))
            elif written != content_of(kept):
                yield word(WORDS, "row_altered", row=name_of(kept), **_difference(written, content_of(kept)))
    for row in known:
        yield word(WORDS, "row_missing", row=row)


def _difference(written: str, found: str) -> dict[str, Any]:
    before, after = json.loads(written), json.loads(found)
    field = next(name for name in before if before[name] != after[name])
    return {"field": field, "before": before[field], "after": after[field]}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value.timestamp():.6f}"
    return value if value is None or isinstance(value, int | str | dict | list) else str(value)
