"""`flask records`: loading daily records."""

from __future__ import annotations

from pathlib import Path

import click

from handlers.cli.reporting import GivenFile, ReportingGroup, database, read_file, this_moment
from services.daily_records.file import read_records
from services.daily_records.loading import load_records
from services.rights.stated import states
from services.rights.table import Right

records = ReportingGroup("records", help="Load what each organisation did in a month.")


@records.command()
@click.argument("files", type=GivenFile, nargs=-1, required=True)
@states(Right.OPERATE)
def load(files: tuple[Path, ...]) -> None:
    """Load daily records from CSV files, all or nothing; a row that differs from what holds becomes a correction."""
    tables = [(file.name, read_records(read_file(file), file.name)) for file in files]
    with database().begin() as session:
        loaded = [(name, load_records(session, rows, this_moment())) for name, rows in tables]
    for name, one in loaded:
        click.echo(f"{name}: {one.new} new, {one.corrected} corrected, {one.unchanged} unchanged.")
