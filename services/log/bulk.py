"""Rows that come, go and change by the thousand, each its organisation's: in the log too, and past the session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from bot.db import NAMED, in_slices
from models.annual_reviews import AnnualReviewRow
from models.boards import BoardRow
from models.organizations import GroupAssignment, Organization
from models.register_entries import RegisterEntry
from services.log.tables import GONE, content_of_values
from services.log.writing import note, note_said

Listed = type[BoardRow | AnnualReviewRow | RegisterEntry | GroupAssignment]
Values = Mapping[str, Any]
Row = TypeVar("Row", Organization, GroupAssignment)


def write_listed(session: Session, table: Listed, rows: Sequence[Values]) -> None:
    """Put rows on a list, and into the log, with one statement a thousand; whoever looks reads them."""
    writing = insert(table).returning(table.organization_id, table.id)
    for some in in_slices(rows, NAMED):
        ids = dict(session.connection().execute(writing, [*some]).all())
        named = {f"{table.__tablename__}/{ids[row['organization_id']]}": row for row in some}
        note_said(session, {name: content_of_values(table, row) for name, row in named.items()})


def change_all(session: Session, changes: Sequence[tuple[Row, Values]]) -> None:
    """Let rows of one table say something else, and the log too, with one statement for many that change alike."""
    if changes:
        session.execute(update(type(changes[0][0])), [{**values, "id": row.id} for row, values in changes])
    for row, values in changes:
        for name, value in values.items():
            set_committed_value(row, name, value)
    note(session, [row for row, _ in changes])


def remove_listed(session: Session, table: Listed, on_it: ColumnElement[bool]) -> None:
    """Take everybody off a list with one statement."""
    gone = set(session.scalars(select(table.id).where(on_it)))
    for row in [one for one in session.identity_map.values() if isinstance(one, table) and one.id in gone]:
        session.expunge(row)
    session.connection().execute(delete(table).where(on_it))
    note_said(session, {f"{table.__tablename__}/{number}": GONE for number in gone})
