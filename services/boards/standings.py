"""What a whole board is ranked by, read by column and kept for the next page: no row is loaded that nobody is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, func, not_, null, or_, select
from sqlalchemy.orm import Session

from models.boards import Board, BoardRow
from models.looks import counted, once
from models.organizations import Organization
from rules.cutoff import STEP
from rules.policy import Policy
from rules.ranking import ListName, ListRule, Standing
from rules.sensitive import Sign, signs_in
from services.boards.rows import standing_by
from services.schemes.versions import scheme_for

LISTS: Final[tuple[ListName, ...]] = ("red", "grey")
# What hangs on the rows of boards alone; with what they are called.
ROWS: Final = (BoardRow.__tablename__,)
NAMES: Final = (*ROWS, Organization.__tablename__)


def standings_of(session: Session, board: Board) -> tuple[Standing, ...]:
    """List what everybody on a board is ranked by, best first."""
    return counted(session, ROWS, _standings, board.id, policy_of(session, board).tie_category)


def _standings(session: Session, board_id: int, tie_category: str | None) -> tuple[Standing, ...]:
    return tuple(standing_by(row, row.tie) for row in session.execute(_in_order(board_id, tie_category)))


@dataclass(frozen=True)
class Edges:
    """The part of a board that decides who is on a list, best first, with everybody's rank on the whole board."""

    standings: tuple[Standing, ...]
    ranks: Mapping[str, int]


def edges_of(session: Session, board_id: int, tie_category: str | None, lists: int) -> Edges:
    """Give who is on a list or no more than a step from its edge, and of the others as many as both `lists` hold.

    Whoever else is between the lists: those change no place of a list, and fewer would make the lists shrink (A10).
    """
    return counted(session, ROWS, _edges, board_id, tie_category, lists)


def _edges(session: Session, board_id: int, tie_category: str | None, lists: int) -> Edges:
    of_it, on_it = _in_order(board_id, tie_category), BoardRow.board_id == board_id
    red = session.scalar(select(func.max(BoardRow.total)).where(on_it, BoardRow.list != "red"))
    grey = session.scalar(select(func.min(BoardRow.total)).where(on_it, BoardRow.list != "grey"))
    near = [BoardRow.list != "none"]
    near += [BoardRow.total >= red - STEP] if red is not None else []
    near += [BoardRow.total <= grey + STEP] if grey is not None else []
    between = of_it.where(not_(or_(*near))).limit(lists)
    rows = sorted([*session.execute(of_it.where(or_(*near))), *session.execute(between)], key=lambda row: row.rank)
    ranks = {row.organization_id: row.rank for row in rows}
    return Edges(tuple(standing_by(row, row.tie) for row in rows), ranks)


def _in_order(board_id: int, tie_category: str | None) -> Select[Any]:
    """Select what rows are ranked by; of the points in categories, which take longest to read, those of one alone."""
    columns = ("organization_id", "rank", "base", "bonus", "total", "open_orders", "on_time_rate")
    tie = BoardRow.by_category[tie_category].as_string() if tie_category else null()
    rows = select(*(getattr(BoardRow, name) for name in columns), tie.label("tie")).where(BoardRow.board_id == board_id)
    return rows.order_by(BoardRow.rank, BoardRow.id)


def ranked(session: Session, board: Board) -> frozenset[str]:
    """Name the organisations on a board by their ids."""
    return counted(session, ROWS, _ranked, board.id)


def _ranked(session: Session, board_id: int) -> frozenset[str]:
    return frozenset(session.scalars(select(BoardRow.organization_id).where(BoardRow.board_id == board_id)))


def listed_on(session: Session, board: Board) -> Mapping[str, frozenset[str]]:
    """Name who is on the red list of a board, and who on the grey one, by their ids."""
    return counted(session, ROWS, _listed_on, board.id)


def _listed_on(session: Session, board_id: int) -> Mapping[str, frozenset[str]]:
    of_it = select(BoardRow.organization_id).where(BoardRow.board_id == board_id)
    return {name: frozenset(session.scalars(of_it.where(BoardRow.list == name))) for name in LISTS}


def open_orders_on(session: Session, board: Board) -> int:
    """Count the orders of branches on a board that were open when it was drafted."""
    return once(session, _open_orders, board.id)


def _open_orders(session: Session, board_id: int) -> int:
    return session.scalar(select(func.sum(BoardRow.open_orders)).where(BoardRow.board_id == board_id)) or 0


def signs_on(session: Session, board: Board) -> list[Sign]:
    """List what the words of a board seem to hold and should not: its names, and why there is another version of it."""
    return [*counted(session, NAMES, _signs, board.id, board.amendment_reason or "")]


def _signs(session: Session, board_id: int, reason: str) -> tuple[Sign, ...]:
    return tuple(signs_in(reason, *names_on(session, board_id)))


def names_on(session: Session, board_id: int) -> list[str]:
    """Read what everybody on a board is called, best first."""
    called = func.coalesce(BoardRow.published_name, Organization.short_name)
    named = select(called).join(BoardRow.organization).where(BoardRow.board_id == board_id)
    return list(session.scalars(named.order_by(BoardRow.rank, BoardRow.id)))


def rows_of(session: Session, board: Board, organization_ids: set[str]) -> dict[str, BoardRow]:
    """Load some rows of a board, by organisation."""
    wanted = select(BoardRow).where(BoardRow.board_id == board.id, BoardRow.organization_id.in_(organization_ids))
    return {row.organization_id: row for row in session.scalars(wanted)} if organization_ids else {}


def policy_of(session: Session, board: Board) -> Policy:
    """Give the constants of the rule a board goes by."""
    return scheme_for(session, board.quarter).policy


def lists_of(policy: Policy) -> tuple[int, int, ListRule]:
    """Give what draws the lists: the sizes of the red and the grey one, and the rule."""
    return policy.red_size, policy.grey_size, ListRule.of_policy(policy)
