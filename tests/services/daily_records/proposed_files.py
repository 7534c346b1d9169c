"""A file of daily records, what it proposes, and what is stored."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from rules.periods import BEIJING, Month
from rules.workdays import load_calendar
from services.daily_records.proposing import propose_records
from services.office_files.cells import Book
from services.office_files.proposals import Handed, Proposal
from tests.worlds.office_files import book_of
from tests.worlds.recorded_quarters import OTHER_CLERK, person
from tests.worlds.towns import HOLIDAYS

OCTOBER = Month(2026, 10)
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=BEIJING)
GRIDS = ("grid-2026-10.xlsx", "grid-2026-10-gbk.csv", "grid-2026-10-utf8-bom.csv", "grid-2026-10-unicode.txt")


def propose(session: Session, book: Book | str, userid: str = OTHER_CLERK) -> Proposal:
    found = book_of(book) if isinstance(book, str) else book
    return propose_records(Handed(session, found, person(session, userid), NOW, load_calendar(HOLIDAYS)))


def sentences(proposal: Proposal) -> list[str]:
    return [one.sentence for one in proposal.mistakes]
