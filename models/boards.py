"""Quarterly boards (红灰榜): drafts, versions, rows (R21–R23)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, lazyload, mapped_column, relationship

from models.base import Base, BigKey, BigRef, Moment, Points, QuarterColumn
from models.organizations import Organization
from models.people import Person
from rules.periods import Quarter

DRAFT: Final = "draft"
APPROVED: Final = "approved"
PUBLISHED: Final = "published"


class Board(Base):
    """One version of a quarter's board. State: draft → approved → published.

    The grey list needs an approval of its own (A19): `grey_approved_at` stays empty until it is given.
    """

    __tablename__ = "boards"
    __table_args__ = (UniqueConstraint("quarter", "version"),)

    id: Mapped[BigKey]
    quarter: Mapped[Quarter] = mapped_column(QuarterColumn)
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    drafted_at: Mapped[datetime] = mapped_column(Moment)
    drafted_by_id: Mapped[int] = mapped_column(BigRef, ForeignKey("people.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    approved_by_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("people.id"))
    grey_approved_at: Mapped[datetime | None] = mapped_column(Moment)
    grey_approved_by_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("people.id"))
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    published_by_id: Mapped[int | None] = mapped_column(BigRef, ForeignKey("people.id"))
    picture: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)

    rows: Mapped[list[BoardRow]] = relationship(
        order_by="BoardRow.rank, BoardRow.id", lazy="selectin", cascade="all, delete-orphan"
    )
    drafted_by: Mapped[Person] = relationship(foreign_keys=[drafted_by_id], lazy="joined")

    def listed(self, name: str) -> list[BoardRow]:
        """List the rows of one list: "red", "grey" or "none"."""
        return [row for row in self.rows if row.list == name]


class BoardRow(Base):
    """One organisation's place on a board. Points in total, without bonus, and per category code."""

    __tablename__ = "board_rows"

    id: Mapped[BigKey]
    board_id: Mapped[int] = mapped_column(BigRef, ForeignKey("boards.id"), index=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"))
    rank: Mapped[int]
    list: Mapped[str] = mapped_column(String(8))
    tied: Mapped[bool]
    base: Mapped[Decimal] = mapped_column(Points)
    bonus: Mapped[Decimal] = mapped_column(Points)
    total: Mapped[Decimal] = mapped_column(Points)
    by_category: Mapped[dict[str, str]] = mapped_column(JSON)

    organization: Mapped[Organization] = relationship(lazy="joined")


class GroupChat(Base):
    """A chat the boards are posted to: one the app creates (`chatid`) or one reached by a robot's key (`webhook`)."""

    __tablename__ = "group_chats"

    id: Mapped[BigKey]
    name: Mapped[str] = mapped_column(String(50), unique=True)
    chatid: Mapped[str | None] = mapped_column(String(32))
    webhook: Mapped[str | None] = mapped_column(String(64))


def latest_board(session: Session, quarter: Quarter) -> Board | None:
    """Find the newest version of a quarter's board."""
    return session.scalar(select(Board).where(Board.quarter == quarter).order_by(Board.version.desc()).limit(1))


def newest_published(session: Session) -> Board | None:
    """Find the published board of the latest quarter."""
    query = select(Board).where(Board.state == PUBLISHED)
    return session.scalar(query.order_by(Board.quarter.desc(), Board.version.desc()).limit(1))


def published_before(session: Session, quarter: Quarter) -> list[Board]:
    """List the newest published version of every earlier quarter's board, oldest first, without reading the rows."""
    query = select(Board).where(Board.state == PUBLISHED, Board.quarter < quarter)
    boards = session.scalars(query.order_by(Board.quarter, Board.version).options(lazyload(Board.rows)))
    return list({board.quarter: board for board in boards}.values())


def group_chats(session: Session) -> list[GroupChat]:
    """List the chats the boards are posted to, in the order they were registered."""
    return list(session.scalars(select(GroupChat).order_by(GroupChat.id)))


def boards_to_post(session: Session) -> list[Board]:
    """List the boards that are published and not drawn and posted yet, holding their rows."""
    query = select(Board).where(Board.state == PUBLISHED, Board.picture.is_(None)).order_by(Board.id)
    return list(session.scalars(query.with_for_update(of=Board)))
