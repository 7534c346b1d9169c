"""What the page of a published board shows: the listed rows and the visitor's own, read without the other thousands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import DatabaseError
from models.boards import PUBLIC, REPLACED, Board, BoardPicture, BoardRow
from models.organizations import GroupAssignment, assigned_on
from models.people import Person
from models.schemes import Township, township
from rules.periods import Quarter
from rules.scheme import Scheme
from rules.workdays import Calendar
from services.board_displays.facts import publicity_text, shown_grey
from services.boards.code import Codes, printed_codes
from services.pages.places import Place, places
from services.pages.visitors import Visitor
from services.register.groups import groups_of
from services.schemes.versions import scheme_for

READABLE: Final = (*PUBLIC, REPLACED)


@dataclass(frozen=True)
class BoardPage:
    """A published board as a visitor may see it. `in_force` is set when this version has been replaced by it.

    `before` is the version this one replaced. `has_picture` tells whether the visitor's edition is drawn already,
    `open_to_objections` whether the publicity still lasts, `objects` whether the visitor comes as somebody's officer,
    who may object while it does; leaders and office find that with the branch. `opens` are the organisations whose
    score the visitor may open, None for everybody's. `approved_by` is who approved it, told to those inside only.
    """

    board: Board
    town: Township
    scheme: Scheme
    ranked: int
    own: tuple[Place, ...]
    red: tuple[Place, ...]
    grey: tuple[Place, ...]
    publicity: str
    in_force: Board | None
    before: Board | None
    quarters: tuple[Quarter, ...]
    has_picture: bool
    codes: Codes | None
    open_to_objections: bool
    objects: bool
    opens: frozenset[str] | None
    approved_by: Person | None


def newest_quarter(session: Session) -> Quarter | None:
    """Find the quarter of the newest published board."""
    query = select(Board.quarter).where(Board.state.in_(PUBLIC)).order_by(Board.quarter.desc())
    return session.scalar(query.limit(1))


def readable_board(session: Session, quarter: Quarter, version: int | None = None) -> Board | None:
    """Find the board in force, or a version everybody may still read, without its rows."""
    wanted = Board.state.in_(PUBLIC) if version is None else Board.state.in_(READABLE) & (Board.version == version)
    return session.scalar(select(Board).where(Board.quarter == quarter, wanted))


def board_page(session: Session, board: Board, visitor: Visitor, calendar: Calendar, now: datetime) -> BoardPage:
    """Gather what the page of a readable board shows to a visitor. Raises DatabaseError without a town."""
    town, scheme = township(session), scheme_for(session, board.quarter)
    if town is None:
        raise DatabaseError("No township has been loaded yet; run `flask township load FILE` first")
    own, red = _own_rows(session, board, visitor), board.listed("red")
    grey = shown_grey(board, scheme.policy, inside=visitor.inside)
    shown = places(session, board, scheme.policy, [*own, *red, *grey], visitor.own)
    others = _other_versions(session, board)
    lasts = board.state in PUBLIC and board.publicity_ends is not None and now < board.publicity_ends

    def told(rows: Sequence[BoardRow]) -> tuple[Place, ...]:
        return tuple(shown[row.organization_id] for row in rows)

    return BoardPage(
        board=board,
        town=town,
        scheme=scheme,
        ranked=board.ranked,
        own=told(own),
        red=told(red),
        grey=told(grey),
        publicity=publicity_text(scheme.policy, calendar, (board.published_at or now).date()),
        in_force=next((one for one in others if one.state in PUBLIC), None),
        before=next((one for one in others if one.version < board.version), None),
        quarters=_quarters(session),
        has_picture=_has_picture(session, board, visitor),
        codes=printed_codes(session, board),
        open_to_objections=lasts,
        objects=lasts and bool(visitor.own) and not visitor.inside,
        opens=_opens(session, visitor),
        approved_by=session.get(Person, board.approved_by_id or 0) if visitor.inside else None,
    )


def _opens(session: Session, visitor: Visitor) -> frozenset[str] | None:
    """Name the organisations whose score a visitor may open: the own ones, those of the own groups; None for all."""
    if visitor.inside:
        return None
    groups = groups_of(session, visitor.person, visitor.today)
    of_groups = select(GroupAssignment.organization_id).where(
        GroupAssignment.group_id.in_(groups), assigned_on(visitor.today)
    )
    return frozenset([*visitor.own, *(session.scalars(of_groups) if groups else ())])


def edition_for(visitor: Visitor) -> str:
    """Tell which edition of the picture a visitor sees (A19): the internal one is for leaders and office."""
    return "internal" if visitor.inside else "group"


def stored_picture(session: Session, board: Board, visitor: Visitor) -> bytes | None:
    """Give the picture as it was published, in the visitor's edition (PNG); None while it is not drawn yet."""
    which = (BoardPicture.board_id == board.id, BoardPicture.edition == edition_for(visitor))
    return session.scalar(select(BoardPicture.png).where(*which))


def _has_picture(session: Session, board: Board, visitor: Visitor) -> bool:
    which = (BoardPicture.board_id == board.id, BoardPicture.edition == edition_for(visitor))
    return session.scalar(select(BoardPicture.id).where(*which)) is not None


def _own_rows(session: Session, board: Board, visitor: Visitor) -> list[BoardRow]:
    query = select(BoardRow).where(BoardRow.board_id == board.id, BoardRow.organization_id.in_(visitor.own))
    return list(session.scalars(query.order_by(BoardRow.rank, BoardRow.id)))


def _other_versions(session: Session, board: Board) -> list[Board]:
    """List the other versions of the quarter that may be read, newest first."""
    query = select(Board).where(Board.quarter == board.quarter, Board.state.in_(READABLE), Board.id != board.id)
    return list(session.scalars(query.order_by(Board.version.desc())))


def _quarters(session: Session) -> tuple[Quarter, ...]:
    query = select(Board.quarter).where(Board.state.in_(PUBLIC)).order_by(Board.quarter.desc())
    return tuple(session.scalars(query))
