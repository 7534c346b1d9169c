"""`flask records`: loading daily records."""

from __future__ import annotations

from pathlib import Path

import click

from handlers.cli.reporting import GivenFile, ReportingGroup, database, read_file, this_moment
from services.daily_records import load_records
from services.daily_records_file import read_records

records = ReportingGroup("records", help="Load what each organisation did in a month.")


@records.command()
@click.argument("file", type=GivenFile)
def load(file: Path) -> None:
    """Load daily records from a CSV file; a row that differs from what holds becomes a correction."""
    rows = read_records(read_file(file), file.name)
    with database().begin() as session:
        loaded = load_records(session, rows, this_moment())
    click.echo(f"{file.name}: {loaded.new} new, {loaded.corrected} corrected, {loaded.unchanged} unchanged.")
