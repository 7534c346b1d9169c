"""An organisation's own score: shown from the preview of its board on, and never anybody else's (A5, D2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from bot.errors import NotFound, NotNow
from bot.wording import quarter_text, word
from models.boards import APPROVED, PREVIEWED, PUBLIC, REVIEWED, Board, BoardRow
from models.objections import STRUCK
from models.organizations import Organization
from models.people import Person
from rules.periods import Quarter
from rules.scoring import ZERO
from rules.workdays import Calendar
from services.notices.branches import News, tell_branches, told_among
from services.notices.handovers import take_off
from services.readings import note_reading
from services.rights.asking import check_may, may
from services.rights.table import Right
from services.scores.scores import Explained, Line, all_explained, explained

ON_THE_WAY: Final = (PREVIEWED, REVIEWED, APPROVED)
NOTICES: Final = "scores/notices.txt"
# Of the failures that fall into one unit only the dearest counts (A5).
ONCE: Final = {
    "month": "uncounted_once_a_month",
    "quarter": "uncounted_once_a_quarter",
    "year": "uncounted_once_a_year",
}


@dataclass(frozen=True)
class OwnScore:
    """What an organisation may know of its quarter: its row of the board and every entry behind it."""

    board: Board
    row: BoardRow
    explained: Explained

    @property
    def is_published(self) -> bool:
        """Whether the board is out; until then the score is provisional and no rank is told."""
        return self.board.state in PUBLIC

    @property
    def taken(self) -> Decimal:
        """The points all deductions took together."""
        return -sum((line.points for line in self.explained.lines if line.points < 0), ZERO)

    @property
    def earned(self) -> Decimal:
        """The points of the bonus."""
        return sum((line.points for line in self.explained.lines if line.points > 0), ZERO)

    def category(self, code: str) -> Decimal:
        """Give the points of one category as the board shows them."""
        return Decimal(self.row.by_category[code])

    @property
    def objections_until(self) -> date | None:
        """The last day of the preview, or of the publicity once the board is out."""
        limit = objections_end(self.board)
        return last_day(limit) if limit else None


def objections_end(board: Board) -> datetime | None:
    """Tell the first moment that is too late to object to a board: when its preview or its publicity is over."""
    return board.publicity_ends if board.state in PUBLIC else board.preview_ends


def objections_open(now: datetime) -> ColumnElement[bool]:
    """Select the boards whose preview or publicity lasts at a moment."""
    previewed = and_(Board.state.in_(ON_THE_WAY), Board.preview_ends > now)
    return or_(previewed, and_(Board.state.in_(PUBLIC), Board.publicity_ends > now))


def last_day(limit: datetime) -> date:
    """Tell the last day before a limit: a limit of 24:00 ends with its day."""
    return (limit - timedelta(seconds=1)).date()


def shown_board(session: Session, quarter: Quarter) -> Board | None:
    """Find the newest version of a quarter's board of which the organisations may know their scores.

    That is one that is out, or on its way with a preview; a later version, which has none, is known once it is out.
    """
    previewed = and_(Board.state.in_(ON_THE_WAY), Board.preview_ends.is_not(None))
    query = select(Board).where(Board.quarter == quarter, or_(Board.state.in_(PUBLIC), previewed))
    return session.scalar(query.order_by(Board.version.desc()).limit(1))


def own_score(session: Session, organization: Organization, quarter: Quarter, by: Person, now: datetime) -> OwnScore:
    """Tell an organisation's score of a quarter as its board counts it, with every entry.

    A branch may ask about itself, a supervision group about its organisations, office and leaders about any; before the
    board is out neither the group nor the town's leaders, and the others from the preview on (A5, D2). Raises Refused
    for everybody else, for whom it is too early, and for an organisation that is not on the board.
    """
    check_may(session, by, Right.SEE_SCORE, now, organization)
    board = shown_board(session, quarter)
    early = may(session, by, Right.SEE_SCORE_EARLY, now, organization)
    if board is None or not (early or board.state in PUBLIC):
        raise NotNow("score_not_shown_yet", quarter=quarter_text(quarter), early=early)
    wanted = BoardRow.board_id == board.id, BoardRow.organization_id == organization.id
    row = session.scalar(select(BoardRow).where(*wanted))
    if row is None:
        raise NotFound("score_not_ranked", organization=organization, quarter=quarter_text(quarter))
    note_reading(session, by, organization, quarter, now)
    return OwnScore(board, row, explained(session, organization, quarter, board.drafted_at, row.register))


def why_uncounted(line: Line, found: Explained) -> str:
    """Name the reason why an entry cost or earned nothing: a block of templates/scores/notices.txt."""
    entry = line.entry
    if entry.corrected == STRUCK:
        return "uncounted_struck"
    if entry.points is not None:
        return "uncounted_claim" if found.scheme.policy.bonus_in == "quarter" else "uncounted_bonus_in_year"
    result = next(one for one in found.score.indicators if one.indicator.code == entry.code)
    if not result.counts:
        return "uncounted_not_assessed"
    if entry.late and result.indicator.late is None:
        return "uncounted_late_is_free"
    taken = {one.failure.source for one in result.deductions}
    return "uncounted_used_up" if entry.key in taken else ONCE[result.indicator.unit]


def find_previews(session: Session, _calendar: Calendar, now: datetime) -> list[int]:
    """List the rows of boards in their preview of which nothing was told yet, in the order of the register."""
    scores = (
        select(BoardRow.id, BoardRow.organization_id, BoardRow.total)
        .join(Organization, Organization.id == BoardRow.organization_id)
        .order_by(Organization.position)
    )
    keys = {
        _key(board, who, total): number
        for board in session.scalars(_previewed(now)).all()
        for number, who, total in session.execute(scores.where(BoardRow.board_id == board.id))
    }
    told = told_among(session, [*keys])
    return [number for key, number in keys.items() if key not in told]


def push_previews(session: Session, _calendar: Calendar, now: datetime, rows: Sequence[int]) -> int:
    """Tell organisations their own score when their board is previewed, and again when a new draft changed it.

    `rows` are those that were found; what a new draft or the end of the preview has overtaken is passed over. Returns
    how many were told now.
    """
    return sum(_push_preview(session, board, rows, now) for board in session.scalars(_previewed(now)).all())


def _previewed(now: datetime) -> Select[Board]:
    return select(Board).where(Board.state == PREVIEWED, Board.preview_ends > now)


def _push_preview(session: Session, board: Board, rows: Collection[int], now: datetime) -> int:
    on_board = select(BoardRow).where(BoardRow.board_id == board.id, BoardRow.id.in_(rows))
    found = session.scalars(on_board.join(BoardRow.organization).order_by(Organization.position))
    keys = {_key(board, row.organization_id, row.total): row for row in found}
    # Whoever was told meanwhile keeps what waits on the office's list.
    told = told_among(session, [*keys])
    fresh = [row for key, row in keys.items() if key not in told]
    if not fresh:
        return 0
    deductions = _deductions(session, board, fresh)
    facts = {"quarter": quarter_text(board.quarter), "until": last_day(board.preview_ends or now)}
    take_off(session, preview_keys(board), now, only=[row.organization_id for row in fresh])
    return tell_branches(session, [_news(row, board, deductions[row.organization_id], facts) for row in fresh], now)


def preview_keys(board: Board) -> str:
    """Begin the key of everything that tells a branch its score in the preview of a board."""
    return f"preview:{board.quarter}:{board.version}:"


def _news(row: BoardRow, board: Board, deductions: int, facts: Mapping[str, Any]) -> News:
    said = word(NOTICES, "preview", row=row, deductions=deductions, **facts)
    note = word(NOTICES, "note_on_paper", organization=row.organization)
    key = _key(board, row.organization_id, row.total)
    return News(row.organization, said, key, note=note, until=board.preview_ends)


def _key(board: Board, organization_id: str, total: Decimal) -> str:
    """Name a score on a board: who has another one after a new draft hears again."""
    return f"{preview_keys(board)}{organization_id}:{total:.2f}"


def _deductions(session: Session, board: Board, rows: Sequence[BoardRow]) -> dict[str, int]:
    """Count the entries that cost each organisation something."""
    register = {row.organization_id: row.register for row in rows}
    organizations = [row.organization for row in rows]
    found = all_explained(session, organizations, board.quarter, board.drafted_at, register, only=[*register])
    return {one.organization.id: sum(points > 0 for points in one.score.costs().values()) for one in found}
