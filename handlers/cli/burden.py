"""`flask burden`: how much the assessment asked of people in a month."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from bot.wording import word
from handlers.cli.reporting import ReportingCommand, database, month_type
from rules.periods import Month
from services.burden import burdens
from services.rights.stated import states
from services.rights.table import Right


@click.command("burden", cls=ReportingCommand)
@click.argument("month", type=month_type)
@with_appcontext
@states(Right.OPERATE)
def burden(month: Month) -> None:
    """Print messages written, messages received and signs to read by person, and the middle of all."""
    with database().read() as session:
        click.echo(word("notices/burden.txt", "table", month=month, burdens=burdens(session, month)))
