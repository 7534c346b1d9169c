"""Commands that take one step of a board or of a year's review: a table row each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import click
from sqlalchemy.orm import Session

from handlers.cli.reporting import ReportingGroup, acting_as, acting_in_one, this_moment
from models.people import Person
from services.rights.table import Right

Option = Callable[[Callable[..., None]], Callable[..., None]]


@dataclass(frozen=True)
class Step:
    """One step: its name, the right it needs, its help, the service that takes it, and what is said of its result.

    `take` is called with session, subject, person, `now`, and what the options give, by their names.
    """

    name: str
    right: Right
    help: str
    take: Callable[..., Any]
    told: Callable[[Session, Any, Person], str]
    options: Sequence[Option] = ()


def add_steps(group: ReportingGroup, subject: str, argument: Option, steps: Iterable[Step]) -> None:
    """Give a group one command per step; `argument` declares the `subject` (quarter, year_number) they are about."""
    for step in steps:
        run = acting_as(step.right)(_run(step, subject))
        for declare in (*step.options, argument):
            run = declare(run)
        group.command(step.name, help=step.help)(run)


def _run(step: Step, subject: str) -> Callable[..., None]:
    def run(userid: str, **given: Any) -> None:
        about, now = given.pop(subject), this_moment()

        def take(session: Session, by: Person) -> str:
            return step.told(session, step.take(session, about, by, now=now, **given), by)

        click.echo(acting_in_one(userid, take))

    return run


def reason(why: str) -> Option:
    """Declare the reason a step cannot do without."""
    return click.option("--reason", required=True, help=why)


NOTE: Option = click.option("--note", default="", help="What the leading group settled.")
