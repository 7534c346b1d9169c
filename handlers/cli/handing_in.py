"""Handing a file in on the command line, in the name of whom a command is run as."""

from __future__ import annotations

from pathlib import Path

from handlers.cli.reporting import acting_in_one, calendar, read_table, this_moment
from services.office_files.proposals import Proposal
from services.uploads.loading import Propose, load_file
from services.uploads.subjects import check_subject
from services.uploads.uploads import subject_named


def handed_in(propose: Propose, file: Path, userid: str, subject: str = "") -> Proposal:
    """Write what a file changes, all or nothing, and say what that was. Raises BadFile naming every wrong cell.

    With a `subject`, also for a file that is plainly another one's, as the console refuses it.
    """
    book = read_table(file)
    if subject:
        check_subject(subject_named(subject), book)
    now = this_moment()
    return acting_in_one(userid, lambda session, by: load_file(session, propose, book, by, now, calendar()))
