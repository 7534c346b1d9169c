"""`flask scheme`: checking the town's rule."""

from __future__ import annotations

from pathlib import Path

import click

from handlers.cli.reporting import GivenFile, ReportingGroup, read_file
from rules.scheme import load_scheme

scheme = ReportingGroup("scheme", help="Check the rule: categories, indicators, bonus, policy.")


@scheme.command()
@click.argument("file", type=GivenFile)
def check(file: Path) -> None:
    """Check a rule file such as data/scheme.yaml without storing anything."""
    rule = load_scheme(read_file(file), file.name)
    click.echo(
        f"{file.name} is in order: {len(rule.categories)} categories, {len(rule.indicators)} indicators, "
        f"{rule.policy.full_score} points."
    )
