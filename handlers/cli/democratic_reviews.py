"""`flask democratic-review`: results of the democratic review in, by hand or by Excel, and how far it is (R43)."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path
from typing import Any

import click

from handlers.cli.handing_in import handed_in
from handlers.cli.reporting import (
    GivenFile,
    ReportingGroup,
    acting_as,
    acting_person,
    database,
    this_moment,
)
from models.democratic_reviews import reviews_of_year
from models.organizations import assessed_organizations
from services.democratic_reviews.entering import enter_grades, enter_review
from services.democratic_reviews.file import propose_reviews
from services.democratic_reviews.workbook import review_workbook
from services.register.names import registered
from services.rights.stated import states
from services.rights.table import Right

democratic_review = ReportingGroup("democratic-review", help="Democratic review (民主评议): one result a year for each")
YEAR = click.argument("year", type=click.IntRange(2000, 2999))


class _Score(click.ParamType[Decimal]):
    name = "score"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        try:
            return Decimal(str(value))
        except InvalidOperation:
            self.fail(f"{value!r} is no score; write a number from 0 to 100 such as 92.5", param, ctx)


class _Grade(click.ParamType[tuple[str, int]]):
    name = "grade=votes"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        grade, _, votes = str(value).partition("=")
        if not (votes.isascii() and votes.isdecimal()):
            self.fail(f"{value!r} counts no grade; write one such as 优秀=8", param, ctx)
        return grade.strip(), int(votes)


@democratic_review.command()
@YEAR
@click.argument("organization")
@click.option("--score", type=_Score(), help="The result, 0 to 100, at most two decimals.")
@click.option("--grade", "grades", type=_Grade(), multiple=True, help="Instead: votes by grade, such as 优秀=8.")
@click.option("--origin", required=True, help="Where the result comes from; it stays on record.")
@acting_as(Right.ENTER_REVIEW)
def enter(
    year: int, organization: str, score: Decimal | None, grades: tuple[tuple[str, int], ...], origin: str, userid: str
) -> None:
    """Enter an ORGANIZATION's result of a YEAR; a later one replaces it and both stay on record."""
    if (score is None) == (not grades):
        raise click.UsageError("give either --score or --grade, the latter once for each grade")
    with database().begin() as session:
        by, found, now = acting_person(session, userid), registered(session, organization), this_moment()
        if score is None:
            review = enter_grades(session, found, year, dict(grades), origin, by, now)
        else:
            review = enter_review(session, found, year, score, origin, by, now)
    click.echo(f"{found.short_name}\t{year}\t{review.score}\t{review.origin}")


@democratic_review.command()
@YEAR
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@states(Right.OPERATE)
def template(year: int, file: Path) -> None:
    """Write the Excel sheet to be filled in for every assessed organisation."""
    with database().read() as session:
        file.write_bytes(review_workbook(session, year, this_moment()))
    click.echo(f"{file} written; fill in scores or votes, then `flask democratic-review load {year} {file}`.")


@democratic_review.command()
@YEAR
@click.argument("file", type=GivenFile)
@acting_as(Right.ENTER_REVIEW)
def load(year: int, file: Path, userid: str) -> None:
    """Load a filled-in sheet, all or nothing; what says what holds already is left as it is."""
    loaded = handed_in(partial(propose_reviews, year=year), file, userid)
    click.echo(f"{file.name}: {len(loaded.changes)} new, {loaded.unchanged} unchanged.")


@democratic_review.command()
@YEAR
@states(Right.OPERATE)
def show(year: int) -> None:
    """List every assessed organisation's result, with its origin and who entered it."""
    with database().read() as session:
        found = reviews_of_year(session, year, this_moment())
        for one in assessed_organizations(session):
            review = found.get(one.id)
            said = f"{review.score}\t{review.origin}\t{review.entered_by.name}" if review else "-"
            click.echo(f"{one.short_name}\t{said}")
