"""What selects of the register offer: groups, departments, kinds of unit, ways of delivery, holders of offices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.wording import word
from models.appointments import Appointment
from models.organizations import Department, SupervisionGroup
from rules.catalogue import Sector

WORDS: Final = "console/register_words.txt"
NAMES: Final = "people/names.txt"
SECTORS: Final = get_args(Sector)
TYPES: Final = ("committee", "general_branch", "branch", "joint_branch")
DELIVERIES: Final = ("wecom", "paper")
Options = list[tuple[str, str]]


def named(kind: str, value: str | None) -> str:
    """Say a word of the register: a type, a kind of unit, a way of delivery."""
    return word(WORDS, f"{kind}_{value}") if value else ""


def options(kind: str, values: Iterable[str], *, empty: bool = False) -> Options:
    """Offer the words of a kind, and nothing where that is allowed."""
    return [*([("", "—")] if empty else []), *((one, named(kind, one)) for one in values)]


def groups(session: Session, *, empty: bool = False) -> Options:
    """Offer the supervision groups."""
    found = session.scalars(select(SupervisionGroup).order_by(SupervisionGroup.id))
    return [*([("", "—")] if empty else []), *((one.id, one.name) for one in found)]


def departments(session: Session) -> Options:
    """Offer the departments, and none."""
    found = session.scalars(select(Department).order_by(Department.id))
    return [("", "—"), *((one.id, one.name) for one in found)]


def holders(appointments: Iterable[Appointment]) -> Options:
    """Offer people with the office they hold."""
    return [(str(one.id), word(NAMES, "holder", person=one.person, title=one.title)) for one in appointments]
