"""Handing a file in on the command line, in the name of whom a command is run as."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from handlers.cli.reporting import acting, calendar, read_table, this_moment
from services.office_files.proposals import Handed, Proposal
from services.uploads.loading import load_file
from services.uploads.subjects import check_subject
from services.uploads.uploads import subject_named


def handed_in(propose: Callable[[Handed], Proposal], file: Path, userid: str, subject: str = "") -> Proposal:
    """Write what a file changes, all or nothing, and say what that was. Raises BadFile naming every wrong cell.

    With a `subject`, also for a file that is plainly another one's, as the console refuses it.
    """
    book = read_table(file)
    if subject:
        check_subject(subject_named(subject), book)
    with acting(userid) as (session, by):
        return load_file(propose, Handed(session, book, by, this_moment(), calendar()))
