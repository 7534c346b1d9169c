"""督导组、部门: entered, and named or reached otherwise; who leads them is appointed like everybody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import BadInput
from bot.readers import readable
from models.organizations import Department, SupervisionGroup
from models.people import Person
from models.register_entries import (
    DEPARTMENT_CHANGED,
    DEPARTMENT_ENTERED,
    GROUP_CHANGED,
    GROUP_ENTERED,
    RegisterEntry,
)
from services.register.changes import reason_given
from services.rights.asking import check_may
from services.rights.table import Right

Unit = SupervisionGroup | Department
LONGEST: Final = {"name": 64, "scope": 128, "phone": 20}
_KINDS: Final = {
    SupervisionGroup: ("G", GROUP_ENTERED, GROUP_CHANGED),
    Department: ("D-", DEPARTMENT_ENTERED, DEPARTMENT_CHANGED),
}


def enter_unit(
    session: Session, table: type[Unit], values: Mapping[str, str | None], reason: str, by: Person, now: datetime
) -> Unit:
    """Take a supervision group or a department into the register.

    Raises Refused unless the office does it, without a name or reason, and for a name that another has.
    """
    check_may(session, by, Right.CHANGE_REGISTER, now)
    prefix, entered, _ = _KINDS[table]
    said = _checked(session, table, values, None)
    unit = table(id=_next_id(session, table, prefix), **said)
    session.add(unit)
    session.flush()
    _note(session, entered, unit, reason, by, now, {}, said)
    return unit


def change_unit(
    session: Session, unit: Unit, values: Mapping[str, str | None], reason: str, by: Person, now: datetime
) -> bool:
    """Name or describe a group or a department otherwise from now on. False where all is as it was."""
    check_may(session, by, Right.CHANGE_REGISTER, now)
    said = _checked(session, type(unit), values, unit)
    changed = {name: value for name, value in said.items() if getattr(unit, name) != value}
    if not changed:
        return False
    before = {name: getattr(unit, name) for name in changed}
    for name, value in changed.items():
        setattr(unit, name, value)
    _note(session, _KINDS[type(unit)][2], unit, reason, by, now, before, changed)
    return True


def _checked(
    session: Session, table: type[Unit], values: Mapping[str, str | None], unit: Unit | None
) -> dict[str, str | None]:
    said = {name: readable(value or "")[: LONGEST[name]] for name, value in values.items()}
    if not said.get("name"):
        raise BadInput("unit_name_missing")
    same = session.scalar(select(table).where(table.name == said["name"]).limit(1))
    if same is not None and same is not unit:
        raise BadInput("unit_name_taken", name=said["name"])
    return {name: value if name in ("name", "scope") else value or None for name, value in said.items()}


def _next_id(session: Session, table: type[Unit], prefix: str) -> str:
    numbers = [one.removeprefix(prefix) for one in session.scalars(select(table.id))]
    return f"{prefix}{max((int(one) for one in numbers if one.isdecimal()), default=0) + 1}"


def _note(
    session: Session,
    kind: str,
    unit: Unit,
    reason: str,
    by: Person,
    now: datetime,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    entry = RegisterEntry(kind=kind, day=now.date(), reason=reason_given(reason), by_id=by.id, at=now)
    entry.before, entry.after = dict(before), dict(after)
    if isinstance(unit, SupervisionGroup):
        entry.group = unit
    else:
        entry.department = unit
    session.add(entry)
    session.flush()
