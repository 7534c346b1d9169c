"""The morning's report to the office, and the robot that tells whoever operates the machine what stops the work."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot import outbox
from bot.clock import lease_seconds
from bot.db import insert_new, page_address
from bot.wording import word
from models.appointments import OFFICE
from models.schemes import latest_version
from models.troubles import ToldTrouble
from rules.periods import BEIJING
from rules.workdays import Calendar
from services.health.attention import what_needs_somebody, what_office_sees
from services.health.working import Trouble
from services.notices.push_hours import may_push
from services.notices.roles import tell

WORDING: Final = "health/troubles.txt"


def report_troubles(session: Session, calendar: Calendar, now: datetime, *, backups: Path | None = None) -> int:
    """Tell the office in the morning what needs somebody, once for each trouble; on most days nothing.

    A sweep; returns how many troubles are new. Where one is, all that go on are named with it. It leaves when the push
    window opens, and so is written on every working day, also before. `backups` as in `what_needs_somebody`.
    """
    if latest_version(session) is None or not calendar.is_working(now.date()):
        return 0
    found = list(what_needs_somebody(session, now, lease_seconds(), backups))
    told = _told(session, {one.key for one in found}, now)
    new = [one for one in found if one.key not in told]
    if new:
        address = page_address(session, "console/deliveries?filter=to_see")
        tell(
            session,
            OFFICE,
            WORDING,
            "report",
            key=f"self-report:{now.date()}",
            now=now,
            troubles=[said(one, address) for one in found],
        )
    for one in new:
        insert_new(session, ToldTrouble, key=one.key, told_at=now)
    return len(new)


def alarm_robot(session: Session, calendar: Calendar, now: datetime, *, robot: str) -> int:
    """Post what stops the work by a group robot, once for each time it begins. A sweep; returns how much was new.

    A robot needs neither our token nor a trusted address, so it speaks where WeCom refuses all else.
    """
    if not may_push(session, calendar, now):
        return 0
    troubles = what_office_sees(session, now, lease_seconds())
    return sum(_posted(session, one, outbox.Addressee("webhook", robot), now) for one in troubles)


def _posted(session: Session, one: Trouble, robot: outbox.Addressee, now: datetime) -> bool:
    # A clock that is wrong names no moment at which it began; it is told once a day.
    began = now.date() if one.kind == "clock" else one.since
    body = outbox.text(word(WORDING, "alarm", trouble=said(one), now=now))
    return outbox.push(session, robot, body, key=f"alarm:{one.key}:{began:%Y%m%d%H%M}", now=now)


def said(trouble: Trouble, address: str = "") -> tuple[str, str]:
    """Say a trouble to an office: what is wrong, and what to do."""
    facts = {"one": trouble, "address": address, **trouble.facts}
    return word(WORDING, trouble.kind, **facts), word(WORDING, f"{trouble.kind}_to_do", **facts)


def _told(session: Session, going_on: set[str], now: datetime) -> set[str]:
    """Say which troubles the office has heard of; those that are over are forgotten the day after."""
    today = datetime.combine(now.date(), time(), BEIJING)
    over = ToldTrouble.key.not_in(going_on), ToldTrouble.told_at < today
    session.execute(delete(ToldTrouble).where(*over), execution_options={"synchronize_session": False})
    told = session.scalars(select(ToldTrouble)).all()
    # One report a day: what comes after it waits for the next one.
    return going_on if any(one.told_at >= today for one in told) else {one.key for one in told}
