"""`flask rights`: the table of rights in Chinese, for whoever wants to know who may what."""

from __future__ import annotations

from typing import Final

import click

from bot.wording import word
from handlers.cli.reporting import ReportingCommand
from services.rights.stated import states
from services.rights.table import Right

WORDS: Final = "rights/table.txt"


@click.command("rights", cls=ReportingCommand)
@states(Right.OPERATE)
def rights() -> None:
    """Print who may do or see what of whose, line by line, and whom a conflict of interest bars."""
    for right in Right:
        click.echo(line(right))


def line(right: Right) -> str:
    """Word one line of the table."""
    rule = right.value
    who = [word(WORDS, f"who_{one.replace(':', '_')}") for one in dict.fromkeys(rule.who)]
    facts = {"conflict": bool(rule.conflict), "alone": rule.unless_alone}
    return word(WORDS, "line", what=word(WORDS, f"right_{right.name.lower()}"), who=who, **facts)
