"""Keeps the log of entries: whatever a score rests on is written down as it came in, chained by hash.

Nobody has to remember it: rows of the tables in LOGGED are noted when they are flushed. `problems` finds what was
altered, added or removed behind the product's back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, String, cast, event, func, insert, select
from sqlalchemy.orm import Session, UOWTransaction

from bot.wording import word
from models.base import HUNDREDTH, Base
from models.boards import BoardPicture
from models.bonus_claims import BonusClaim
from models.consequences import Consequence
from models.daily_records import DailyRecord
from models.democratic_reviews import DemocraticReview
from models.inspections import Finding, Inspection, InspectionExemption
from models.log import LogEntry
from models.objections import Correction, Objection
from models.orders import OrderProblem, RectificationOrder
from models.overhauls import FollowUp, HelpPlan, Overhaul
from models.self_checks import Submission
from models.transitions import Transition

BEGINNING: Final = "0" * 64
CHAIN_LOCK: Final = 4_019_702
AT_ONCE: Final = 1000
UNREADABLE: Final = ""
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
    RectificationOrder: (
        "number",
        "quarter",
        "organization_id",
        "group_id",
        "ground",
        "ground_ref",
        "demand",
        "signer_id",
        "issued_at",
    ),
    OrderProblem: ("order_id", "position", "indicator", "text"),
    DemocraticReview: ("year", "organization_id", "score", "origin", "entered_by_id", "entered_at"),
    Consequence: ("organization_id", "kind", "quarter", "year", "decision", "begun_at"),
    Overhaul: ("organization_id", "group_id", "assigned_at"),
    HelpPlan: ("overhaul_id", "helper", "measure", "by_id", "at"),
    FollowUp: ("plan_id", "day"),
    BoardPicture: ("board_id", "edition", "png"),
    Transition: ("case_kind", "case_id", "event", "state", "by_id", "at", "reason", "facts"),
}


def content_of(table: type[Base], row: Any) -> str:
    """Write down what a row of a table says, always in the same words."""
    said = {name: _plain(getattr(row, name)) for name in LOGGED[table]}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def name_of(table: type[Base], row: Any) -> str:
    """Name a row: its table and its id."""
    return f"{table.__tablename__}/{row.id}"


def digest_of(before: str, row: str, content: str) -> str:
    """Compute an entry's hash from the hash before it and everything it says."""
    return hashlib.sha256(f"{before}\n{row}\n{content}".encode()).hexdigest()


@event.listens_for(Session, "after_flush")
def _note_new_rows(session: Session, _context: UOWTransaction) -> None:
    """Chain every new row of a logged table to the log, in the transaction that made it."""
    new = sorted((row for row in session.new if type(row) in LOGGED), key=lambda row: (row.__tablename__, row.id))
    if new:
        _chain(session.connection(), new)


def begin_log(session: Session) -> int:
    """Write every row that is there into a log that is still empty; returns how many.

    For a database that is older than the log: what was altered before this moment cannot be told any more.
    """
    if session.scalar(select(LogEntry.id).limit(1)) is not None:
        return 0
    rows = [row for table in LOGGED for row in session.scalars(select(table).order_by(table.id))]  # type: ignore[attr-defined]
    if rows:
        _chain(session.connection(), rows)
    return len(rows)


def _chain(connection: Connection, rows: Sequence[Base]) -> None:
    """Add an entry for each row to the end of the chain; nobody else adds one until this transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(CHAIN_LOCK)))
    newest = select(LogEntry.digest).order_by(LogEntry.id.desc()).limit(1)
    digest = connection.execute(newest).scalar() or BEGINNING
    entries = []
    for row in rows:
        name, content = name_of(type(row), row), content_of(type(row), row)
        digest = digest_of(digest, name, content)
        entries.append({"row": name, "content": content, "digest": digest})
    connection.execute(insert(LogEntry), entries)


def problems(session: Session) -> Iterator[str]:
    """Name what does not fit, in Chinese: a broken chain, a row altered, removed, or added past the log.

    Every entry is held against its row, so that a second entry for an altered row excuses nothing.
    """
    digest, last = BEGINNING, 0
    newer = select(LogEntry.id, LogEntry.row, LogEntry.content, LogEntry.digest).order_by(LogEntry.id).limit(AT_ONCE)
    while entries := session.execute(newer.where(LogEntry.id > last)).all():
        found = _contents(session, entries)
        for entry in entries:
            if entry.digest != digest_of(digest, entry.row, entry.content):
                yield word(WORDS, "chain_broken", entry=entry)
            elif entry.row not in found:
                yield word(WORDS, "row_missing", row=entry.row)
            elif found[entry.row] == UNREADABLE:
                yield word(WORDS, "row_unreadable", row=entry.row)
            elif entry.content != found[entry.row]:
                yield word(WORDS, "row_altered", row=entry.row, **_difference(entry.content, found[entry.row]))
            digest, last = entry.digest, entry.id
    for table in LOGGED:
        yield from (word(WORDS, "row_unknown", row=row) for row in _without_entry(session, table))


def _contents(session: Session, entries: Sequence[Any]) -> dict[str, str]:
    """Read what the rows say now that some entries speak of."""
    found: dict[str, str] = {}
    for table in LOGGED:
        mine = f"{table.__tablename__}/"
        ids = [int(entry.row.removeprefix(mine)) for entry in entries if entry.row.startswith(mine)]
        found |= _read(session, table, ids) if ids else {}
    return found


def _read(session: Session, table: type[Base], ids: Sequence[int]) -> dict[str, str]:
    """Read some rows; where somebody wrote what is no month, no day or no JSON, find out in which row."""
    columns = [getattr(table, name) for name in ("id", *LOGGED[table])]
    try:
        rows = session.execute(select(*columns).where(columns[0].in_(ids))).all()
    except ValueError:
        if len(ids) == 1:
            return {f"{table.__tablename__}/{ids[0]}": UNREADABLE}
        return {name: content for one in ids for name, content in _read(session, table, [one]).items()}
    return {name_of(table, row): content_of(table, row) for row in rows}


def _without_entry(session: Session, table: type[Base]) -> Iterator[str]:
    """Name the rows that no entry of the log speaks of."""
    key = table.__table__.c.id
    logged = select(LogEntry.id).where(LogEntry.row == f"{table.__tablename__}/" + cast(key, String)).exists()
    for row in session.execute(select(key).where(~logged).order_by(key)):
        yield name_of(table, row)


def _difference(written: str, found: str) -> dict[str, Any]:
    before, after = json.loads(written), json.loads(found)
    field = next(name for name in after if before.get(name) != after[name])
    return {"field": field, "before": before.get(field), "after": after[field]}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value.timestamp():.6f}"
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, Decimal):
        # 90 is written down as it is read again: 90.00.
        return str(value.quantize(HUNDREDTH))
    return value if value is None or isinstance(value, int | str | dict | list) else str(value)
