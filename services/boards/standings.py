"""What a whole board is ranked by, read by column and kept for the next page: no row is loaded that nobody is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, repeat
from typing import Any, Final

from sqlalchemy import Select, func, literal, not_, null, or_, select
from sqlalchemy.orm import Session

from models.board_looks import of_names, of_rows
from models.boards import Board, BoardRow
from models.looks import once
from models.organizations import Organization
from rules.cutoff import STEP
from rules.policy import Policy
from rules.ranking import ListName, ListRule, Standing, rank_among
from rules.sensitive import Sign, signs_in
from rules.what_if import edge_totals
from services.boards.rows import standing_by
from services.schemes.versions import scheme_for

LISTS: Final[tuple[ListName, ...]] = ("red", "grey")


@dataclass(frozen=True)
class Spread:
    """How a board is spread out: everybody's totals, lowest first.

    `off_red` is the highest total of who is not on the red list, `off_grey` the lowest of who is not on the grey one.
    """

    totals: tuple[Decimal, ...]
    off_red: Decimal | None
    off_grey: Decimal | None


def _spread(session: Session, board_id: int) -> Spread:
    by = BoardRow.total, BoardRow.list
    groups = select(*by, func.count().label("times")).where(BoardRow.board_id == board_id).group_by(*by)
    found = session.execute(groups.order_by(*by)).all()
    return Spread(
        totals=tuple(chain.from_iterable(repeat(one.total, one.times) for one in found)),
        off_red=max((one.total for one in found if one.list != "red"), default=None),
        off_grey=min((one.total for one in found if one.list != "grey"), default=None),
    )


def in_play(session: Session, board: Board, rising: Collection[str]) -> tuple[Standing, ...]:
    """List who can be on a list whoever of some rises, and those themselves; best first."""
    policy = policy_of(session, board)
    totals = of_rows(session, _spread, board.id).totals
    edges = edge_totals(totals, len(rising), policy.red_size, policy.grey_size)
    return of_rows(session, _in_play, board.id, policy.tie_category, frozenset(rising), *edges)


def _in_play(
    session: Session,
    board_id: int,
    tie_category: str | None,
    rising: frozenset[str],
    red: Decimal | None,
    grey: Decimal | None,
) -> tuple[Standing, ...]:
    near = (
        BoardRow.organization_id.in_(rising),
        *([BoardRow.total >= red] if red is not None else []),
        *([BoardRow.total <= grey] if grey is not None else []),
    )
    rows = session.execute(_in_order(board_id, tie_category).where(or_(*near)))
    return tuple(standing_by(row, row.tie) for row in rows)


def rank_if(session: Session, board: Board, risen: Standing) -> int:
    """Tell the rank an organisation would have if it stood like this, which is no worse than it does."""
    policy, totals = policy_of(session, board), of_rows(session, _spread, board.id).totals
    equals = of_rows(session, _equals, board.id, policy.tie_category, risen.total)
    return rank_among(risen, totals, equals, policy.tie_break)


def _equals(session: Session, board_id: int, tie_category: str | None, total: Decimal) -> Mapping[Standing, int]:
    """Count who has so much, those together that stand alike."""
    nobody, by = literal("").label("organization_id"), _ranked_by(tie_category)
    of_it = select(nobody, *by, func.count().label("times")).where(BoardRow.board_id == board_id)
    found = session.execute(of_it.where(BoardRow.total == total).group_by(*by))
    equals = Counter[Standing]()
    for row in found:
        equals[standing_by(row, row.tie)] += row.times
    return equals


@dataclass(frozen=True)
class Edges:
    """The part of a board that decides who is on a list, best first, with everybody's rank on the whole board."""

    standings: tuple[Standing, ...]
    ranks: Mapping[str, int]


def edges_of(session: Session, board_id: int, tie_category: str | None, lists: int) -> Edges:
    """Give who is on a list or no more than a step from its edge, and of the others as many as both `lists` hold.

    Whoever else is between the lists: those change no place of a list, and fewer would make the lists shrink (A10).
    """
    return of_rows(session, _edges, board_id, tie_category, lists)


def _edges(session: Session, board_id: int, tie_category: str | None, lists: int) -> Edges:
    of_it, spread = _in_order(board_id, tie_category), of_rows(session, _spread, board_id)
    near = (
        BoardRow.list != "none",
        *([BoardRow.total >= spread.off_red - STEP] if spread.off_red is not None else []),
        *([BoardRow.total <= spread.off_grey + STEP] if spread.off_grey is not None else []),
    )
    between = of_it.where(not_(or_(*near))).limit(lists)
    rows = sorted([*session.execute(of_it.where(or_(*near))), *session.execute(between)], key=lambda row: row.rank)
    ranks = {row.organization_id: row.rank for row in rows}
    return Edges(tuple(standing_by(row, row.tie) for row in rows), ranks)


def _in_order(board_id: int, tie_category: str | None) -> Select[Any]:
    """Select what the rows of a board are ranked by, best first."""
    rows = select(BoardRow.organization_id, BoardRow.rank, *_ranked_by(tie_category))
    return rows.where(BoardRow.board_id == board_id).order_by(BoardRow.rank, BoardRow.id)


def _ranked_by(tie_category: str | None) -> list[Any]:
    """Name it by columns; of the points in categories, which take longest to read, those of one alone."""
    columns = (BoardRow.base, BoardRow.bonus, BoardRow.total, BoardRow.open_orders, BoardRow.on_time_rate)
    tie = BoardRow.by_category[tie_category].as_string() if tie_category else null()
    return [*columns, tie.label("tie")]


def ranked(session: Session, board: Board) -> frozenset[str]:
    """Name the organisations on a board by their ids."""
    return of_rows(session, _ranked, board.id)


def _ranked(session: Session, board_id: int) -> frozenset[str]:
    return frozenset(session.scalars(select(BoardRow.organization_id).where(BoardRow.board_id == board_id)))


def listed_on(session: Session, board: Board) -> Mapping[str, frozenset[str]]:
    """Name who is on the red list of a board, and who on the grey one, by their ids."""
    return of_rows(session, _listed_on, board.id)


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
    return [*of_names(session, _signs, board.id, board.amendment_reason or "")]


def _signs(session: Session, board_id: int, reason: str) -> tuple[Sign, ...]:
    return tuple(signs_in(reason, *names_on(session, board_id)))


def names_on(session: Session, board_id: int) -> list[str]:
    """Read what everybody on a board is called, in no order."""
    return [*once(session, _names, board_id)]


def _names(session: Session, board_id: int) -> list[str]:
    """Read them as one text: 10,000 rows take twice as long."""
    called = func.coalesce(BoardRow.published_name, Organization.short_name)
    named = select(func.aggregate_strings(called, "\n")).join(BoardRow.organization)
    said = session.scalar(named.where(BoardRow.board_id == board_id))
    return said.split("\n") if said else []


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
