"""Switching a module on and off: by the office, with a reason, on record; never over what is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.errors import NotFound, NotNow
from models.bonus_claims import count_claims_waiting
from models.consequences import count_proposed
from models.overhauls import Overhaul
from models.people import Person
from models.register_entries import MODULE_SWITCHED, RegisterEntry
from models.schemes import Township
from rules.cases import OVERHAUL
from services.register.changes import reason_given
from services.rights.asking import check_may
from services.rights.modules import MODULES
from services.rights.table import Right


def _open_consequences(session: Session) -> int:
    open_ones = Overhaul.state.in_(OVERHAUL.open_states)
    return count_proposed(session) + (session.scalar(select(func.count(Overhaul.id)).where(open_ones)) or 0)


# What is open of a module and would be left without anybody who may end it.
OPEN: Final[Mapping[str, Callable[[Session], int]]] = {
    "bonus_claims": count_claims_waiting,
    "consequences": _open_consequences,
}


def open_of(session: Session, module: str) -> int:
    """Count what is open of a module."""
    return OPEN[module](session) if module in OPEN else 0


def switch(session: Session, module: str, *, on: bool, reason: str, by: Person, now: datetime) -> None:
    """Switch a module on or off from now on; what is recorded stays readable and counts.

    Raises Refused unless the office does it, with a reason, for a module that is so already, and off over open cases.
    """
    check_may(session, by, Right.CHANGE_SETTINGS, now)
    town = session.get(Township, 1, with_for_update=True, populate_existing=True)
    if town is None or module not in MODULES:
        raise NotFound("module_unknown")
    if on == (module not in town.modules_off):
        raise NotNow("module_so_already", module=module, on=on)
    if not on and (count := open_of(session, module)):
        raise NotNow("module_has_open", module=module, count=count)
    others = [one for one in town.modules_off if one != module]
    town.modules_off = others if on else [*others, module]
    entry = RegisterEntry(kind=MODULE_SWITCHED, day=now.date(), reason=reason_given(reason), by_id=by.id, at=now)
    entry.before, entry.after = {}, {"module": module, "on": on}
    session.add(entry)
    session.flush()
