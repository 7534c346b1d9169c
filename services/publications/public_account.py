"""What people put into the town's public account once a board is approved: its text and its picture (R24, A19)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from bot.errors import DatabaseError, NotNow
from bot.wording import quarter_text, word
from models.boards import APPROVED, PUBLIC, Board
from models.schemes import Township, township
from rules.workdays import Calendar
from services.board_displays.facts import board_facts, publicity_text, replaced_text, shown_grey, shown_ties
from services.boards.code import printed_codes
from services.pictures.board import board_png
from services.publications.own_terms import in_own_terms
from services.schemes.versions import scheme_for

WORDS: Final = "boards/publication.txt"


@dataclass(frozen=True)
class Publication:
    """Text and picture (PNG) for the public account."""

    text: str
    picture: bytes


def publication(session: Session, board: Board, calendar: Calendar, now: datetime) -> Publication:
    """Make text and picture of an approved board; unpublished it is dated as if it were published at `now`.

    Raises Refused for a board that is not approved or not in force.
    """
    return Publication(publication_text(session, board, calendar, now), _picture(session, board, calendar, now))


@in_own_terms
def publication_text(session: Session, board: Board, calendar: Calendar, now: datetime) -> str:
    """Write the text: both lists as they may be shown, from when until when it stands, and where to object.

    It names organisations only, no persons and no deductions. Raises Refused as `publication` does.
    """
    _check_approved(board)
    policy, day = scheme_for(session, board.quarter).policy, _day(board, now)
    grey = shown_grey(board, policy, inside=False)
    return word(
        WORDS,
        "text",
        town=_town(session),
        quarter=quarter_text(board.quarter),
        board=board,
        red=board.listed("red"),
        grey=grey,
        ties=shown_ties(session, board, grey, policy),
        scored=policy.grey_display == "ranked",
        publicity=publicity_text(policy, calendar, day),
        day=day,
        replaced=replaced_text(session, board),
        codes=printed_codes(session, board),
    )


@in_own_terms
def _picture(session: Session, board: Board, calendar: Calendar, now: datetime) -> bytes:
    """Give the public edition as it was stored; before publication draw it as it will be."""
    if stored := board.picture("public"):
        return stored.png
    grey = shown_grey(board, scheme_for(session, board.quarter).policy, inside=False)
    facts = board_facts(session, board, grey, calendar, now, outside=True)
    issued = word(WORDS, "issued", town=_town(session), day=_day(board, now))
    return board_png(replace(facts, issued=issued), "public")


def _check_approved(board: Board) -> None:
    if board.state not in (APPROVED, *PUBLIC):
        raise NotNow("outputs_not_approved", quarter=quarter_text(board.quarter))


def _day(board: Board, now: datetime) -> date:
    return (board.published_at or now).date()


def _town(session: Session) -> Township:
    found = township(session)
    if found is None:
        raise DatabaseError("No township has been loaded yet; run `flask township load FILE` first")
    return found
