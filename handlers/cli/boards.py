"""`flask board`: the quarter's red and grey board, from draft to publication."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Final

import click
from sqlalchemy.orm import Session

from bot.wording import quarter_text, word
from handlers.cli.reporting import (
    ReportingGroup,
    acting,
    acting_as,
    acting_in_one,
    acting_person,
    calendar,
    database,
    quarter_type,
    this_moment,
)
from handlers.cli.steps import NOTE, Step, add_steps, reason
from handlers.commands.boards import BOARDS
from models.boards import Board
from models.people import Person
from rules.periods import Quarter
from services.board_displays.table import board_table
from services.boards.progress import board_progress
from services.pictures.board import Edition
from services.publications import steps as boards
from services.rights.table import Right

TABLE: Final = "boards/table.txt"
QUARTER = click.argument("quarter", type=quarter_type)

board = ReportingGroup("board", help="The quarter's board (红灰榜): draft, preview, review, approve, publish, amend.")


def _told(template: str, block: str, said: Board, by: Person, **facts: Any) -> str:
    return word(template, block, quarter=quarter_text(said.quarter), board=said, by=by, **facts)


def _drafted(session: Session, drafted: Board, by: Person) -> str:
    return _told(TABLE, "drafted", drafted, by, table=board_table(session, drafted, this_moment()))


def _progress(session: Session, said: Board, by: Person) -> str:
    return _told(BOARDS, "progress", said, by, progress=board_progress(session, said, this_moment()))


def _published(_: Session, published: Board, by: Person) -> str:
    return _told(TABLE, "published", published, by)


def _cancelled(_: Session, cancelled: Board, by: Person) -> str:
    return _told(BOARDS, "cancelled", cancelled, by)


def _revived(_: Session, revived: Board, by: Person) -> str:
    return _told(BOARDS, "revived", revived, by)


def _preview(session: Session, quarter: Quarter, by: Person, now: datetime) -> Board:
    return boards.start_preview(session, quarter, by, calendar(), now)


def _publish(session: Session, quarter: Quarter, by: Person, now: datetime) -> Board:
    return boards.publish_board(session, quarter, by, calendar(), now)


STEPS: Final = (
    Step(
        "draft",
        Right.DRAFT_BOARD,
        "Draft the board of a quarter that is over; a draft that is not reviewed yet is replaced.",
        boards.draft_board,
        _drafted,
    ),
    Step(
        "amend",
        Right.DRAFT_BOARD,
        "Begin a new version of a published board; the published one stays until the new one is out.",
        boards.amend_board,
        _drafted,
        [reason("Why a new version is needed.")],
    ),
    Step(
        "preview",
        Right.DRAFT_BOARD,
        "Show every organisation its own provisional score for some working days.",
        _preview,
        _progress,
    ),
    Step(
        "review",
        Right.REVIEW_BOARD,
        "Note that the leading group has gone through a board, after the preview.",
        boards.review_board,
        _progress,
        [NOTE],
    ),
    Step(
        "publish",
        Right.PUBLISH_BOARD,
        "Publish an approved board; the clock draws it and posts it within a minute.",
        _publish,
        _published,
    ),
    Step(
        "cancel",
        Right.CANCEL_BOARD,
        "Give a quarter up before its board is approved, drafted or not; of a later version only this version.",
        boards.cancel_board,
        _cancelled,
        [reason("Why the quarter has no board, or the new version is given up.")],
    ),
    Step(
        "revive",
        Right.REVIVE_BOARD,
        "Take a cancelled quarter up again, before a later board or the year is out.",
        boards.revive_board,
        _revived,
        [reason("Why the quarter gets a board after all.")],
    ),
)
add_steps(board, "quarter", QUARTER, STEPS)


@board.command()
@QUARTER
@acting_as(Right.REOPEN_BOARD)
@click.option("--reopen", metavar="REASON", help="Send the board back instead.")
def secrecy(quarter: Quarter, userid: str, reopen: str | None) -> None:
    """Note that a reviewed board holds nothing that must not be published, or send it back."""
    with acting(userid) as (session, by):
        if reopen is None:
            checked = boards.pass_secrecy(session, quarter, by, this_moment())
        else:
            checked = boards.reopen_board(session, quarter, by, reopen, this_moment())
        told = _progress(session, checked, by)
    click.echo(told)


@board.command()
@QUARTER
@acting_as(Right.APPROVE_BOARD)
@click.option("--grey", is_flag=True, help="Approve the grey list, which needs its own approval after the board's.")
@click.option("--despite", default="", help="Why the board is approved although a case is open.")
def approve(quarter: Quarter, userid: str, grey: bool, despite: str) -> None:
    """Approve a board, or its grey list; never by who drafted it."""
    now = this_moment()

    def take(session: Session, by: Person) -> str:
        approved = boards.approve_board(session, quarter, by, now, grey=grey, despite=despite)
        return _told(TABLE, "approved", approved, by, grey=grey)

    click.echo(acting_in_one(userid, take))


@board.command()
@QUARTER
@acting_as(Right.SEE_DRAFT)
@click.option("--picture", type=click.Path(dir_okay=False, path_type=Path), help="Write the picture (PNG) here, too.")
@click.option("--edition", type=click.Choice(["public", "group", "internal"]), default="internal", show_default=True)
def show(quarter: Quarter, userid: str, picture: Path | None, edition: Edition) -> None:
    """Show a board with all points, ties and the gaps at both edges; the picture as it was or will be published."""
    with database().read() as session:
        now = this_moment()
        seen = boards.seen_board(session, quarter, acting_person(session, userid), now)
        click.echo(word(TABLE, "table", quarter=quarter_text(quarter), table=board_table(session, seen, now)))
        if picture:
            picture.write_bytes(boards.board_picture(session, seen, calendar(), now, edition))


@board.command()
@QUARTER
@acting_as(Right.SEE_DRAFT)
def status(quarter: Quarter, userid: str) -> None:
    """Say where a board stands, who acts next, and until when."""
    with database().read() as session:
        by = acting_person(session, userid)
        click.echo(_progress(session, boards.followed_board(session, quarter, by, this_moment()), by))
