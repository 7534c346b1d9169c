"""A file taken over in one go, for whoever works on the machine: only where nothing is wrong and nothing is asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from models.people import Person
from rules.workdays import Calendar
from services.files import bad_file
from services.log.ahead import ahead
from services.office_files.cells import Book
from services.office_files.proposals import Handed, Proposal
from services.office_files.refusing import refused

Propose = Callable[[Handed], Proposal]


def load_file(
    session: Session, propose: Propose, book: Book, by: Person | None, now: datetime, calendar: Calendar
) -> Proposal:
    """Write what a file changes, and say what that was. Raises BadFile naming every cell; then nothing is written."""
    proposal = ahead(session, _looked_through, propose, book, by.id if by else None, now, calendar)
    if proposal.mistakes:
        raise bad_file([f"{book.source}，{one.sentence}" for one in proposal.mistakes])
    if not proposal.changes and not proposal.unchanged:
        raise refused("nothing_there", book.source)
    proposal.write(session)
    return proposal


def _looked_through(
    session: Session, propose: Propose, book: Book, by_id: int | None, now: datetime, calendar: Calendar
) -> Proposal:
    return propose(Handed(session, book, session.get_one(Person, by_id) if by_id else None, now, calendar))
