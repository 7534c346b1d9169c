"""`flask board verify|cutoff|excel|publication`: checking a board, how narrow it was, and taking it along as files."""

from __future__ import annotations

from pathlib import Path

import click

from bot.wording import quarter_text, word
from handlers.cli.against import against, printed_board
from handlers.cli.boards import QUARTER, board
from handlers.cli.reporting import acting_as, acting_person, calendar, database, this_moment
from handlers.commands.verification import CUTOFF, VERIFY
from rules.periods import Quarter
from services.board_displays.cutoff import cutoff_report
from services.board_displays.workbook import board_workbook, handed_out_board
from services.boards.rights import seen_board
from services.boards.verification import board_version, verify_board
from services.publications.public_account import WORDS as PUBLICATION
from services.publications.public_account import publication
from services.rights.table import Right

__all__ = ["board"]


@board.command()
@QUARTER
@click.option("--version", type=int, help="Which version; else the published one, or before that the newest.")
@against
@acting_as(Right.SEE_PUBLISHED_BOARD, "Taken as by the other commands; checking needs no right.", required=False)
def verify(quarter: Quarter, version: int | None, code: str | None, userid: str | None) -> None:
    """Compute a board again from its entries and check the log; status 1 and the first difference if not the same."""
    with database().read() as session:
        if userid is not None:
            acting_person(session, userid)
        found = board_version(session, quarter, version)
        if code is not None and version is None:
            found = printed_board(session, quarter, code)
        if found is None:
            which = "board" if version is None else f"version {version} of a board"
            raise click.ClickException(f"{quarter} has no {which}; `flask board status {quarter}` says how far it is")
        result = verify_board(session, found, with_log=True, against=code)
        click.echo(word(VERIFY, "same" if result.same else "different", quarter=quarter_text(quarter), found=result))
        if not result.same:
            raise click.exceptions.Exit(1)


@board.command()
@QUARTER
@acting_as(Right.SEE_DRAFT)
@click.option("--cases", type=int, default=20, show_default=True, help="How many cases of half a point to tell.")
def cutoff(quarter: Quarter, userid: str, cases: int) -> None:
    """Show the cut-off sheet: both edges, ties, and what half a point would change."""
    with database().read() as session:
        seen = seen_board(session, quarter, acting_person(session, userid), this_moment())
        sheet = cutoff_report(session, seen)
        click.echo(word(CUTOFF, "sheet", quarter=quarter_text(quarter), sheet=sheet, most=cases))


@board.command()
@QUARTER
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@acting_as(Right.TAKE_BOARD)
@click.option("--public", is_flag=True, help="Only what may be shown to everybody.")
def excel(quarter: Quarter, file: Path, userid: str, public: bool) -> None:
    """Write a board as an Excel file: every row, point and entry, for office and leaders only."""
    with database().read() as session:
        by = acting_person(session, userid)
        found = handed_out_board(session, quarter, by, this_moment(), inside=not public)
        file.write_bytes(board_workbook(session, found, inside=not public))
    click.echo(f"{file} written: {quarter}, version {found.version}, {'public' if public else 'inside'} edition.")


@board.command("publication")
@QUARTER
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@acting_as(Right.TAKE_BOARD)
def publish_outside(quarter: Quarter, folder: Path, userid: str) -> None:
    """Write text and picture of an approved board for the town's public account; people publish them there."""
    with database().read() as session:
        by = acting_person(session, userid)
        found = handed_out_board(session, quarter, by, this_moment(), inside=False)
        made = publication(session, found, calendar(), this_moment())
        folder.mkdir(parents=True, exist_ok=True)
        name = f"board-{quarter}-v{found.version}"
        (folder / f"{name}.txt").write_text(made.text + "\n", encoding="utf-8")
        (folder / f"{name}.png").write_bytes(made.picture)
        names = [f"{name}.txt", f"{name}.png"]
        facts = {"quarter": quarter_text(quarter), "board": found, "folder": folder, "names": names}
        click.echo(word(PUBLICATION, "written", **facts))
