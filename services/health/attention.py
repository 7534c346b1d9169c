"""What of the program needs somebody of the office, or whoever operates the machine, who hears of it through them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.beside import folder_beside
from bot.disk import free_bytes
from bot.heart import this_machine
from models.inbox import FAILED, InboxMessage
from models.outbox import OutboxMessage
from rules.checkup_here import LEAST_FREE_BYTES, MEGABYTE, OLDEST_BACKUP, TOLD_FOR
from rules.periods import BEIJING
from services.backups.copies import newest
from services.health.working import Trouble, what_stops
from services.notices.resending import to_see

# The others of what stops the work follow from these, or are of no use to an office.
TOLD_TO_OFFICE: Final = ("clock", "not_seen", "resting", "no_answer")
# As long as this concerns the way by which the office would hear of it, WeCom itself cannot tell it.
OWN_WAY: Final = "message/send"


def what_office_sees(session: Session, now: datetime, real_now: float) -> list[Trouble]:
    """List what stops the work as far as an office can do something about it: on its first page, and by a robot."""
    return [one for one in what_stops(session, now, real_now) if one.kind in TOLD_TO_OFFICE]


def what_needs_somebody(
    session: Session, now: datetime, real_now: float, backups: Path | None = None
) -> Iterator[Trouble]:
    """List what the morning's report tells: what stops the work, but not the report itself, and what was left lying.

    `backups` is the folder into which a copy is made every night; None where none is.
    """
    stopped = what_office_sees(session, now, real_now)
    yield from (one for one in stopped if one.kind != "no_answer" and one.subject != OWN_WAY)
    yield from _disk(session, now)
    if backups is not None:
        yield from _backup(backups, now)
    yield from _left_lying(session, now)
    yield from _failed(session, now)


def _disk(session: Session, now: datetime) -> Iterator[Trouble]:
    url = session.get_bind().engine.url.render_as_string(hide_password=False)
    free = free_bytes(folder_beside(url))
    if free is not None and free < LEAST_FREE_BYTES:
        yield Trouble("disk", now, facts={"megabytes": free // MEGABYTE})


def _backup(folder: Path, now: datetime) -> Iterator[Trouble]:
    last = newest(folder)
    if last is None or now - last.made_at > OLDEST_BACKUP:
        yield Trouble("backup", now, facts={"made_at": last and last.made_at, "machine": this_machine()})


def _left_lying(session: Session, now: datetime) -> Iterator[Trouble]:
    """Count what did not arrive before today and nobody has seen to: of each the office heard when it happened."""
    today = datetime.combine(now.date(), time(), BEIJING)
    lost = to_see(now), OutboxMessage.created_at < today
    count, newest, since = session.execute(
        select(func.count(), func.max(OutboxMessage.id), func.min(OutboxMessage.created_at)).where(*lost)
    ).one()
    if count:
        yield Trouble("undelivered", since, str(newest), {"count": count})


def _failed(session: Session, now: datetime) -> Iterator[Trouble]:
    broken = InboxMessage.received_at >= now - TOLD_FOR, InboxMessage.state == FAILED
    count, newest, since = session.execute(
        select(func.count(), func.max(InboxMessage.received_at), func.min(InboxMessage.received_at)).where(*broken)
    ).one()
    if count:
        yield Trouble("failed", since, f"{newest:%Y%m%d%H%M%S}", {"count": count, "days": TOLD_FOR.days})
