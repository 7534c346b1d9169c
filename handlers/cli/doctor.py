"""`flask doctor`: the checkup of this machine and of WeCom's side, and the list before a town goes live."""

from __future__ import annotations

import os
from contextlib import nullcontext
from typing import cast

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from bot.environment import environment_file
from bot.wording import word
from handlers.cli.reporting import ReportingCommand
from handlers.menu import menu
from rules.checkup_facts import Facts
from services.checkups.checkup import Asked, Checkup, CheckupParts, checkup, gathered
from services.checkups.golive import golive
from services.checkups.telling import crossing_told, golive_told, told
from services.red_lines.standing import crossed
from services.rights.stated import states
from services.rights.table import Right

REPORT = "checkups/report.txt"


@click.command("doctor", cls=ReportingCommand)
@click.option("--here", is_flag=True, help="Look at this machine and its database only, and ask WeCom nothing.")
@click.option("--try", "tried", default="", metavar="USERID", help="Send this account a line twice: one is to arrive.")
@click.option("--golive", "before", is_flag=True, help="Print the list of what has to be settled before going live.")
@with_appcontext
@states(Right.OPERATE)
def doctor(here: bool, tried: str, before: bool) -> None:
    """Look for what is wrong on this machine and at WeCom, say what to do; status 0 only when nothing is."""
    parts = cast(CheckupParts, current_app.extensions["honghui"])
    facts = gathered(parts, Asked(menu, environment_file(os.environ), not here, tried))
    done = checkup(facts)
    with parts.db.read() if facts.kept else nullcontext() as session:
        click.echo(_report(session, done))
        is_ready = not before or _golive(session, done, facts)
    if not (done.is_fine and is_ready):
        raise click.exceptions.Exit(1)


def _report(session: Session | None, done: Checkup) -> str:
    allowed = [one for one in (crossed(session, done.at) if session else ()) if one.override]
    unseen = any(one.state == "unseen" for one in (*done.here, *done.beyond))
    lines = [(crossing_told(one.crossing), one.override) for one in allowed]
    said = {"here": told(done.here), "beyond": told(done.beyond)}
    return word(REPORT, "report", checkup=done, said=said, allowed=lines, unseen=unseen)


def _golive(session: Session | None, done: Checkup, facts: Facts) -> bool:
    found = golive(session, done, facts.now)
    click.echo(f"\n{golive_told(found)}")
    return found.is_ready
