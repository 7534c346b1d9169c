"""The published board as a draft in the town's public account (公众号): made by us, published there by people (R24)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from bot import outbox
from bot.db import page_address
from bot.errors import NotFound, NotNow
from bot.wording import quarter_text, word
from models.boards import Board, public_board
from models.outbox import OutboxMessage
from models.people import Person
from models.schemes import township
from rules.periods import Quarter
from rules.workdays import Calendar
from services.notices.office import tell_office
from services.publications.posts import posts_key
from services.publications.public_account import WORDS, publication
from services.rights.asking import check_may
from services.rights.table import Right

TOPIC: Final = "draft"
ARTICLE: Final = "boards/article.html"
# The platform takes no longer title.
LONGEST_TITLE: Final = 32


def put_draft(session: Session, board: Board, to: outbox.Addressee, calendar: Calendar, now: datetime) -> None:
    """Put the article of a published board into the outbox; the office hears when it lies in the account, or why not.

    A second call makes a second draft: `draft_again` asks first.
    """
    made, key = publication(session, board, calendar, now), _key(board)
    title, *lines = made.text.splitlines()
    version = word(WORDS, "version", board=board)
    article = outbox.draft(
        f"{title[: LONGEST_TITLE - len(version)]}{version}",
        word(WORDS, "digest", board=board),
        word(ARTICLE, lines=[one for one in lines if one]),
    )
    tries = session.scalar(select(func.count()).where(*_drafts(board))) or 0
    about = outbox.About(TOPIC, str(board.id))
    outbox.push(session, to, article, key=f"{key}{tries + 1}", now=now, about=about, picture_bytes=made.picture)


def draft_again(session: Session, quarter: Quarter, by: Person, calendar: Calendar, now: datetime) -> Board:
    """Make the draft of a published board once more, after the account has refused it. Raises Refused as below."""
    board, last = check_draft_again(session, quarter, by, now)
    put_draft(session, board, outbox.Addressee("account", last.addressee), calendar, now)
    return board


def check_draft_again(session: Session, quarter: Quarter, by: Person, now: datetime) -> tuple[Board, OutboxMessage]:
    """Find the published board and its last draft, which the account has refused.

    Raises Refused unless somebody who may publish boards asks, for a board whose last draft was refused: one that
    waits or lies in the account already is not made a second time.
    """
    check_may(session, by, Right.PUBLISH_BOARD, now)
    board = public_board(session, quarter)
    if board is None:
        raise NotNow("outputs_not_approved", quarter=quarter_text(quarter))
    last = _last(session, board)
    if last is None:
        raise NotFound("draft_none", quarter=quarter_text(quarter), channel=_channel(session))
    if last.state != outbox.FAILED:
        made = last.accepted_at
        raise NotNow("draft_there", quarter=quarter_text(quarter), channel=_channel(session), made=made)
    return board, last


def _key(board: Board) -> str:
    return f"{posts_key(board)}:account:"


def _last(session: Session, board: Board) -> OutboxMessage | None:
    return session.scalar(select(OutboxMessage).where(*_drafts(board)).order_by(OutboxMessage.id.desc()).limit(1))


def _drafts(board: Board) -> tuple[ColumnElement[bool], ...]:
    """Select the drafts of a board: few messages ever go to an account, and only among those is looked."""
    return OutboxMessage.addressee_kind == "account", OutboxMessage.key.startswith(_key(board), autoescape=True)


def _channel(session: Session) -> str:
    town = township(session)
    return town.publication_channel if town else ""


class DraftListener:
    """Hears what became of a draft, and tells the office: people publish it, or post by hand."""

    def reworded(self, session: Session, message: OutboxMessage, now: datetime) -> Mapping[str, Any]:
        """Fail: an article names no day that could pass, so it is never worded anew."""
        raise NotImplementedError(f"{message.key} is an article, which is worded once")

    def accepted(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        """Say where the draft lies and that somebody has to publish it."""
        self._tell(session, "draft_made", message, now)

    def refused(self, session: Session, message: OutboxMessage, now: datetime) -> None:
        """Say why there is none, and what to do."""
        self._tell(session, "draft_refused", message, now)

    def _tell(self, session: Session, block: str, message: OutboxMessage, now: datetime) -> None:
        board = session.get_one(Board, int(message.subject or 0))
        told = {"board": board, "quarter": quarter_text(board.quarter), "channel": _channel(session)}
        pages = [page_address(session, f"console/deliveries/{message.id}")]
        tell_office(session, block, key=f"{block}:{message.id}", now=now, message=message, pages=pages, **told)
