"""`flask organizations`: what becomes of organisations, and whether their grey boards in a row go on elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import click
from sqlalchemy.orm import Session

from handlers.cli.reporting import ReportingGroup, acting, acting_as, database, this_moment
from models.organization_changes import OrganizationChange, changes_of, takeovers_in
from models.people import Person
from rules.cases import STREAK_TAKEOVER
from services.organizations import changes
from services.organizations.streaks import decide_takeover, takeover_numbered
from services.register.changes import Said
from services.register.names import registered
from services.rights.stated import states
from services.rights.table import Right

organizations = ReportingGroup(
    "organizations", help="What becomes of organisations (撤销、并入、改名、改隶属): from a day on, with a reason."
)
Act = Callable[[Session, Said, datetime], OrganizationChange]
_name = click.argument("organization")
_reason = click.option("--reason", required=True, help="Why, as it is kept and told.")
_day = click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="From which day on it holds.")


def _done(userid: str, day: datetime, reason: str, act: Act) -> None:
    now = this_moment()
    with acting(userid) as (session, by):
        change = act(session, Said(day.date(), reason, by), now)
        state = "done" if change.done_at else f"planned for {change.day}"
        line = f"{change.organization.id}\t{change.organization.short_name}\t{change.kind}\t{state}"
    click.echo(line)


@organizations.command()
@_name
@_day
@_reason
@acting_as(Right.CHANGE_ORGANIZATION)
def dissolve(organization: str, day: datetime, reason: str, userid: str) -> None:
    """Dissolve an ORGANIZATION; what is open there is closed on that day."""
    _done(
        userid,
        day,
        reason,
        lambda session, said, now: changes.dissolve(session, registered(session, organization), said, now),
    )


@organizations.command()
@_name
@click.option("--into", required=True, help="The organisation that goes on.")
@_day
@_reason
@acting_as(Right.CHANGE_ORGANIZATION)
def merge(organization: str, into: str, day: datetime, reason: str, userid: str) -> None:
    """Merge an ORGANIZATION into another."""

    def merged(session: Session, said: Said, now: datetime) -> OrganizationChange:
        return changes.merge(session, registered(session, organization), registered(session, into), said, now)

    _done(userid, day, reason, merged)


@organizations.command()
@_name
@click.option("--name", required=True, help="The full name.")
@click.option("--short-name", required=True, help="The name on slips and boards.")
@_day
@_reason
@acting_as(Right.CHANGE_ORGANIZATION)
def rename(organization: str, name: str, short_name: str, day: datetime, reason: str, userid: str) -> None:
    """Give an ORGANIZATION another name; published boards keep the old one."""

    def renamed(session: Session, said: Said, now: datetime) -> OrganizationChange:
        return changes.rename(session, registered(session, organization), name, short_name, said, now)

    _done(userid, day, reason, renamed)


@organizations.command()
@_name
@click.option("--under", required=True, help="The organisation above from then on.")
@_day
@_reason
@acting_as(Right.CHANGE_ORGANIZATION)
def move(organization: str, under: str, day: datetime, reason: str, userid: str) -> None:
    """Put an ORGANIZATION under another parent."""

    def moved(session: Session, said: Said, now: datetime) -> OrganizationChange:
        return changes.move(session, registered(session, organization), registered(session, under), said, now)

    _done(userid, day, reason, moved)


@organizations.command()
@_name
@states(Right.OPERATE)
def history(organization: str) -> None:
    """List what became of an ORGANIZATION, oldest first."""
    with database().read() as session:
        for one in changes_of(session, registered(session, organization).id):
            other = f"\t{one.other.short_name}" if one.other else ""
            click.echo(f"{one.day}\t{one.kind}\t{'done' if one.done_at else 'planned'}\t{one.reason}{other}")


@organizations.command()
@click.argument("number", type=int, required=False)
@click.option("--goes-on/--stays", "goes_on", default=None, help="Whether the successor takes the streak over.")
@click.option("--reason", help="Why, as it is kept.")
@acting_as(Right.DECIDE_CONSEQUENCE, required=False)
def streaks(number: int | None, goes_on: bool | None, reason: str | None, userid: str | None) -> None:
    """List the streaks of merged branches that wait for a decision, or decide the one with this NUMBER."""
    if number is None:
        with database().read() as session:
            for one in takeovers_in(session, STREAK_TAKEOVER.first):
                click.echo(f"{one.id}\t{one.predecessor.short_name}\t{one.successor.short_name}\t{one.day}")
        return
    if goes_on is None or not reason or not userid:
        raise click.UsageError("To decide, write --goes-on or --stays, --reason TEXT and --as USERID")
    now = this_moment()
    with acting(userid) as (session, by):
        _decide(session, number, by, reason, now, goes_on=goes_on)
    click.echo(f"{number}\t{'goes on' if goes_on else 'stays'}")


def _decide(session: Session, number: int, by: Person, reason: str, now: datetime, *, goes_on: bool) -> None:
    decide_takeover(session, takeover_numbered(session, number), reason, by, now, goes_on=goes_on)
