"""`flask inspections`: the groups' Excel sheets out and in, who is missing, and exemptions (R17)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click
from sqlalchemy.orm import Session

from bot.errors import BadFile
from handlers.cli.reporting import (
    GivenFile,
    ReportingGroup,
    acting_as,
    acting_person,
    database,
    quarter_type,
    this_moment,
)
from models.organizations import Organization, organization_named
from rules.periods import Quarter
from services.inspections.file import read_inspections
from services.inspections.inspections import GroupProgress, exempt, progress
from services.inspections.loading import load_inspections
from services.inspections.tables import inspection_table
from services.inspections.workbook import inspection_workbook
from services.register.groups import conflicts
from services.rights.stated import states
from services.rights.table import Right

inspections = ReportingGroup("inspections", help="Quarter inspections (季度督查): sheets, exemptions, who is missing.")


@inspections.command()
@click.argument("quarter", type=quarter_type)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--group", "group_id", required=True, help="Whose sheet: the id of a supervision group, such as G1.")
@states(Right.OPERATE)
def template(quarter: Quarter, file: Path, group_id: str) -> None:
    """Write a group's Excel sheet: its organisations, the indicators that fit, and what is recorded already."""
    with database().read() as session:
        table = inspection_table(session, quarter, group_id, this_moment())
    file.write_bytes(inspection_workbook(table))
    click.echo(f"{file} written: {len(table.visits)} organisations, {len(table.lines)} lines.")


@inspections.command()
@click.argument("files", type=GivenFile, nargs=-1, required=True)
@acting_as(Right.INSPECT, "Who inspected and signs: a userid of the group.")
def load(files: tuple[Path, ...], userid: str) -> None:
    """Load filled-in Excel sheets, all or nothing; a sheet that says something new replaces the one before it."""
    read = [(file.name, read_inspections(file.read_bytes(), file.name)) for file in files]
    with database().begin() as session:
        by = acting_person(session, userid)
        loaded = [(name, load_inspections(session, one, by, this_moment())) for name, one in read]
    for name, one in loaded:
        click.echo(f"{name}: {one.new} new, {one.replaced} replaced, {one.unchanged} unchanged.")
        for organization, finding in one.known:
            where = f"{organization}, {finding.indicator}, {finding.month}"
            click.echo(f"  {where}: {finding.fact!r} is among the daily records already; is it the same matter?")


@inspections.command("list")
@click.argument("quarter", type=quarter_type)
@states(Right.OPERATE)
def list_quarter(quarter: Quarter) -> None:
    """List by group who is inspected, exempted or missing, and the conflicts of interest (D10)."""
    with database().read() as session:
        for one in progress(session, quarter, this_moment()):
            name = f"{one.group.id} {one.group.name}" if one.group else "No group"
            click.echo(f"{name}: {len(one.done)} inspected, {len(one.exempted)} exempted, {len(one.missing)} missing")
            for word, organizations in (("exempted", one.exempted), ("missing", one.missing)):
                if organizations:
                    click.echo(f"  {word}: {_names(organizations)}")
            _say_conflicts(session, one)


def _say_conflicts(session: Session, one: GroupProgress) -> None:
    if one.group is None:
        return
    found: dict[tuple[str, str], list[Organization]] = {}
    for organization in (*one.done, *one.exempted, *one.missing):
        for conflict in conflicts(session, organization, one.group.id, this_moment().date()):
            found.setdefault((conflict.person.name, conflict.kind), []).append(organization)
    for (person, kind), organizations in found.items():
        what = "officer of" if kind == "officer" else "heads the department of"
        click.echo(f"  conflict of interest: {person}, {what} {_names(organizations)}")


def _names(organizations: Iterable[Organization]) -> str:
    return "、".join(one.short_name for one in organizations)


@inspections.command("exempt")
@click.argument("quarter", type=quarter_type)
@click.argument("organization")
@click.option("--reason", required=True, help="Why it is not inspected; it stays on record.")
@acting_as(Right.EXEMPT, "Who decides: the head of the office.")
def exempt_one(quarter: Quarter, organization: str, reason: str, userid: str) -> None:
    """Exempt an organisation from a quarter's inspection, in writing (R17)."""
    with database().begin() as session:
        named = organization_named(session, organization)
        if named is None:
            raise BadFile(f"{organization!r} is not in the register; write an id such as org-002, or a name")
        exempt(session, quarter, named, reason, acting_person(session, userid), this_moment())
    click.echo(f"{named.short_name} is exempted from the inspection of {quarter}.")
