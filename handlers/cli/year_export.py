"""`flask year export`: a year of every assessed organisation as one Excel table (R34, A20)."""

from __future__ import annotations

from pathlib import Path

import click

from handlers.cli.annual_reviews import NEW_FILE, YEAR, year
from handlers.cli.reporting import acting_as, acting_person, database, this_moment
from services.annual_reviews.honours import seen_bases
from services.annual_reviews.honours_workbook import year_workbook
from services.rights.table import Right

__all__ = ["year"]


@year.command()
@YEAR
@NEW_FILE
@acting_as(Right.SEE_HONOURS)
def export(year_number: int, file: Path, userid: str) -> None:
    """Write times red and grey, mean, final score and consequences of a YEAR into FILE, for office and leaders only."""
    with database().read() as session:
        found = seen_bases(session, year_number, acting_person(session, userid), this_moment())
        file.write_bytes(year_workbook(year_number, found))
    click.echo(f"{file} written: {year_number}, {len(found)} organisations.")
