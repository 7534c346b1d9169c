"""`flask tasks`: the tasks of a month as a list, in and out."""

from __future__ import annotations

from pathlib import Path

import click

from handlers.cli.handing_in import handed_in
from handlers.cli.reporting import (
    GivenFile,
    ReportingGroup,
    acting_as,
    database,
    month_type,
)
from rules.periods import Month
from services.rights.stated import states
from services.rights.table import Right
from services.tasks.file import propose_tasks
from services.tasks.workbook import tasks_workbook

tasks = ReportingGroup("tasks", help="What a month asks of the branches: a list in, a list out.")


@tasks.command()
@click.argument("file", type=GivenFile)
@acting_as(Right.ENTER_TASK)
def load(file: Path, userid: str) -> None:
    """Load the tasks of a month from Excel or a text file, all or nothing; what says what holds is left as it is."""
    loaded = handed_in(propose_tasks, file, userid)
    click.echo(f"{file.name}: {len(loaded.changes)} cells changed, {loaded.unchanged} unchanged.")


@tasks.command()
@click.argument("month", type=month_type)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@states(Right.OPERATE)
def template(month: Month, file: Path) -> None:
    """Write the tasks of a month as an Excel list, to be edited and loaded again."""
    with database().read() as session:
        file.write_bytes(tasks_workbook(session, month))
    click.echo(f"{file} written.")
