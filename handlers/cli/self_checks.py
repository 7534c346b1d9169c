"""`flask self-checks`: what came in, accepted or returned by the office, or entered for a branch on paper."""

from __future__ import annotations

import click
from sqlalchemy.orm import Session

from bot.errors import NotFound
from bot.wording import word
from handlers.cli.reporting import ReportingGroup, acting_as, acting_person, calendar, database, month_type, this_moment
from models.self_checks import SUBMITTED, SelfCheck, self_checks_in
from models.slips import slip_of
from rules.periods import Month
from services.register.names import registered
from services.rights.stated import states
from services.rights.table import Right
from services.self_checks.self_checks import accept, return_for_redo

self_checks = ReportingGroup("self-checks", help="Self-checks (自查整改表): list, show, accept, return.")

ORGANIZATION = click.argument("organization")
MONTH = click.argument("month", type=month_type)


@self_checks.command("list")
@states(Right.OPERATE)
def list_waiting() -> None:
    """List the self-checks that wait for review."""
    with database().read() as session:
        click.echo(word("self_checks/office.txt", "waiting", self_checks=self_checks_in(session, SUBMITTED), left=()))


@self_checks.command()
@ORGANIZATION
@MONTH
@states(Right.OPERATE)
def show(organization: str, month: Month) -> None:
    """Show what a branch answered."""
    with database().read() as session:
        click.echo(word("self_checks/office.txt", "form", self_check=_found(session, organization, month)))


@self_checks.command("accept")
@ORGANIZATION
@MONTH
@acting_as(Right.REVIEW_SELF_CHECK)
def accept_one(organization: str, month: Month, userid: str) -> None:
    """Accept a branch's self-check."""
    with database().begin() as session:
        self_check = _found(session, organization, month)
        accept(session, self_check, acting_person(session, userid), this_moment())
        told = word("self_checks/office.txt", "accepted", self_checks=[self_check], left=[])
    click.echo(told)


@self_checks.command("return")
@ORGANIZATION
@MONTH
@click.argument("reason")
@acting_as(Right.REVIEW_SELF_CHECK)
def return_one(organization: str, month: Month, reason: str, userid: str) -> None:
    """Return a branch's self-check with a reason; it has one working day to hand it in again."""
    with database().begin() as session:
        self_check = _found(session, organization, month)
        return_for_redo(session, self_check, acting_person(session, userid), reason, calendar(), this_moment())
        told = word("self_checks/office.txt", "returned", self_check=self_check)
    click.echo(told)


def _found(session: Session, name: str, month: Month) -> SelfCheck:
    organization = registered(session, name)
    slip = slip_of(session, organization.id, month)
    self_check = slip.self_check if slip else None
    if self_check is None:
        raise NotFound("no_form", organization=organization, month=month)
    return self_check
