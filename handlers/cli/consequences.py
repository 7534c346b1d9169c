"""`flask consequences`: list what grey boards may lead to, decide on proposals, note what was carried out."""

from __future__ import annotations

from datetime import datetime

import click
from sqlalchemy.orm import Session

from handlers.cli.reporting import ReportingGroup, acting_as, acting_person, calendar, database, this_moment
from models.consequences import Consequence, consequences_of_year, open_consequences
from models.people import Person
from services.consequences.decisions import carry_out as note_carried_out
from services.consequences.decisions import confirm as confirm_all
from services.consequences.decisions import decline as decline_all
from services.consequences.notices import interview_draft, is_interview
from services.consequences.rights import consequence_numbered
from services.rights.stated import states
from services.rights.table import Right

consequences = ReportingGroup(
    "consequences", help="Consequences of grey boards (处理建议): list, confirm, decline, carry out."
)


@consequences.command("list")
@click.option("--year", type=int, help="Every consequence that affects this year; by default all that are open.")
@states(Right.OPERATE)
def list_consequences(year: int | None) -> None:
    """List consequences: number, organisation, kind, quarter, state."""
    with database().read() as session:
        found = consequences_of_year(session, year) if year else open_consequences(session)
        for one in found:
            fell = "\tground fell away" if one.ground_fell_at else ""
            quarter = one.quarter or one.year
            click.echo(f"{one.id}\t{one.organization.short_name}\t{one.kind}\t{quarter}\t{one.state}{fell}")


@consequences.command()
@click.argument("numbers", type=int, nargs=-1, required=True)
@click.option("--reason", required=True, help="Why, as it is kept.")
@acting_as(Right.DECIDE_CONSEQUENCE)
def confirm(numbers: tuple[int, ...], reason: str, userid: str) -> None:
    """Confirm the proposals with these NUMBERS; the draft of an interview's notice is printed."""
    now = this_moment()
    with database().begin() as session:
        by = acting_person(session, userid)
        found = _numbered(session, numbers, by, now)
        confirm_all(session, found, reason, by, calendar(), now)
        lines = [*map(_line, found), *(interview_draft(session, one, now) for one in found if is_interview(one))]
    click.echo("\n".join(lines))


@consequences.command()
@click.argument("numbers", type=int, nargs=-1, required=True)
@click.option("--reason", required=True, help="Why, as it is kept.")
@acting_as(Right.DECIDE_CONSEQUENCE)
def decline(numbers: tuple[int, ...], reason: str, userid: str) -> None:
    """Decline the proposals with these NUMBERS."""
    now = this_moment()
    with database().begin() as session:
        by = acting_person(session, userid)
        found = _numbered(session, numbers, by, now)
        decline_all(session, found, reason, by, now)
        lines = list(map(_line, found))
    click.echo("\n".join(lines))


@consequences.command("carry-out")
@click.argument("number", type=int)
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY")
@click.argument("record_no")
@acting_as(Right.CARRY_OUT)
def carry_out(number: int, day: datetime, record_no: str, userid: str) -> None:
    """Note that a confirmed consequence was carried out on DAY (such as 2026-12-02), kept under RECORD_NO."""
    now = this_moment()
    with database().begin() as session:
        by = acting_person(session, userid)
        found = consequence_numbered(session, number, by, now)
        note_carried_out(session, found, day.date(), record_no, by, now)
        line = _line(found)
    click.echo(line)


def _numbered(session: Session, numbers: tuple[int, ...], by: Person, now: datetime) -> list[Consequence]:
    return [consequence_numbered(session, one, by, now) for one in dict.fromkeys(numbers)]


def _line(consequence: Consequence) -> str:
    return f"{consequence.id}: {consequence.organization.short_name} {consequence.kind} {consequence.state}"
