"""What can be handed in as a table: of each subject who may, by which columns it is known, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from services.daily_records.proposing import HEADINGS as RECORDS
from services.daily_records.proposing import propose_records
from services.office_files.headings import Heading
from services.office_files.proposals import Handed, Proposal
from services.rights.table import Right


@dataclass(frozen=True)
class Subject:
    """One subject; its name is a block of templates/uploads/subjects.txt. `forms` are the tables its files may hold."""

    name: str
    right: Right
    forms: Sequence[Sequence[Heading]]
    propose: Callable[[Handed], Proposal]


RECORDS_SUBJECT: Final = Subject("records", Right.ENTER_RECORD, RECORDS, propose_records)
SUBJECTS: Final = {one.name: one for one in (RECORDS_SUBJECT,)}
