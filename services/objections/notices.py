"""Who hears of an objection, and when: the office of a new one and of what is due, the branch of the answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.wording import quarter_text, word
from models.appointments import officers
from models.boards import PUBLIC, Board
from models.objections import Objection, all_open_objections
from rules.workdays import Calendar
from services.notices.office import tell_office
from services.notices.push_hours import may_push
from services.objections.targets import kind_of


def tell_of_filed(session: Session, objection: Objection, now: datetime) -> None:
    """Tell the office of a new objection."""
    facts = {"objection": objection, "quarter": quarter_text(objection.quarter)}
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


def answer_branch(
    session: Session, objection: Objection, reason: str, now: datetime, *, corrected: bool = False
) -> None:
    """Answer an objection, once: to who filed it for the branch, else to the branch's first officer who can be reached.

    Where nobody can be reached, the office is asked to hand the answer over.
    """
    key, quarter = f"objection:{objection.id}:answer", quarter_text(objection.quarter)
    held = [one.person for one in officers(session, objection.organization_id, now.date()) if one.person.userid]
    heard_by = objection.filed_by if objection.filed_by in held else next(iter(held), None)
    facts = {"objection": objection, "reason": reason, "quarter": quarter, "corrected": corrected}
    said = word("objections/notices.txt", "answer", **facts)
    if heard_by is None or heard_by.userid is None:
        tell_office(session, "objection_answer_on_paper", key=key, now=now, objection=objection, answer=said)
    else:
        outbox.push(session, outbox.Addressee("member", heard_by.userid), outbox.text(said), key=key, now=now)


def remind_replies_due(session: Session, calendar: Calendar, now: datetime) -> int:
    """Name the office once a day the objections whose answer is due by the next working day, or overdue (A19).

    A sweep; returns how many there are.
    """
    if not may_push(session, calendar, now):
        return 0
    next_day = calendar.next_working(now.date())
    due = [objection for objection in all_open_objections(session) if objection.reply_day <= next_day]
    if due:
        tell_office(session, "objections_due", key=f"objections-due:{now:%F}", now=now, objections=due)
    return len(due)
