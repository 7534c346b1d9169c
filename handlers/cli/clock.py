"""`flask accept-clock`: somebody has looked, and the clock is right now."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from bot.clock import lease_seconds
from bot.heart import accept_clock
from handlers.cli.reporting import ReportingCommand, database
from services.rights.stated import states
from services.rights.table import Right


@click.command("accept-clock", cls=ReportingCommand)
@with_appcontext
@states(Right.OPERATE)
def accept_the_clock() -> None:
    """Take this machine's clock as right where it had been ahead before; only after looking at it."""
    with database().begin() as session:
        ahead = accept_clock(session, lease_seconds())
    said = "The clock is taken as right." if ahead else "No process has seen a later moment; nothing was to be done."
    click.echo(said)
