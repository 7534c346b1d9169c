"""The cut-off sheet for those who decide on a board: both edges, their ties, and what half a point would change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from sqlalchemy.orm import Session

from models.boards import Board, BoardRow
from rules.cutoff import Edge, Move, WhatIf, cutoff
from rules.ranking import Decider, ListName, ListRule
from services.boards.rows import standing_of
from services.schemes.versions import scheme_for

Rows = Mapping[str, BoardRow]


@dataclass(frozen=True)
class CutoffEdge:
    """The end of the red or the grey list; a side is None where there is nobody.

    `gap` is in points; where it is 0, `decided_by` is what drew the line (A9), the better side's value first.
    """

    list: ListName
    inside: BoardRow | None
    outside: BoardRow | None
    gap: Decimal | None
    decided_by: Decider | None


@dataclass(frozen=True)
class Change:
    """Whom a step would take from one list to another ("none" is neither)."""

    rows: tuple[BoardRow, ...]
    before: ListName
    after: ListName


@dataclass(frozen=True)
class CutoffStep:
    """What would change if any one of these equally placed `rows` had `points` more (negative: less).

    `own` is its own change, None when it would stay where it is; `others` are the changes of others.
    """

    rows: tuple[BoardRow, ...]
    points: Decimal
    own: Change | None
    others: tuple[Change, ...]


@dataclass(frozen=True)
class CutoffReport:
    """Everything the leading group looks at before it approves; `ties` are the groups that share an edge's place."""

    board: Board
    edges: tuple[CutoffEdge, ...]
    ties: tuple[tuple[BoardRow, ...], ...]
    within_reach: tuple[BoardRow, ...]
    steps: tuple[CutoffStep, ...]


def cutoff_report(session: Session, board: Board) -> CutoffReport:
    """Work the sheet out from a board's stored rows, by the rule its quarter is pinned to (A9, A10)."""
    policy = scheme_for(session, board.quarter).policy
    rows = {row.organization_id: row for row in board.rows}
    standings = [standing_of(row, policy) for row in board.rows]
    found = cutoff(standings, policy.red_size, policy.grey_size, ListRule.of_policy(policy))
    sizes = {"red": policy.red_size, "grey": policy.grey_size}
    return CutoffReport(
        board=board,
        edges=tuple(_edge(one, rows) for one in found.edges if sizes[one.list]),
        ties=_ties([rows[one] for one in found.ranking.ties_at_boundary]),
        within_reach=tuple(rows[one] for one in found.within_reach),
        steps=tuple(_step(one, rows) for one in found.what_ifs),
    )


def _edge(edge: Edge, rows: Rows) -> CutoffEdge:
    inside = rows[edge.inside.organization] if edge.inside else None
    outside = rows[edge.outside.organization] if edge.outside else None
    return CutoffEdge(edge.list, inside, outside, edge.gap, edge.decided_by)


def _ties(tied: Sequence[BoardRow]) -> tuple[tuple[BoardRow, ...], ...]:
    return tuple(tuple(equals) for _, equals in groupby(tied, key=lambda row: row.rank))


def _step(what_if: WhatIf, rows: Rows) -> CutoffStep:
    who = what_if.organizations
    own = [move for move in what_if.moves if move.organization == who[0]]
    others = [move for move in what_if.moves if move.organization != who[0]]
    return CutoffStep(
        rows=tuple(rows[one] for one in who),
        points=what_if.points,
        own=next(_changes(own, rows), None),
        others=tuple(_changes(others, rows)),
    )


def _changes(moves: Sequence[Move], rows: Rows) -> Iterator[Change]:
    """Put those together who would go the same way."""
    ways: dict[tuple[ListName, ListName], list[BoardRow]] = defaultdict(list)
    for move in moves:
        ways[move.before, move.after].append(rows[move.organization])
    for (before, after), going in ways.items():
        yield Change(tuple(going), before, after)
