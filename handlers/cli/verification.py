"""`flask verify`: everything that can be proved, and what cannot."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from bot.wording import word
from handlers.cli.reporting import ReportingCommand, database
from services.log.tables import LEFT_OUT
from services.rights.stated import states
from services.rights.table import Right
from services.verification import WORDS, all_problems, covered


@click.command("verify", cls=ReportingCommand)
@with_appcontext
@states(Right.OPERATE)
def verify() -> None:
    """Check the log, all rows, cases, boards and years; status 1 when anything is wrong, naming row and kind."""
    with database().read() as session:
        found = []
        for problem in all_problems(session):
            found.append(problem)
            click.echo(problem)
        click.echo(word(WORDS, "wrong" if found else "same", found=found))
        reasons = {name: word("log/left_out.txt", name) for name in LEFT_OUT}
        click.echo(word(WORDS, "covered", covered=covered(session), reasons=reasons))
    if found:
        raise click.exceptions.Exit(1)
