"""`flask register`: the register as an Excel file, in and out."""

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
    this_moment,
)
from services.register_files.proposing import propose_register
from services.register_files.workbook import register_workbook
from services.rights.stated import states
from services.rights.table import Right
from services.uploads.subjects import WORDING

register = ReportingGroup("register", help="The register as an Excel file (名册): load, export.")


@register.command()
@click.argument("file", type=GivenFile)
@acting_as(Right.CHANGE_REGISTER)
def load(file: Path, userid: str) -> None:
    """Load a register from Excel, all or nothing, as the console takes it; loading it again changes nothing."""
    loaded = handed_in(propose_register, file, userid, subject="register")
    click.echo(word(WORDING, "loaded", file=file.name, loaded=loaded))


@register.command()
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@states(Right.OPERATE)
def export(file: Path) -> None:
    """Write the register to an Excel FILE that can be edited and loaded again; of an empty one it is the template."""
    with database().read() as session:
        file.write_bytes(register_workbook(session, this_moment().date()))
    click.echo(f"{file} written.")
