"""Keeps the log: rows of the tables in CHAINED are noted as they are flushed, and written down once when it counts.

Nobody has to remember it. A transaction that changed such rows adds one entry for each of them, with what the row said
last, however often it was changed: three statements more, whether it is one row or a hundred slips.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import Connection, event, func, insert, inspect, select, update
from sqlalchemy.orm import Mapper, Session, SessionTransaction, object_session

from bot.db import NAMED, in_slices
from models.base import Base
from models.log import LogEntry, LogHead
from services.log.acts import COVERS, act_of
from services.log.tables import CHAINED, GONE, columns_of, content_of, covers, name_of, written

BEGINNING: Final = "0" * 64
CHAIN_LOCK: Final = 4_019_702
NOTES: Final = "log notes"


def digest_of(before: str, row: str, content: str) -> str:
    """Compute an entry's hash from the hash before it and everything it says."""
    return hashlib.sha256(f"{before}\n{row}\n{content}".encode()).hexdigest()


def note(session: Session, rows: Iterable[Base]) -> None:
    """Note rows that were written in bulk, past the listeners below, and read back."""
    _notes(session)[-1].update({name_of(type(row), row): content_of(type(row), row) for row in rows})


def note_said(session: Session, said: Mapping[str, str]) -> None:
    """Note what rows say, by their names, that were written in bulk and need not be read back."""
    _notes(session)[-1].update(said)


def has_notes(session: Session) -> bool:
    """Tell whether a transaction has changed anything that the log covers."""
    session.flush()
    return any(_notes(session))


def write_down(session: Session) -> None:
    """Add an entry for everything noted to the end of the chain; by itself this is done before the commit."""
    session.flush()
    notes = _notes(session)
    noted = {name: content for level in notes for name, content in level.items()}
    for level in notes:
        level.clear()
    if noted:
        append(session.connection(), dict(sorted(noted.items())))


def append(connection: Connection, entries: Mapping[str, str]) -> None:
    """Chain entries, by row, to the end of the log; nobody else adds one until this transaction ends.

    The end is told by its own row and not by the newest entry: whatever was cut off is missed ever after. The first
    entry of all says what the log covers.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(CHAIN_LOCK)))
    head = connection.execute(select(LogHead.entries, LogHead.digest, LogHead.at)).first()
    number, digest, before = head or (0, BEGINNING, None)
    said = entries if head else {COVERS: written(covers())} | dict(entries)
    act = act_of(said, before)
    for some in in_slices(list(said.items()), NAMED):
        rows = []
        for row, content in some:
            digest, number = digest_of(digest, row, content), number + 1
            rows.append({"id": number, "row": row, "content": content, "digest": digest, **act.found_by(row)})
        connection.execute(insert(LogEntry), rows)
    end = {"entries": number, "digest": digest, "at": act.at}
    connection.execute(update(LogHead).values(end) if head else insert(LogHead).values(id=1, **end))


def _notes(session: Session) -> list[dict[str, str]]:
    """Give what is noted and not written yet, one level for the transaction and one for each savepoint in it."""
    notes: list[dict[str, str]] = session.info.setdefault(NOTES, [{}])
    return notes


def _note_row(_mapper: Mapper[Any], _connection: Connection, row: Base) -> None:
    session = object_session(row)
    if type(row) in CHAINED and session is not None:
        note(session, [row])


def _note_changed_row(mapper: Mapper[Any], connection: Connection, row: Base) -> None:
    """Note a row only where something the log covers has changed: a vote changes the box, and leaves no trace."""
    if type(row) in CHAINED:
        state = inspect(row)
        touched = set(columns_of(type(row))) - state.unmodified
        if any(state.attrs[name].history.has_changes() for name in touched):
            _note_row(mapper, connection, row)


def _note_deleted_row(_mapper: Mapper[Any], _connection: Connection, row: Base) -> None:
    session = object_session(row)
    if type(row) in CHAINED and session is not None:
        _notes(session)[-1][name_of(type(row), row)] = GONE


event.listen(Base, "after_insert", _note_row, propagate=True)
event.listen(Base, "after_update", _note_changed_row, propagate=True)
event.listen(Base, "after_delete", _note_deleted_row, propagate=True)


@event.listens_for(Session, "before_commit")
def _write_before_commit(session: Session) -> None:
    """A savepoint only releases what is noted to the transaction around it."""
    if not session.in_nested_transaction():
        write_down(session)


@event.listens_for(Session, "after_transaction_create")
def _begin_level(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        _notes(session).append({})


@event.listens_for(Session, "after_rollback")
def _forget_level(session: Session) -> None:
    """What was undone, a savepoint or all, is not there."""
    _notes(session)[-1].clear()


@event.listens_for(Session, "after_transaction_end")
def _end_level(session: Session, transaction: SessionTransaction) -> None:
    """What a savepoint has kept is noted by the transaction around it."""
    if transaction.nested:
        kept = _notes(session).pop()
        _notes(session)[-1].update(kept)
