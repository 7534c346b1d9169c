"""`flask holidays`: the State Council's schedule of a year, brought in the day it is published."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from handlers.cli.reporting import GivenFile, ReportingGroup, calendar, database, read_file, read_table, this_moment
from services.holidays.file import propose_holidays
from services.holidays.schedules import TownCalendar, load_schedule
from services.rights.stated import states
from services.rights.table import Right
from services.uploads.loading import load_file

holidays = ReportingGroup("holidays", help="The State Council's schedule of days off and days worked.")


@holidays.command()
@click.argument("file", type=GivenFile)
@states(Right.OPERATE)
def load(file: Path) -> None:
    """Load a year's schedule, a list in Excel or as text, or <year>.yaml; every process counts by it within seconds."""
    with database().begin() as session:
        if file.suffix == ".yaml":
            days = cast(TownCalendar, calendar())
            known = f"{load_schedule(session, file.name, read_file(file), days, this_moment())} is known"
        else:
            loaded = load_file(session, propose_holidays, read_table(file), None, this_moment(), calendar())
            known = f"{loaded.about}: {len(loaded.changes)} changed, {loaded.unchanged} unchanged"
    click.echo(f"{known}; deadlines counted without it are put right before the next reminder.")
