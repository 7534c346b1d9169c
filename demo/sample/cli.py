"""`flask sample`: what is made up for the sample town, written into files that an operator can load."""

from __future__ import annotations

from pathlib import Path

import click

from demo.sample.inspections import inspection_file, quarters_over, recorders, sample_inspections
from demo.sample.records import DATA, sample_records
from handlers.cli.reporting import ReportingGroup, quarter_type, read_file
from rules.periods import Quarter
from services.rights.stated import states
from services.rights.table import Right
from services.township.checking import check_township
from services.township.file import TownshipFile

sample = ReportingGroup("sample", help="Make up data for the sample town.")


@sample.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--seed", default=2024, show_default=True, help="Another seed makes up other records.")
@click.option("--ahead", is_flag=True, help="Also the months that had not begun when the town's file was made.")
@states(Right.OPERATE)
def records(folder: Path, seed: int, *, ahead: bool) -> None:
    """Write daily records into FOLDER, one CSV file for each month of the sample town."""
    township = _sample_township()
    folder.mkdir(parents=True, exist_ok=True)
    months = [one.month for one in township.monthly_tasks if ahead or one.month.first_day <= township.as_of]
    texts = sample_records(township, months, seed)
    for month, text in texts.items():
        (folder / f"{month}.csv").write_text(text, encoding="utf-8")
    click.echo(f"{len(texts)} files written to {folder}.")


@sample.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--quarter", type=quarter_type, help="One quarter only; otherwise all that the sample's tasks cover.")
@click.option("--seed", default=2024, show_default=True, help="Another seed makes up other findings.")
@states(Right.OPERATE)
def inspections(folder: Path, quarter: Quarter | None, seed: int) -> None:
    """Write quarter inspections into FOLDER, one Excel file for each group and quarter that is over."""
    township = _sample_township()
    folder.mkdir(parents=True, exist_ok=True)
    for one in [quarter] if quarter else quarters_over(township):
        sheets = sample_inspections(township, one, seed)
        for group in township.supervision_groups:
            file = folder / f"{one}-{group.id}.xlsx"
            file.write_bytes(inspection_file(township, group, one, sheets))
            recorder = recorders(group, township.organizations)[0]
            click.echo(f"{file.name} written; load it with: flask inspections load {file} --as {recorder}")


def _sample_township() -> TownshipFile:
    source = DATA / "sample" / "township.yaml"
    return check_township(read_file(source), source.name)
