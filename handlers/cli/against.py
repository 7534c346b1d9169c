"""`--against CODE`: what somebody copied from a picture, held against the database."""

from __future__ import annotations

import click
from sqlalchemy.orm import Session

from bot.wording import quarter_text, word
from models.boards import Board
from rules.codes import copied, in_blocks
from rules.periods import Quarter
from services.boards.verification import WORDS, board_printed_with, is_printed_code


def _checked(_context: click.Context, _option: click.Parameter, said: str | None) -> str | None:
    if said is not None and not is_printed_code(said):
        raise click.BadParameter(f"{said} is no code; write the 8 signs after 核验码 or the 12 signs after 留痕码")
    return said


against = click.option(
    "--against",
    "code",
    metavar="CODE",
    callback=_checked,
    help="What is printed on an old picture, 核验码 or 留痕码: finds a database that was rewritten as a whole.",
)


def printed_board(session: Session, quarter: Quarter, code: str) -> Board:
    """Find the version of a quarter's board that was published with a code; status 1 where there is none."""
    found = board_printed_with(session, code)
    if found is None or found.quarter != quarter:
        click.echo(word(WORDS, "not_printed", quarter=quarter_text(quarter), code=in_blocks(copied(code))))
        raise click.exceptions.Exit(1)
    return found
