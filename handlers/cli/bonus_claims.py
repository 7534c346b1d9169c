"""`flask bonus`: the bonus claims and where they stand."""

from __future__ import annotations

from pathlib import Path

import click

from bot.wording import word
from handlers.cli.handing_in import handed_in
from handlers.cli.reporting import (
    GivenFile,
    ReportingGroup,
    acting_as,
    database,
    quarter_type,
)
from rules.cases import BONUS_CLAIM
from rules.periods import Quarter
from services.bonus_claims.claims import claims_in
from services.bonus_claims.file import propose_claims
from services.bonus_claims.notices import NOTICES, claim_line
from services.rights.stated import states
from services.rights.table import Right

bonus = ReportingGroup("bonus", help="Bonus claims (加分申报): list, load.")


@bonus.command("list")
@click.option("--quarter", type=quarter_type, help="Only claims that count in this quarter, such as 2026-Q3.")
@states(Right.OPERATE)
def list_claims(quarter: Quarter | None) -> None:
    """List all claims with their states; those of one quarter with what they add."""
    with database().read() as session:
        claims = claims_in(session, *BONUS_CLAIM.states)
        chosen = [one for one in claims if quarter is None or one.quarter == quarter]
        click.echo(word(NOTICES, "listed", lines=[claim_line(session, one) for one in chosen]))


@bonus.command()
@click.argument("file", type=GivenFile)
@acting_as(Right.SEE_CLAIMS)
def load(file: Path, userid: str) -> None:
    """File the claims of a list that are not filed yet, all or none; each then goes the way of every claim."""
    loaded = handed_in(propose_claims, file, userid)
    click.echo(f"{file.name}: {len(loaded.changes)} filed, {loaded.unchanged} filed before.")
