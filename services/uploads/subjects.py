"""What can be handed in as a table: of each subject who may, by which columns it is known, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from bot.errors import BadFile, NoRight
from bot.wording import word
from models.people import Person
from services.bonus_claims.file import HEADINGS as CLAIMS
from services.bonus_claims.file import propose_claims, take_back_claims
from services.daily_records.proposing import HEADINGS as RECORDS
from services.daily_records.proposing import propose_records
from services.daily_records.taking_back import take_back_records
from services.democratic_reviews.file import BASE as REVIEWS
from services.democratic_reviews.file import propose_reviews
from services.holidays.file import HEADINGS as HOLIDAYS
from services.holidays.file import propose_holidays
from services.inspections.file import FINDINGS, VISITS
from services.inspections.loading import propose_inspections
from services.office_files.cells import Book
from services.office_files.headings import Heading, find_table
from services.office_files.proposals import Handed, Proposal
from services.register_files.headings import KNOWN_BY as REGISTER
from services.register_files.proposing import propose_register
from services.rights.table import GROUP, Right
from services.tasks.file import HEADINGS as TASKS
from services.tasks.file import propose_tasks

WORDING: Final = "uploads/subjects.txt"

# A subject must know so much larger a share of a file's columns before a file is sent there instead.
PLAINLY: Final = 0.25

TakeBack = Callable[[Session, Collection[int], str, Person, datetime], int]


@dataclass(frozen=True)
class Subject:
    """One subject; its name is a block of templates/uploads/subjects.txt. `forms` are the tables its files may hold.

    Without `take_back` what was confirmed is corrected entry by entry.
    """

    name: str
    right: Right
    forms: Sequence[Sequence[Heading]]
    propose: Callable[[Handed], Proposal]
    take_back: TakeBack | None = None


SUBJECTS: Final[Mapping[str, Subject]] = {
    one.name: one
    for one in (
        Subject("register", Right.CHANGE_REGISTER, REGISTER, propose_register),
        Subject("records", Right.ENTER_RECORD, RECORDS, propose_records, take_back_records),
        Subject("tasks", Right.ENTER_TASK, (TASKS,), propose_tasks),
        Subject("inspections", Right.INSPECT, (VISITS, FINDINGS), propose_inspections),
        Subject("bonus_claims", Right.FILE_CLAIM, (CLAIMS,), propose_claims, take_back_claims),
        Subject("democratic_reviews", Right.ENTER_REVIEW, (REVIEWS,), propose_reviews),
        Subject("holidays", Right.SET_HOLIDAYS, (HOLIDAYS,), propose_holidays),
    )
}


def check_subject(subject: Subject, book: Book) -> None:
    """Raise BadFile, naming the place it belongs to, for a file that is plainly of another subject."""
    others = [one for one in SUBJECTS.values() if one is not subject]
    likeness = {one.name: _likeness(one, book) for one in others}
    best = max(likeness, key=lambda name: likeness[name], default="")
    if best and likeness[best] > _likeness(subject, book) + PLAINLY:
        names = {"meant": word(WORDING, best), "asked": word(WORDING, subject.name)}
        raise BadFile(word(WORDING, "other_subject", source=book.source, **names))


def _likeness(subject: Subject, book: Book) -> float:
    """Tell which share of a file's columns a subject knows, 0 where a needed one is missing."""
    found = (find_table(sheet, form) for sheet in book.filled for form in subject.forms)
    return max((len(table.columns) / len(table.headings) for table in found if table is not None), default=0)


def not_yours(name: str, right: Right) -> NoRight:
    """Say who may have what somebody else asked for, in or out; the caller raises it."""
    return NoRight("upload_not_yours", subject=word(WORDING, name), by_groups=right.value.who == (GROUP,))
