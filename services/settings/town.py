"""What the town is called and how its office is reached: said on slips, boards and pages from now on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from bot.errors import BadInput, NotFound
from bot.readers import readable
from models.locks import lock_town
from models.people import Person
from models.register_entries import TOWN_CHANGED, RegisterEntry
from services.register.changes import reason_given
from services.rights.asking import check_may
from services.rights.table import Right

# Each name with its longest; without a telephone there is none, everything else is needed.
NAMES: Final[Mapping[str, int]] = {
    "name": 32,
    "full_name": 64,
    "committee": 64,
    "rule_title": 128,
    "publication_channel": 64,
    "platform": 64,
    "document_prefix": 16,
    "office_phone": 20,
}


def change_town(
    session: Session, said: Mapping[str, str], reason: str, by: Person, now: datetime
) -> dict[str, str | None]:
    """Call the town, its committee or its rule otherwise from now on; what is out keeps its names. Returns the changes.

    Raises Refused unless the office does it, with a reason, for a name that is missing or endless.
    """
    check_may(session, by, Right.CHANGE_SETTINGS, now)
    town = lock_town(session)
    if town is None:
        raise NotFound("town_missing")
    wanted = {name: _checked(name, said[name]) for name in NAMES}
    changed = {name: value for name, value in wanted.items() if getattr(town, name) != value}
    if changed:
        entry = RegisterEntry(kind=TOWN_CHANGED, day=now.date(), reason=reason_given(reason), by_id=by.id, at=now)
        entry.before, entry.after = {name: getattr(town, name) for name in changed}, dict(changed)
        for name, value in changed.items():
            setattr(town, name, value)
        session.add(entry)
        session.flush()
    return changed


def _checked(name: str, said: str) -> str | None:
    text = readable(said)
    if not text and name == "office_phone":
        return None
    if not 0 < len(text) <= NAMES[name]:
        raise BadInput("town_name_wrong", longest=NAMES[name])
    return text
