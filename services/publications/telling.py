"""Telling each organisation its own result, before the groups hear of the board: a slice at a time, each once (R24)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.wording import quarter_text, word
from models.boards import Board, BoardRow, boards_to_post
from models.organizations import Organization
from rules.workdays import Calendar
from services.notices.branches import News, tell_branches, told_among, was_told_since
from services.publications.own_terms import in_own_terms
from services.publications.posts import POSTS, posting_of, posts_key
from services.publications.recall import recall_posts
from services.publications.results import own_results


@dataclass(frozen=True)
class OwnNews:
    """What one organisation is told of its place on a board, in words."""

    board_id: int
    organization_id: str
    said: str
    key: str


def find_results(session: Session, calendar: Calendar, now: datetime) -> list[OwnNews]:
    """Word what organisations have not been told yet of the boards that are published and not posted."""
    news = [*chain.from_iterable(_news(session, board, calendar, now) for board in boards_to_post(session))]
    told = told_among(session, [one.key for one in news])
    return [one for one in news if one.key not in told]


def tell_results(session: Session, _calendar: Calendar, now: datetime, found: Sequence[OwnNews]) -> int:
    """Tell some organisations their own result; what is posted or replaced meanwhile is passed over. Returns how many.

    What was said of a version that is replaced is taken back first, where WeCom can do that.
    """
    boards = {board.id: board for board in boards_to_post(session, lock=True)}
    for board in boards.values():
        if not was_told_since(session, _key(board, ""), board.published_at or now):
            recall_posts(session, board, now)
    of = select(Organization).where(Organization.id.in_([one.organization_id for one in found]))
    named = {one.id: one for one in session.scalars(of)}
    news = [News(named[one.organization_id], one.said, one.key) for one in found if one.board_id in boards]
    return tell_branches(session, news, now)


def is_told(session: Session, board: Board) -> bool:
    """Tell whether every organisation on a board has been told its own result."""
    on_board = session.scalars(select(BoardRow.organization_id).where(BoardRow.board_id == board.id))
    keys = [_key(board, organization_id) for organization_id in on_board]
    return len(told_among(session, keys)) == len(keys)


@in_own_terms
def _news(session: Session, board: Board, calendar: Calendar, now: datetime) -> list[OwnNews]:
    posting, quarter = posting_of(session, board, calendar, now), quarter_text(board.quarter)
    facts = {**posting.told, "quarter": quarter, "alone": posting.policy.grey_display == "concerned"}
    return [
        OwnNews(board.id, own.row.organization_id, said, _key(board, own.row.organization_id))
        for own in own_results(session, board)
        for said in [word(POSTS, "own", own=own, row=own.row, **facts)]
    ]


def _key(board: Board, organization_id: str) -> str:
    return f"{posts_key(board)}:own:{organization_id}"
