"""Quarterly boards (红灰榜): drafts, versions, rows (R21–R23)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session, relationship

from models.base import Base, BigKey, BigRef, Moment, Points, QuarterColumn
from models.looks import once
from models.organizations import Organization
from models.people import Person
from rules.periods import Quarter

DRAFT: Final = "draft"
PREVIEWED: Final = "previewed"
REVIEWED: Final = "reviewed"
APPROVED: Final = "approved"
PUBLISHED: Final = "published"
FINAL: Final = "final"
REPLACED: Final = "replaced"
CANCELLED: Final = "cancelled"
# Shown to everybody; of each quarter at most one version is.
PUBLIC: Final = (PUBLISHED, FINAL)
# Not published yet and not given up.
IN_WORK: Final = (DRAFT, PREVIEWED, REVIEWED, APPROVED)


class Board(Base):
    """One version of a quarter's board; its states are those of `rules/cases.py`, BOARD, each step a transition.

    The grey list needs an approval of its own (A19): `grey_approved_at` stays empty until it is given. `drafted_at` is
    also the moment as of which the entries are counted. `code` is the short code people can check it by.
    """

    __tablename__ = "boards"
    __table_args__ = (UniqueConstraint("quarter", "version"),)

    id: Mapped[BigKey]
    quarter: Mapped[Quarter] = mapped_column(QuarterColumn)
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    drafted_at: Mapped[datetime] = mapped_column(Moment)
    drafted_by_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"))
    amendment_reason: Mapped[str] = mapped_column(Text, default="")
    preview_ends: Mapped[datetime | None] = mapped_column(Moment)
    reviewed_at: Mapped[datetime | None] = mapped_column(Moment)
    secrecy_checked_at: Mapped[datetime | None] = mapped_column(Moment)
    secrecy_checked_by_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("people.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    approved_by_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("people.id"))
    grey_approved_at: Mapped[datetime | None] = mapped_column(Moment)
    grey_approved_by_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("people.id"))
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    published_by_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("people.id"))
    posted_at: Mapped[datetime | None] = mapped_column(Moment)
    publicity_ends: Mapped[datetime | None] = mapped_column(Moment)
    code: Mapped[str | None] = mapped_column(String(16), index=True)

    rows: Mapped[list[BoardRow]] = relationship(order_by="BoardRow.rank, BoardRow.id", cascade="all, delete-orphan")
    pictures: Mapped[list[BoardPicture]] = relationship(cascade="all, delete-orphan")
    drafted_by: Mapped[Person] = relationship(foreign_keys=[drafted_by_id], lazy="joined")

    def listed(self, name: str) -> list[BoardRow]:
        """List the rows of one list: "red", "grey" or "none"; where no rows are read yet, only those."""
        if (session := self._unread) is None:
            return [row for row in self.rows if row.list == name]
        return [*once(session, _listed, self.id, name)]

    def count(self, name: str) -> int:
        """Count the rows of one list, as `listed`."""
        if (session := self._unread) is None:
            return len(self.listed(name))
        return once(session, _count, self.id, name)

    @property
    def ranked(self) -> int:
        """How many are on the board; they are counted where no rows are read yet."""
        if (session := self._unread) is None:
            return len(self.rows)
        return once(session, _ranked, self.id)

    @property
    def _unread(self) -> Session | None:
        """The session that would read all rows, 10,000 in a large town; None where they are at hand."""
        return None if "rows" in self.__dict__ else object_session(self)

    def picture(self, edition: str) -> BoardPicture | None:
        """Find the stored picture of one edition; None until it is drawn."""
        return next((one for one in self.pictures if one.edition == edition), None)


class BoardPicture(Base):
    """One edition of a published board, drawn once and kept: "public", "group" or "internal"."""

    __tablename__ = "board_pictures"
    __table_args__ = (UniqueConstraint("board_id", "edition"),)

    id: Mapped[BigKey]
    board_id: Mapped[int] = mapped_column(BigRef, ForeignKey("boards.id"))
    edition: Mapped[str] = mapped_column(String(8))
    png: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class BoardRow(Base):
    """One organisation's place on a board. Points in total, without bonus, and per category code.

    `open_orders` and `on_time_rate` (a fraction like "2/3") break ties (A9). `register` is what the register said
    of it when the board was drafted (sector, committee), so that the score can be computed again later.
    `published_name` is what it was called when the board came out; a name it is given later changes no board.
    """

    __tablename__ = "board_rows"
    __table_args__ = (Index("ix_board_rows_board_organization", "board_id", "organization_id"),)

    id: Mapped[BigKey]
    board_id: Mapped[int] = mapped_column(BigRef, ForeignKey("boards.id"))
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"), index=True)
    rank: Mapped[int]
    list: Mapped[str] = mapped_column(String(8))
    tied: Mapped[bool]
    base: Mapped[Decimal] = mapped_column(Points)
    bonus: Mapped[Decimal] = mapped_column(Points)
    total: Mapped[Decimal] = mapped_column(Points)
    by_category: Mapped[dict[str, str]] = mapped_column(JSON)
    open_orders: Mapped[int] = mapped_column(default=0)
    on_time_rate: Mapped[str] = mapped_column(String(32))
    register: Mapped[dict[str, Any]] = mapped_column(JSON)
    published_name: Mapped[str | None] = mapped_column(String(32))

    organization: Mapped[Organization] = relationship(lazy="joined")

    @property
    def name(self) -> str:
        """What the organisation is called on this board."""
        return self.published_name or self.organization.short_name


def latest_board(session: Session, quarter: Quarter) -> Board | None:
    """Find the newest version of a quarter's board; an amendment that was given up is passed over."""
    holds = (Board.state != CANCELLED) | (Board.version == 1)
    query = select(Board).where(Board.quarter == quarter, holds).order_by(Board.version.desc())
    return session.scalar(query.limit(1))


