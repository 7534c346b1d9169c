"""`flask township`: checking and loading the town."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from bot.errors import BadFile
from handlers.cli.reporting import GivenFile, ReportingGroup, calendar, database, read_file, this_moment
from models.register_entries import count_entries
from services.organizations.carrying_out import carry_out_changes
from services.rights.stated import states
from services.rights.table import Right
from services.schemes.introducing import decided_rules
from services.township.checking import check_township, drawing_warnings
from services.township.file import TownshipFile
from services.township.loading import load_township

township = ReportingGroup("township", help="Check and load the town: register, offices, tasks, rule.")


@township.command()
@click.argument("file", type=GivenFile)
@states(Right.OPERATE)
def check(file: Path) -> None:
    """Check a township file without storing anything."""
    town = _checked(file)
    assessed = sum(one.assessed for one in town.organizations)
    tasks = sum(len(month.tasks) for month in town.monthly_tasks)
    click.echo(
        f"{file.name} is in order: {len(town.organizations)} organisations, {assessed} of them assessed, "
        f"{tasks} tasks in {len(town.monthly_tasks)} months."
    )


@township.command()
@click.argument("file", type=GivenFile)
@click.option("--anyway", is_flag=True, help="Load it although the register was changed elsewhere since.")
@states(Right.OPERATE)
def load(file: Path, anyway: bool) -> None:
    """Load a township file; loading it again changes nothing."""
    town = _checked(file)
    now = this_moment()
    with database().begin() as session:
        if not anyway and (entered := count_entries(session)):
            raise BadFile(
                f"{file.name}: {entered} changes of the register were made elsewhere (console, commands, `flask setup`)"
                "; what the file does not know of would end today. Keep it there (flask register export), or, if the "
                "file knows all of it, write --anyway to let it count"
            )
        changes = load_township(session, town, now.date(), now)
        carry_out_changes(session, calendar(), now)
    written = [f"{count} {name.replace('_', ' ')}" for name, count in asdict(changes).items() if count]
    click.echo(f"{file.name} loaded; rows written: {', '.join(written) or 'none, all was known already'}.")


def _checked(file: Path) -> TownshipFile:
    """Check a file and warn of what is no mistake, but will look strange."""
    with database().read() as session:
        decided = decided_rules(session)
    town = check_township(read_file(file), file.name, decided)
    for warning in drawing_warnings(town):
        click.echo(f"Warning: {file.name}, {warning}", err=True)
    return town
