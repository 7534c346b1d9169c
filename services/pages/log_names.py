"""What entries of the log speak of, by the names people know it by: who, which branch, which task, which case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.annual_reviews import AnnualReview
from models.base import Base
from models.boards import Board
from models.orders import RectificationOrder
from models.organization_changes import OrganizationChange
from models.organizations import Organization, SupervisionGroup
from models.people import Person
from models.register_entries import RegisterEntry
from models.slip_holds import SlipHold
from models.slips import Slip
from models.tasks import Task
from rules.cases import ANNUAL_REVIEW, BOARD, ORDER, SLIP, SLIP_HOLD
from rules.periods import Month
from services.schemes.versions import scheme_for

# The rows of cases that people know by something else than their number, by the name of the case.
CASES: Final[Mapping[str, type[Base]]] = {
    SLIP.name: Slip,
    SLIP_HOLD.name: SlipHold,
    BOARD.name: Board,
    ORDER.name: RectificationOrder,
    ANNUAL_REVIEW.name: AnnualReview,
}
# Rows of the register that say themselves best what was entered.
TOLD_BY_ROWS: Final[Mapping[str, type[Base]]] = {
    RegisterEntry.__tablename__: RegisterEntry,
    OrganizationChange.__tablename__: OrganizationChange,
}


@dataclass(frozen=True)
class Names:
    """Names by id, `items` those of tasks and indicators.

    `cases` and `rows` are the rows themselves, by kind of case or table and id.
    """

    people: Mapping[Any, str]
    organizations: Mapping[Any, str]
    groups: Mapping[Any, str]
    items: Mapping[Any, str]
    cases: Mapping[tuple[str, int], Any]
    rows: Mapping[tuple[str, int], Any]


def spoken_of(session: Session, found: Sequence[Any], contents: Mapping[int, Mapping[str, Any] | None]) -> Names:
    """Find the names of whatever some entries speak of, of each kind at once."""
    said = [one or {} for one in contents.values()]
    people = {one.by_id for one in found} | {one.get("person_id") for one in said}
    rows = _rows(session, TOLD_BY_ROWS, [tuple(one.row.split("/", 1)) for one in found])
    groups = {one.before.get("group_id") for one in rows.values() if isinstance(one, RegisterEntry)}
    return Names(
        names_of(session, Person.id, Person.name, people),
        names_of(session, Organization.id, Organization.short_name, {one.organization_id for one in found}),
        names_of(session, SupervisionGroup.id, SupervisionGroup.name, groups),
        _items(session, said),
        _rows(session, CASES, [(one.get("case_kind", ""), one.get("case_id", 0)) for one in said]),
        rows,
    )


def _items(session: Session, said: Sequence[Mapping[str, Any]]) -> dict[Any, str]:
    """Name what records are about: a task, else an indicator of the rule of their quarter."""
    months = {one["item"]: one["month"] for one in said if one.get("item") and one.get("month")}
    tasks = names_of(session, Task.id, Task.title, set(months))
    for item, month in months.items():
        if item not in tasks:
            found = scheme_for(session, Month.parse(month).quarter).indicators.get(item)
            tasks[item] = found.title if found else item
    return tasks


def names_of(session: Session, key: Any, name: Any, wanted: set[Any]) -> dict[Any, str]:
    """Read the names of some rows by their keys."""
    ids = wanted - {None}
    return {row[0]: row[1] for row in session.execute(select(key, name).where(key.in_(ids)))} if ids else {}


def _rows(
    session: Session, tables: Mapping[str, type[Base]], wanted: Sequence[tuple[Any, ...]]
) -> dict[tuple[str, int], Any]:
    found: dict[tuple[str, int], Any] = {}
    for kind, table in tables.items():
        if ids := {int(number) for name, number in wanted if name == kind}:
            rows: Any = table
            for row in session.scalars(select(rows).where(rows.id.in_(ids))):
                found[kind, row.id] = row
    return found
