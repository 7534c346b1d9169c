"""Handing a file in on the command line, in the name of whom a command is run as."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from handlers.cli.reporting import acting, calendar, read_table, this_moment
from services.office_files.proposals import Handed, Proposal
from services.uploads.loading import load_file


def handed_in(propose: Callable[[Handed], Proposal], file: Path, userid: str) -> Proposal:
    """Write what a file changes, all or nothing, and say what that was. Raises BadFile naming every wrong cell."""
    book = read_table(file)
    with acting(userid) as (session, by):
        return load_file(propose, Handed(session, book, by, this_moment(), calendar()))
