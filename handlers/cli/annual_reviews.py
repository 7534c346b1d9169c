"""`flask year`: the year's review (年度总评) from draft to publication, its sheets, table and picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import click
from sqlalchemy.orm import Session

from bot.errors import NotFound
from bot.wording import word
from handlers.cli.against import against
from handlers.cli.reporting import ReportingGroup, acting, acting_as, acting_person, database, this_moment
from handlers.cli.steps import NOTE, Step, add_steps, reason
from models.annual_reviews import AnnualReview, latest_review, published_review
from models.people import Person
from models.transitions import transitions_of
from rules.cases import ANNUAL_REVIEW
from services.annual_reviews import steps as annual_review
from services.annual_reviews.code import printed_year, year_code
from services.annual_reviews.posts import NOTICES
from services.annual_reviews.rights import seen_review
from services.annual_reviews.rows import policy_of, still_lacking
from services.annual_reviews.sheet import sheet_of
from services.annual_reviews.table import table_picture
from services.annual_reviews.verification import WORDS as VERIFY
from services.annual_reviews.verification import verify_year
from services.annual_reviews.workbook import year_workbook
from services.register.names import registered
from services.rights.stated import states
from services.rights.table import Right

SHEET = "pages/annual_sheet.html"
YEAR = click.argument("year_number", metavar="YEAR", type=click.IntRange(2000, 2999))
FOR = acting_as(
    Right.SEE_YEAR, "For whom: a userid of the office or a leader; else for who works here.", required=False
)
REASON = reason("Why; it is kept with the step.")
NEW_FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))

year = ReportingGroup("year", help="The year's review (年度总评): draft, review, approve, publish; sheets and tables.")


def _told(session: Session, block: str, found: AnnualReview, by: Person) -> str:
    past, policy = transitions_of(session, ANNUAL_REVIEW.name, found.id), policy_of(found.scheme_version)
    missing = still_lacking(session, found, this_moment())
    told = {"past": past, "policy": policy, "missing": missing, "code": year_code(found)}
    return word(NOTICES, block, review=found, by=by, **told)


def _tells(block: str) -> Callable[[Session, AnnualReview, Person], str]:
    return lambda session, found, by: _told(session, block, found, by)


STEPS: Final = (
    Step(
        "draft",
        Right.DRAFT_YEAR,
        "Draft a year from what holds now; a draft that is not reviewed yet is replaced.",
        annual_review.draft_year,
        _tells("drafted"),
    ),
    Step(
        "amend",
        Right.DRAFT_YEAR,
        "Begin a new version of a published year; the published one stays until the new one is out.",
        annual_review.amend_year,
        _tells("drafted"),
        [REASON],
    ),
    Step(
        "review",
        Right.REVIEW_YEAR,
        "Note that the leading group has gone through a year; each branch may see its own then.",
        annual_review.review_year,
        _tells("reviewed"),
        [NOTE],
    ),
    Step(
        "reopen",
        Right.REOPEN_YEAR,
        "Send a reviewed or approved year back, to be drafted anew.",
        annual_review.reopen_year,
        _tells("reopened"),
        [REASON],
    ),
    Step(
        "cancel",
        Right.DRAFT_YEAR,
        "Give a new version up while it is being drafted; the published one stays.",
        annual_review.cancel_year,
        _tells("cancelled"),
        [REASON],
    ),
    Step(
        "approve",
        Right.APPROVE_YEAR,
        "Approve a reviewed year; never by who drafted it, and not while something is missing.",
        annual_review.approve_year,
        _tells("approved"),
    ),
    Step(
        "publish",
        Right.PUBLISH_YEAR,
        "Publish an approved year: it is closed; branches and leaders are told within a minute.",
        annual_review.publish_year,
        _tells("published"),
    ),
)
add_steps(year, "year_number", YEAR, STEPS)


@year.command("count")
@YEAR
@click.argument("names", nargs=-1)
@acting_as(Right.DECIDE_TOO_FEW)
@click.option("--leave-out", is_flag=True, help="Their year does not count.")
@REASON
def count_year(year_number: int, names: tuple[str, ...], userid: str, leave_out: bool, reason: str) -> None:
    """Decide whether the year of NAMES, ranked in too few quarters, counts; without names, of all that wait for it."""
    with acting(userid) as (session, by):
        meant = [registered(session, name) for name in names]
        decided = annual_review.decide_too_few(session, year_number, meant, not leave_out, reason, by, this_moment())
        facts = {"organizations": decided, "year": year_number, "counts": not leave_out, "by": by}
        told = word(NOTICES, "decided_too_few", **facts)
    click.echo(told)


@year.command()
@YEAR
@acting_as(Right.SEE_YEAR)
@click.option("--picture", type=click.Path(dir_okay=False, path_type=Path), help="Write the picture (PNG) here, too.")
def show(year_number: int, userid: str, picture: Path | None) -> None:
    """Show where a year stands, what is missing, and its table."""
    with database().read() as session:
        by = acting_person(session, userid)
        found = seen_review(session, year_number, by, this_moment())
        click.echo(_told(session, "table", found, by))
        if picture:
            picture.write_bytes(found.picture or table_picture(session, found, this_moment()))


@year.command()
@YEAR
@NEW_FILE
@FOR
def table(year_number: int, file: Path, userid: str | None) -> None:
    """Write a year as an Excel file: every part, every formula, every month; for office and leaders."""
    with database().read() as session:
        found = _seen(session, year_number, userid)
        file.write_bytes(year_workbook(found))
        click.echo(f"{file} written: {year_number}, version {found.version}, {found.state}.")


@year.command()
@YEAR
@click.argument("name")
@NEW_FILE
@FOR
def sheet(year_number: int, name: str, file: Path, userid: str | None) -> None:
    """Write one organisation's year as an A4 page (HTML) to print: every part explained."""
    with database().read() as session:
        found, organization = _seen(session, year_number, userid), registered(session, name)
        row = found.row_of(organization.id)
        if row is None:
            raise NotFound("annual_not_in_review", year=year_number, organization=organization)
        explained = sheet_of(session, found, row, this_moment())
        file.write_text(word(SHEET, sheet=explained, today=this_moment().date()), encoding="utf-8")
        click.echo(f"{file} written: {year_number}, version {found.version}, {found.state}.")


@year.command()
@YEAR
@against
@states(Right.OPERATE)
def verify(year_number: int, code: str | None) -> None:
    """Count a year again from boards, months and reviews, and check the log; status 1 and the first difference."""
    with database().read() as session:
        review = published_review(session, year_number)
        if review is None:
            click.echo(word(NOTICES, "not_published", review=_seen(session, year_number, None)))
            raise click.exceptions.Exit(1)
        found = verify_year(session, review, with_log=True, against=code)
        block, codes = "different" if found.difference else "same", printed_year(session, review)
        click.echo(word(VERIFY, block, found=found, codes=word(VERIFY, "printed", codes=codes)))
        if found.difference:
            raise click.exceptions.Exit(1)


def _seen(session: Session, year_number: int, userid: str | None) -> AnnualReview:
    """Find the newest version of a year; whoever works on this machine may, somebody named only by right."""
    if userid is not None:
        return seen_review(session, year_number, acting_person(session, userid), this_moment())
    found = latest_review(session, year_number)
    if found is None:
        raise NotFound("annual_none", year=year_number)
    return found
