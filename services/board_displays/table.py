"""A board as a table for those who decide on it: all points, every tie, and the gaps at both edges (A9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.drawing import missing_glyphs
from models.board_looks import of_names
from models.boards import Board, BoardRow
from rules.ranking import Decider
from services.boards.caveats import Caveats, caveats_of
from services.boards.standings import names_on
from services.boards.ties import decided
from services.schemes.versions import scheme_for


@dataclass(frozen=True)
class Edge:
    """Where a list ends: the rows on either side, how far apart they are, and whether a tie stands there.

    `decided` is what drew the line between equal totals.
    """

    inside: BoardRow
    outside: BoardRow
    decided: Decider | None

    @property
    def gap(self) -> Decimal:
        """The points between both sides."""
        return abs(self.inside.total - self.outside.total)

    @property
    def tied(self) -> bool:
        """Whether either side shares its rank, so that a person has to look at it."""
        return self.inside.tied or self.outside.tied


@dataclass(frozen=True)
class BoardTable:
    """A board with its edges; an edge is None where the list is empty or holds everybody.

    `caveats` are what is to be known of its quarter before it is out, `undrawable` as in the function.
    """

    board: Board
    categories: tuple[str, ...]
    red_edge: Edge | None
    grey_edge: Edge | None
    caveats: Caveats | None
    undrawable: tuple[tuple[str, str], ...]


def undrawable(session: Session, board: Board) -> tuple[tuple[str, str], ...]:
    """Name who cannot be shown whole on the picture, each with the characters drawn as 〓 there."""
    return of_names(session, _undrawable, board.id)


def _undrawable(session: Session, board_id: int) -> tuple[tuple[str, str], ...]:
    names = names_on(session, board_id)
    # Nearly always there is none, and to ask for each name takes long.
    odd = names if missing_glyphs("".join(names)) else ()
    return tuple((name, signs) for name in odd if (signs := missing_glyphs(name)))


def board_table(session: Session, board: Board, now: datetime) -> BoardTable:
    """Lay a board out as a table."""
    red, others = board.listed("red"), [row for row in board.rows if row.list != "red"]
    grey, better = board.listed("grey"), [row for row in board.rows if row.list != "grey"]
    scheme = scheme_for(session, board.quarter)
    policy = scheme.policy
    return BoardTable(
        board=board,
        categories=tuple(category.code for category in scheme.categories),
        red_edge=Edge(red[-1], others[0], decided(red[-1], others[0], policy)) if red and others else None,
        grey_edge=Edge(grey[0], better[-1], decided(better[-1], grey[0], policy)) if grey and better else None,
        caveats=caveats_of(session, board, now),
        undrawable=undrawable(session, board),
    )
