"""Switching a module on and off: by the office, with a reason, on record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.errors import NotFound, NotNow
from models.locks import lock_town
from models.people import Person
from models.register_entries import MODULE_SWITCHED, RegisterEntry
from services.register.changes import reason_given
from services.rights.asking import check_may
from services.rights.modules import MODULES
from services.rights.table import Right


def switch(session: Session, module: str, *, on: bool, reason: str, by: Person, now: datetime) -> None:
    """Switch a module on or off from now on; what is recorded counts, and what is open is worked to its end.

    Raises Refused unless the office does it, with a reason, and for a module that is so already.
    """
    check_may(session, by, Right.CHANGE_SETTINGS, now)
    town = lock_town(session)
    if town is None or module not in MODULES:
        raise NotFound("module_unknown")
    if on == (module not in town.modules_off):
        raise NotNow("module_so_already", module=module, on=on)
    others = [one for one in town.modules_off if one != module]
    town.modules_off = others if on else [*others, module]
    entry = RegisterEntry(kind=MODULE_SWITCHED, day=now.date(), reason=reason_given(reason), by_id=by.id, at=now)
    entry.before, entry.after = {}, {"module": module, "on": on}
    session.add(entry)
    session.flush()
