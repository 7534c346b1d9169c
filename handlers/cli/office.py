"""`flask office`: the first person of a town that has just begun."""

from __future__ import annotations

import click

from handlers.cli.reporting import ReportingGroup, database, this_moment
from services.people.entering import Contact
from services.people.first import first_person
from services.rights.stated import states
from services.rights.table import Right

office = ReportingGroup("office", help="Begin a town: the first person, who fills the register in the console.")


@office.command()
@click.option("--town", required=True, help="What the town is called, as 澄泾镇.")
@click.option("--name", required=True, help="Whose account it is.")
@click.option("--userid", "account", required=True, help="The WeCom account, by which that person signs in.")
@click.option("--head", is_flag=True, help="The head of the office, not a clerk.")
@states(Right.OPERATE)
def first(town: str, name: str, account: str, head: bool) -> None:
    """Enter the first clerk of the office; refused where somebody of the office can sign in already."""
    with database().begin() as session:
        person = first_person(session, town, Contact(name, account), this_moment(), head=head)
    click.echo(f"{person.name} ({person.userid}) may sign in and open /console/.")
