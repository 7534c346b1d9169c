"""The office's list of what is still to be handed over to branches in which nobody gets messages (D6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db import insert_all_new, insert_new
from bot.errors import NotFound
from models.appointments import OFFICE
from models.handovers import Handover, unannounced_handovers, waits
from models.locks import lock_numbered
from models.orders import RectificationOrder
from models.organizations import Organization
from models.overhauls import Overhaul
from models.people import Person
from models.slips import Slip
from rules.workdays import Calendar
from services.notices.push_hours import may_push
from services.notices.roles import tell
from services.rights.asking import check_may
from services.rights.table import Right

WORDING: Final = "notices/handovers.txt"
# What is noted beside the day of a handing over: to whom, and how.
LONGEST_REMARK: Final = 200

# What a branch answers: once it has, nothing about it waits to be handed over.
Matter = Slip | RectificationOrder | Overhaul
NAMES: Final[Mapping[type[Matter], str]] = {Slip: "slip", RectificationOrder: "order", Overhaul: "overhaul"}


def matter(one: Matter) -> str:
    """Name what a message is about, for `Handover.about`."""
    return f"{NAMES[type(one)]}:{one.id}"


def matter_of(session: Session, handover: Handover) -> Matter | None:
    """Find what an entry is about; None where it is news that hangs on nothing."""
    name, _, number = handover.about.partition(":")
    table = next((table for table, called in NAMES.items() if called == name), None)
    return cast("Matter", session.get_one(table, int(number))) if table else None


def put_on_list(
    session: Session,
    organization: Organization,
    said: str,
    *,
    key: str,
    now: datetime,
    about: str = "",
    note: str = "",
) -> bool:
    """Put a message on the list, once per key; False when it was there before. The office hears with the next sweep."""
    return insert_new(session, Handover, **handover_row(organization, said, key=key, now=now, about=about, note=note))


def put_all_on_list(session: Session, entries: Sequence[Mapping[str, Any]]) -> None:
    """Put messages on the list as `handover_row` writes them, each as `put_on_list` does."""
    insert_all_new(session, Handover, entries)


def handover_row(
    organization: Organization,
    said: str,
    *,
    key: str,
    now: datetime,
    about: str = "",
    note: str = "",
    until: datetime | None = None,
) -> dict[str, Any]:
    """Write an entry of the list; what is in it as in `put_on_list`, `until` as `Handover.lapses_at`."""
    said_to = {"organization_id": organization.id, "text": said, "note": note, "lapses_at": until}
    return {"key": key, "about": about, "made_at": now, **said_to}


def listed_among(session: Session, keys: Collection[str]) -> set[str]:
    """List the keys with which a message is or was on the list."""
    return set(session.scalars(select(Handover.key).where(Handover.key.in_(keys))))


def handover_numbered(session: Session, number: int) -> Handover:
    """Find an entry that waits by its number, and lock it. Raises NotFound for none, and for what is done already."""
    found = lock_numbered(session, Handover, number)
    if found is None or found.done_at is not None:
        raise NotFound("handover_unknown", number=number, handover=found)
    return found


def check_may_hand_over(session: Session, handover: Handover, by: Person, now: datetime) -> None:
    """Check that somebody of the office notes the handing over of what still waits. Raises Refused."""
    check_may(session, by, Right.HAND_OVER, now)
    if handover.done_at is not None:
        raise NotFound("handover_unknown", number=handover.id, handover=handover)


def hand_over(session: Session, handover: Handover, by: Person, now: datetime) -> None:
    """Note that something was handed over. Raises NoRight unless the office says so."""
    check_may(session, by, Right.HAND_OVER, now)
    handover.done_at, handover.done_by = now, by
    session.flush()


def settle(session: Session, one: Matter, now: datetime, by: Person | None = None) -> None:
    """Take what waits about a matter off the list: the branch has it, has answered it, or it is over."""
    open_ones = (Handover.about == matter(one), waits(now))
    session.execute(update(Handover).where(*open_ones).values(done_at=now, done_by_id=by.id if by else None))


def take_off(
    session: Session,
    prefix: str,
    now: datetime,
    only: Collection[str] | None = None,
    about: Collection[Matter] | None = None,
) -> None:
    """Take what waits under a prefix of keys off the list: another version says it anew.

    `only` names the organisations for which it does, `about` what it is about.
    """
    overtaken = [Handover.key.startswith(prefix, autoescape=True), waits(now)]
    if only is not None:
        overtaken.append(Handover.organization_id.in_(only))
    if about is not None:
        overtaken.append(Handover.about.in_([matter(one) for one in about]))
    session.execute(update(Handover).where(*overtaken).values(done_at=now))


def announce_handovers(session: Session, calendar: Calendar, now: datetime) -> int:
    """Tell the office what has come onto the list since it last heard, all in one message; returns how many entries.

    A sweep, so that a night of boards or a morning of slips is one message and not one per branch.
    """
    if not may_push(session, calendar, now):
        return 0
    fresh = unannounced_handovers(session, now)
    if fresh:
        tell(session, OFFICE, WORDING, "fresh", key=f"handovers:{fresh[-1].id}", now=now, handovers=fresh)
    for one in fresh:
        one.announced_at = now
    session.flush()
    return len(fresh)
