"""`flask holidays`: the State Council's schedule of a year, brought in the day it is published."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from handlers.cli.reporting import GivenFile, ReportingGroup, calendar, database, read_file, this_moment
from services.holidays.schedules import TownCalendar, load_schedule
from services.rights.stated import states
from services.rights.table import Right

holidays = ReportingGroup("holidays", help="The State Council's schedule of days off and days worked.")


@holidays.command()
@click.argument("file", type=GivenFile)
@states(Right.OPERATE)
def load(file: Path) -> None:
    """Load a year's schedule, FILE being called <year>.yaml; every process counts by it within seconds."""
    with database().begin() as session:
        year = load_schedule(session, file.name, read_file(file), cast(TownCalendar, calendar()), this_moment())
    click.echo(f"{year} is known; deadlines counted without it are put right before the next reminder.")
