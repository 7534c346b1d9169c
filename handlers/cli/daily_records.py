"""`flask records`: loading daily records."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy.orm import Session

from bot.errors import BadFile
from handlers.cli.reporting import GivenFile, ReportingGroup, calendar, database, read_table, this_moment
from models.people import Person, person_by_userid
from services.daily_records.proposing import propose_records
from services.office_files.proposals import Proposal
from services.rights.stated import states
from services.rights.table import Right
from services.uploads.loading import load_files

records = ReportingGroup("records", help="Load what each organisation did in a month.")


@records.command()
@click.argument("files", type=GivenFile, nargs=-1, required=True)
@click.option("--by", "recorder", help="Who recorded what names no recorder: a userid of the office or of a group.")
@states(Right.OPERATE)
def load(files: tuple[Path, ...], recorder: str | None) -> None:
    """Load daily records from Excel or text files, a list or a month's grid, all or nothing.

    A row that differs from what holds becomes a correction.
    """
    books = [read_table(file) for file in files]
    now = this_moment()

    def act(session: Session) -> list[Proposal]:
        by = _recorder(session, recorder) if recorder else None
        return load_files(session, propose_records, books, by, now, calendar())

    for book, one in zip(books, database().do(act), strict=True):
        click.echo(f"{book.source}: {one.new} new, {one.corrected} corrected, {one.unchanged} unchanged.")


def _recorder(session: Session, userid: str) -> Person:
    person = person_by_userid(session, userid)
    if person is None:
        raise BadFile(f"--by {userid}: no such userid in the register; write one of the office's or of a group's")
    return person
