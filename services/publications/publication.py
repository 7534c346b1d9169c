"""Publishing an approved board, posting it, and the end of its time for objections (R24, A19)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from bot import outbox
from bot.drawing import Pictures
from bot.errors import NotNow
from bot.wording import quarter_text
from models.boards import (
    APPROVED,
    PUBLIC,
    Board,
    BoardPicture,
    boards_to_conclude,
    boards_to_post,
    latest_board,
    public_board,
)
from models.locks import lock
from models.objections import open_objections
from models.people import Person
from rules.cases import BOARD
from rules.deadlines import count_deadline
from rules.periods import Quarter
from rules.workdays import Calendar
from services.board_displays.facts import board_facts, page_address, shown_grey
from services.boards.neighbours import unsettled_quarters
from services.boards.rights import existing_board, take_step
from services.boards.rows import name_rows, published_rows
from services.boards.up_to_date import check_up_to_date, is_corrected_since
from services.cases import step
from services.log.ahead import ahead
from services.pictures.board import BoardFacts, Edition, board_png, board_svg
from services.publications.account_drafts import put_draft
from services.publications.own_terms import in_own_terms
from services.publications.posts import post_board
from services.publications.telling import is_told
from services.rights.asking import check_may
from services.rights.table import Right
from services.schemes.versions import close_quarter, scheme_for

EDITIONS: Final[tuple[Edition, ...]] = ("public", "group", "internal")


def publish_board(session: Session, quarter: Quarter, by: Person, calendar: Calendar, now: datetime) -> Board:
    """Publish an approved board: the quarter's records are closed, and the version before it is replaced.

    From now on it stands for objections until the end of the last of `publicity_working_days`; `post_published`
    posts it. Raises Refused unless the board is reviewed, checked, approved and not published yet, still says what
    the entries say, every quarter before it is settled, and somebody who may draft or approve boards does it.
    """
    check_may(session, by, Right.PUBLISH_BOARD, now)
    board = existing_board(session, quarter)
    if board.state == APPROVED:
        check_neighbours(session, board)
        _check_ready(session, board, now)
    before = public_board(session, quarter)
    if before is not None:
        # Held before the first step is logged, for whoever posts or concludes it holds it before logging, too.
        lock(session, before)
    code, said = ahead(session, published_rows, board.id)
    # The log keeps the code, so that rows and code cannot be altered together unnoticed.
    take_step(session, board, "publish", by, now, facts={"code": code})
    if before is not None:
        step(session, BOARD, before, "replace", by, now, facts={"version": board.version})
    policy = scheme_for(session, quarter).policy
    board.published_at, board.published_by_id, board.code = now, by.id, code
    board.publicity_ends = count_deadline(now, policy.publicity_working_days, calendar).limit
    name_rows(session, board, said)
    close_quarter(session, quarter, now)
    return board


def check_neighbours(session: Session, board: Board) -> None:
    """Refuse a first version while a quarter before it is open: boards in a row must be neighbours (A11)."""
    if board.version == 1 and (unsettled := unsettled_quarters(session, board.quarter)):
        raise NotNow("quarters_unsettled", quarter=quarter_text(board.quarter), unsettled=unsettled)


def _check_ready(session: Session, board: Board, now: datetime) -> None:
    """Refuse what was approved without review or secrecy check, as older programs let it, and what is out of date."""
    if board.reviewed_at is None or board.secrecy_checked_at is None:
        raise NotNow("board_unchecked", quarter=quarter_text(board.quarter))
    check_up_to_date(session, board, now)


def conclude_publicity(session: Session, _calendar: Calendar, now: datetime) -> int:
    """Make boards final whose time for objections is over and that nothing speaks against any more. Returns how many.

    What speaks against one is an open objection, an upheld one that is not drafted in, a bonus on it that was revoked
    since, and a new version under way.
    """
    ended = [board for board in boards_to_conclude(session, now) if _stands(session, board, now)]
    for board in ended:
        step(session, BOARD, board, "conclude", None, now)
    return len(ended)


def _stands(session: Session, board: Board, now: datetime) -> bool:
    if open_objections(session, board.quarter) or is_corrected_since(session, board, now):
        return False
    return latest_board(session, board.quarter) is board


def pictures_to_post(session: Session, calendar: Calendar, now: datetime, public_url: str | None = None) -> list[str]:
    """List the pictures (SVG) of what was published and not posted yet; `public_url` as in `post_published`."""
    boards = boards_to_post(session)
    return [svg for board in boards for svg in _undrawn(session, board, calendar, now, public_url).values()]


def post_published(
    session: Session,
    calendar: Calendar,
    now: datetime,
    pictures: Pictures,
    public_url: str | None = None,
    account: str | None = None,
) -> int:
    """Post what was published and not posted yet to the group chats and tell every leader, all once (R24).

    Each organisation has heard its own result before, or the board waits (`telling.py`). `pictures` were drawn before,
    for drawing has no place in a transaction: a board whose pictures are not among them, because something about it has
    changed meanwhile, waits for the next time. `public_url` is how phones reach us, for the link and the QR code;
    `account` is the public account in which a draft is made. Returns how many boards.
    """
    posted = 0
    for board in boards_to_post(session, lock=True):
        if not is_told(session, board):
            continue
        undrawn = ahead(session, _laid_out, board.id, calendar, now, public_url)
        if not pictures.keys() >= set(undrawn.values()):
            continue
        board.pictures += [BoardPicture(edition=edition, png=pictures[svg]) for edition, svg in undrawn.items()]
        session.flush()
        post_board(session, board, calendar, now, page_address(session, board, public_url))
        if account:
            put_draft(session, board, outbox.Addressee("account", account), calendar, now)
        board.posted_at = now
        posted += 1
    session.flush()
    return posted


def _laid_out(
    session: Session, board_id: int, calendar: Calendar, now: datetime, public_url: str | None
) -> dict[Edition, str]:
    return _undrawn(session, session.get_one(Board, board_id), calendar, now, public_url)


@in_own_terms
def _undrawn(
    session: Session, board: Board, calendar: Calendar, now: datetime, public_url: str | None
) -> dict[Edition, str]:
    """Lay out the editions of which no picture is kept yet."""
    missing = (edition for edition in EDITIONS if board.picture(edition) is None)
    return {one: board_svg(_facts(session, board, one, calendar, now, public_url), one) for one in missing}


@in_own_terms
def board_picture(
    session: Session,
    board: Board,
    calendar: Calendar,
    now: datetime,
    edition: Edition = "internal",
    public_url: str | None = None,
) -> bytes:
    """Give one edition as it was published (PNG); before that draw it, the internal one with its grey list."""
    stored = board.picture(edition)
    if stored:
        return stored.png
    return board_png(_facts(session, board, edition, calendar, now, public_url), edition)


def _facts(
    session: Session, board: Board, edition: Edition, calendar: Calendar, now: datetime, public_url: str | None
) -> BoardFacts:
    """Gather what one edition is told; what it may not show is not even in it."""
    inside = edition == "internal"
    grey = shown_grey(board, scheme_for(session, board.quarter).policy, inside=inside)
    if inside and board.state not in PUBLIC:
        grey = board.listed("grey")
    address = page_address(session, board, public_url)
    return board_facts(session, board, grey, calendar, now, address, outside=edition == "public")
