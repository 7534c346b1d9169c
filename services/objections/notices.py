"""Who hears of an objection, and when: the office of a new one and of what is due, the branch of the answer."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import page_address
from bot.wording import quarter_text, word
from models.appointments import OFFICE
from models.boards import PUBLIC, Board
from models.objections import Objection, all_open_objections
from models.people import Person
from rules.workdays import Calendar
from services.notices.branches import tell_branch
from services.notices.office import WORDING as OFFICE_WORDING
from services.notices.office import tell_office
from services.notices.push_hours import may_push
from services.notices.roles import tell_list, who_lacks_list
from services.notices.speaking import tell_of_acting
from services.objections.targets import kind_of

NOTICES: Final = "objections/notices.txt"
DUE_LIST: Final = "objections-due"


def tell_of_filed(session: Session, objection: Objection, now: datetime) -> None:
    """Tell the office of a new objection."""
    pages = [page_address(session, f"console/objections/{objection.id}")]
    facts = {"objection": objection, "quarter": quarter_text(objection.quarter), "pages": pages}
    tell_office(session, "objection_filed", key=f"objection:{objection.id}:filed", now=now, **facts)


def tell_of_upheld(session: Session, objection: Objection, now: datetime) -> None:
    """Tell the office what follows from an upheld objection: a new draft, a new version, or that a person must act."""
    query = select(Board.id).where(Board.quarter == objection.quarter, Board.state.in_(PUBLIC))
    facts = {
        "objection": objection,
        "quarter": quarter_text(objection.quarter),
        "about": kind_of(objection.target),
        "is_published": session.scalar(query.limit(1)) is not None,
    }
    tell_office(session, "objection_upheld", key=f"objection:{objection.id}:upheld", now=now, **facts)


def tell_of_acting_in(session: Session, objection: Objection, event: str, by: Person, now: datetime) -> None:
    """Tell the branch when somebody else filed an objection for it or took it back."""
    what, key = word(NOTICES, "acted", objection=objection, event=event), f"objection:{objection.id}:{event}"
    tell_of_acting(session, objection.organization, by, what, key=key, now=now)


def answer_branch(
    session: Session, objection: Objection, reason: str, now: datetime, *, corrected: bool = False
) -> None:
    """Answer an objection, once: to who filed it for the branch, else to the first of the branch who is reached."""
    key, quarter = f"objection:{objection.id}:answer", quarter_text(objection.quarter)
    facts = {"objection": objection, "reason": reason, "quarter": quarter, "corrected": corrected}
    said = word(NOTICES, "answer", **facts)
    tell_branch(session, objection.organization, said, key=key, now=now, prefer=objection.filed_by)


def remind_replies_due(session: Session, calendar: Calendar, now: datetime) -> int:
    """Name the office the objections whose answer is due by the next working day, or overdue (A19): a list it has not.

    A sweep; returns how many it names, 0 where the office has that list.
    """
    if not may_push(session, calendar, now) or not (lacking := who_lacks_list(session, OFFICE, DUE_LIST, now)):
        return 0
    next_day = calendar.next_working(now.date())
    due = [objection for objection in all_open_objections(session) if objection.reply_day <= next_day]
    is_told = due and tell_list(
        session, lacking, OFFICE_WORDING, "objections_due", name=DUE_LIST, now=now, objections=due
    )
    return len(due) if is_told else 0
