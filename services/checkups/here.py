"""Facts of this side: the database and its tables, the machine, and what the database says."""

from __future__ import annotations

import struct
import time
from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from bot.beside import folder_beside
from bot.db import Database
from bot.disk import free_bytes
from bot.drawing import BOLD, REGULAR
from bot.errors import HonghuiError
from bot.schema import newest_revision, stored_revision
from bot.settings import Settings
from models.appointments import Appointment, in_force
from models.chats import GroupChat
from models.inbox import FAILED, InboxMessage
from models.organizations import ON_PAPER, Organization
from models.people import Person
from rules.checkup_facts import Account, KeptFacts, MachineFacts, StoreFacts
from rules.checkup_here import TOLD_FOR
from rules.periods import BEIJING
from services.backups.copies import newest
from services.notices.resending import count_to_see
from services.people.reach import out_of_reach
from services.red_lines.standing import crossed

USUAL_DATABASE: Final = Settings().database_url.get_secret_value()


def store_facts(database_url: str) -> StoreFacts:
    """Look at the database without changing anything in it; an SQLite file that is not there is not made."""
    try:
        if _is_not_there(database_url):
            return StoreFacts(is_begun=False)
        db = Database(database_url)
        revision = stored_revision(db)
        db.engine.dispose()
    except (HonghuiError, ImportError) as error:  # The driver of PostgreSQL is installed apart.
        return StoreFacts(trouble=str(error))
    return StoreFacts(is_begun=revision is not None, revision=revision, newest=newest_revision())


def _is_not_there(database_url: str) -> bool:
    """Whether an SQLite file is not there; to open it would make it, and its folder."""
    url = _read(database_url)
    return url is not None and url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists()


def _read(database_url: str) -> URL | None:
    """Read the address of a database; None for what is none, which is another check's finding."""
    try:
        return make_url(database_url)
    except ArgumentError:
        return None


def machine_facts(database_url: str, backups: Path) -> MachineFacts:
    """Look at the disk, the fonts and the backups."""
    folder = folder_beside(database_url if _read(database_url) else USUAL_DATABASE)
    nearest = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    last = newest(backups)
    return MachineFacts(time.tzname[0], free_bytes(nearest) or 0, _broken_fonts(), last.made_at if last else None)


def _broken_fonts() -> tuple[str, ...]:
    return tuple(one.name for one in (REGULAR, BOLD) if not _is_whole(one))


def _is_whole(file: Path) -> bool:
    """Tell whether a font is there to its last table; to read what is in them takes a tenth of a second."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with file.open("rb") as opened:
            tables, size = TTFont(opened, lazy=True).reader.tables, file.stat().st_size
    except (OSError, TTLibError, struct.error):
        return False
    return "glyf" in tables and all(one.offset + one.length <= size for one in tables.values())


def kept_facts(session: Session, known_years: Collection[int], now: datetime) -> KeptFacts:
    """Ask the database what a checkup wants to know."""
    failed = InboxMessage.state == FAILED, InboxMessage.received_at >= now - TOLD_FOR
    own = GroupChat.webhook.is_(None), GroupChat.stopped_at.is_(None)
    return KeptFacts(
        known_years=frozenset(known_years),
        failed=session.scalar(select(func.count()).select_from(InboxMessage).where(*failed)) or 0,
        lost=count_to_see(session, now),
        last_arrival=session.scalar(select(func.max(InboxMessage.received_at))),
        has_own_chats=session.scalar(select(GroupChat.id).where(*own).limit(1)) is not None,
        accounts=_accounts(session, now),
        unreached=tuple(out_of_reach(session, _today(now))),
        crossings=tuple(one.crossing for one in crossed(session, now) if one.override is None),
    )


def _accounts(session: Session, now: datetime) -> tuple[Account, ...]:
    """List the accounts that are to be reached by WeCom: of branches not on paper, and of the town's own offices."""
    query = (
        select(Person.name, Person.userid, Organization.short_name)
        .join(Appointment, Appointment.person_id == Person.id)
        .outerjoin(Organization, Organization.id == Appointment.organization_id)
        .where(in_force(_today(now)), Person.userid.is_not(None))
        .where(Organization.id.is_(None) | (Organization.delivery != ON_PAPER))
        .order_by(Appointment.id)
    )
    found = {str(userid): Account(name, str(userid), branch or "") for name, userid, branch in session.execute(query)}
    return tuple(found.values())


def _today(now: datetime) -> date:
    return now.astimezone(BEIJING).date()