def last_version(session: Session, quarter: Quarter) -> int:
    """Tell the highest version number a quarter's board has had, 0 without a board; numbers are given once."""
    return session.scalar(select(func.max(Board.version)).where(Board.quarter == quarter)) or 0


def public_board(session: Session, quarter: Quarter) -> Board | None:
    """Find the version of a quarter's board that everybody may see."""
    return session.scalar(select(Board).where(Board.quarter == quarter, Board.state.in_(PUBLIC)))


def _listed(session: Session, board_id: int, name: str) -> list[BoardRow]:
    wanted = select(BoardRow).where(BoardRow.board_id == board_id, BoardRow.list == name)
    return list(session.scalars(wanted.order_by(BoardRow.rank, BoardRow.id)))


def _count(session: Session, board_id: int, name: str) -> int:
    return session.scalar(select(func.count()).where(BoardRow.board_id == board_id, BoardRow.list == name)) or 0


def _ranked(session: Session, board_id: int) -> int:
    return session.scalar(select(func.count()).where(BoardRow.board_id == board_id)) or 0


def has_rows(session: Session, board: Board) -> bool:
    """Tell whether a board was ever drafted, without reading its rows."""
    return session.scalar(select(BoardRow.id).where(BoardRow.board_id == board.id).limit(1)) is not None


def version_before(session: Session, board: Board) -> Board | None:
    """Find the version that this one replaces: the newest one before it that was published."""
    query = select(Board).where(
        Board.quarter == board.quarter, Board.version < board.version, Board.published_at.is_not(None)
    )
    return session.scalar(query.order_by(Board.version.desc()).limit(1))


def boards_to_conclude(session: Session, now: datetime) -> list[Board]:
    """List the published boards whose time for objections has passed, locking their rows."""
    ended = (Board.state == PUBLISHED, Board.publicity_ends <= now)
    return list(session.scalars(select(Board).where(*ended).order_by(Board.id).with_for_update(of=Board)))


def newest_published(session: Session) -> Board | None:
    """Find the published board of the latest quarter."""
    query = select(Board).where(Board.state.in_(PUBLIC))
    return session.scalar(query.order_by(Board.quarter.desc(), Board.version.desc()).limit(1))


def published_before(session: Session, quarter: Quarter) -> list[Board]:
    """List the newest published version of every earlier quarter's board, oldest first."""
    query = select(Board).where(Board.state.in_(PUBLIC), Board.quarter < quarter)
    boards = session.scalars(query.order_by(Board.quarter, Board.version))
    return list({board.quarter: board for board in boards}.values())


def boards_to_post(session: Session, *, lock: bool = False) -> list[Board]:
    """List the boards that are published and not posted yet; `lock` their rows where they are going to be."""
    query = select(Board).where(Board.state.in_(PUBLIC), Board.posted_at.is_(None)).order_by(Board.id)
    return list(session.scalars(query.with_for_update(of=Board) if lock else query))


def boards_in_work(session: Session) -> list[Board]:
    """List the boards that are not published yet and not given up, oldest first."""
    return [*once(session, _boards_in_work)]


def _boards_in_work(session: Session) -> list[Board]:
    return list(session.scalars(select(Board).where(Board.state.in_(IN_WORK)).order_by(Board.id)))


def count_in_work(session: Session) -> int:
    """Count the boards that are not published yet and not given up."""
    return session.scalar(select(func.count(Board.id)).where(Board.state.in_(IN_WORK))) or 0
