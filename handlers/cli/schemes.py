"""`flask scheme`: checking the town's rule, its versions, and what one changes against another."""

from __future__ import annotations

from pathlib import Path

import click

from bot.wording import word
from handlers.cli.reporting import (
    GivenFile,
    ReportingGroup,
    acting_as,
    acting_person,
    database,
    quarter_type,
    read_file,
    this_moment,
)
from rules.periods import Quarter
from rules.scheme import load_scheme
from services.rights.stated import states
from services.rights.table import Right
from services.schemes.changes import Named, difference
from services.schemes.introducing import NOTICES, SHOWN, introduce_scheme, known_versions

scheme = ReportingGroup("scheme", help="The rule: categories, indicators, bonus, policy; its versions and changes.")


@scheme.command()
@click.argument("file", type=GivenFile)
@states(Right.OPERATE)
def check(file: Path) -> None:
    """Check a rule file such as data/scheme.yaml without storing anything."""
    rule = load_scheme(read_file(file), file.name)
    click.echo(
        f"{file.name} is in order: {len(rule.categories)} categories, {len(rule.indicators)} indicators, "
        f"{rule.full_score} points."
    )


@scheme.command()
@click.argument("file", type=GivenFile)
@click.option("--from", "since", type=quarter_type, required=True, help="The first quarter it holds for: 2027-Q1.")
@acting_as(Right.INTRODUCE_SCHEME, "Who decided: a userid of the leading group.")
@click.option("--reason", required=True, help="The number of the document, for example 澄委发〔2026〕30号.")
def load(file: Path, since: Quarter, userid: str, reason: str) -> None:
    """Store a new version of the rule that holds from a quarter on; earlier quarters keep theirs."""
    with database().begin() as session:
        by = acting_person(session, userid)
        found = introduce_scheme(session, read_file(file), file.name, since, by, reason, this_moment())
        told = word(NOTICES, "introduced", found=found, by=by, reason=reason, shown=SHOWN)
    click.echo(told)


@scheme.command()
@states(Right.OPERATE)
def versions() -> None:
    """List the stored versions: digest, from when on they hold and who decided so, quarters pinned to them."""
    with database().read() as session:
        click.echo(word(NOTICES, "versions", versions=known_versions(session), shown=SHOWN))


@scheme.command()
@click.argument("before")
@click.argument("after")
@states(Right.OPERATE)
def diff(before: str, after: str) -> None:
    """Say in Chinese what changes from BEFORE to AFTER: files, quarters such as 2026-Q4, or digests."""
    with database().read() as session:
        found = difference(session, _named(before), _named(after))
    click.echo(word(NOTICES, "difference", found=found, most=None))


def _named(name: str) -> Named:
    path = Path(name)
    return Named(path.name, read_file(path)) if path.is_file() else Named(name)
