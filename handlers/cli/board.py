"""`flask board`: the quarter's red and grey board, from draft to publication."""

from __future__ import annotations

from pathlib import Path

import click

from bot.wording import word
from handlers.cli.reporting import ReportingGroup, acting_person, calendar, database, quarter_type, this_moment
from rules.periods import Quarter
from services.board_facts import quarter_text
from services.board_table import board_table
from services.boards import approve_board, board_picture, draft_board, post_published, publish_board, seen_board

TABLE = "boards/table.txt"
QUARTER = click.argument("quarter", type=quarter_type)
AS = click.option("--as", "userid", required=True, help="Who does it: a userid of the register.")

board = ReportingGroup("board", help="The quarter's board (红灰榜): draft, show, approve, publish.")


@board.command()
@QUARTER
@AS
def draft(quarter: Quarter, userid: str) -> None:
    """Draft the board of a quarter that is over; an unapproved draft is replaced."""
    with database().begin() as session:
        drafted = draft_board(session, quarter, acting_person(session, userid), this_moment())
        click.echo(word(TABLE, "drafted", quarter=quarter_text(quarter), table=board_table(session, drafted)))


@board.command()
@QUARTER
@AS
@click.option("--picture", type=click.Path(dir_okay=False, path_type=Path), help="Write the picture (PNG) here, too.")
def show(quarter: Quarter, userid: str, picture: Path | None) -> None:
    """Show a board with all points, ties and the gaps at both edges; before publication the internal picture."""
    with database().read() as session:
        seen = seen_board(session, quarter, acting_person(session, userid), this_moment())
        click.echo(word(TABLE, "table", quarter=quarter_text(quarter), table=board_table(session, seen)))
        if picture:
            picture.write_bytes(board_picture(session, seen, calendar(), this_moment()))


@board.command()
@QUARTER
@AS
@click.option("--grey", is_flag=True, help="Approve the grey list, which needs its own approval after the board's.")
def approve(quarter: Quarter, userid: str, grey: bool) -> None:
    """Approve a board, or its grey list; never by who drafted it."""
    with database().begin() as session:
        by = acting_person(session, userid)
        approve_board(session, quarter, by, this_moment(), grey=grey)
        click.echo(word(TABLE, "approved", quarter=quarter_text(quarter), by=by, grey=grey))


@board.command()
@QUARTER
@AS
def publish(quarter: Quarter, userid: str) -> None:
    """Publish an approved board: picture to the group chats, a message to every leader."""
    with database().begin() as session:
        by = acting_person(session, userid)
        published = publish_board(session, quarter, by, this_moment())
        post_published(session, calendar(), this_moment())
        click.echo(word(TABLE, "published", quarter=quarter_text(quarter), board=published))
