"""Writing rows only where something changed, and counting how many that were."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.appointments import Appointment
from models.base import Base
from models.organizations import Department, GroupAssignment, Organization, SupervisionGroup
from models.tasks import Task

Row = TypeVar("Row", Department, SupervisionGroup, Organization, Task)
Dated = TypeVar("Dated", Appointment, GroupAssignment)
Key = TypeVar("Key")


def rows_by_id(session: Session, table: type[Row]) -> dict[Any, Row]:
    """Read a whole table, by id."""
    return {row.id: row for row in session.scalars(select(table))}


def put(session: Session, table: type[Base], row: Base | None, **values: Any) -> int:
    """Make a row hold these values, adding it when there is none; returns 1 when that changed anything, else 0."""
    if row is None:
        session.add(table(**values))
        return 1
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return int(bool(changed))


def change_over(session: Session, holding: Mapping[Key, Dated], wanted: Mapping[Key, Dated], today: date) -> int:
    """End `today` what holds and is no longer wanted, and begin what is wanted and does not hold; count both."""
    ended = [row for key, row in holding.items() if key not in wanted]
    begun = [row for key, row in wanted.items() if key not in holding]
    for row in ended:
        row.until = today
    session.add_all(begun)
    session.flush()
    return len(ended) + len(begun)
