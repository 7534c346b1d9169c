"""Files taken over in one go, for whoever works on the machine: only where nothing is wrong and nothing is asked."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
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
    return load_files(session, propose, [book], by, now, calendar)[0]


def load_files(
    session: Session, propose: Propose, books: Sequence[Book], by: Person | None, now: datetime, calendar: Calendar
) -> list[Proposal]:
    """Write what several files change, one after the other, and say of each what that was. Raises as `load_file`.

    All are looked through before anything is written; only one that says something of what another has just written is
    held against that.
    """
    by_id, written = by.id if by else None, set[Hashable]()
    proposals = ahead(session, _all_looked_through, propose, tuple(books), by_id, now, calendar)
    done = []
    for book, one in zip(books, proposals, strict=True):
        fits = written.isdisjoint(one.subjects)
        done.append(_taken_over(session, book, one if fits else propose(Handed(session, book, by, now, calendar))))
        written |= one.subjects
    return done


def _taken_over(session: Session, book: Book, proposal: Proposal) -> Proposal:
    if proposal.mistakes:
        raise bad_file([f"{book.source}，{one.sentence}" for one in proposal.mistakes])
    if not proposal.changes and not proposal.unchanged:
        raise refused("nothing_there", book.source)
    proposal.write(session)
    return proposal


def _all_looked_through(
    session: Session, propose: Propose, books: Sequence[Book], by_id: int | None, now: datetime, calendar: Calendar
) -> list[Proposal]:
    by = session.get_one(Person, by_id) if by_id else None
    return [propose(Handed(session, book, by, now, calendar)) for book in books]
