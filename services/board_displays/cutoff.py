"""The cut-off sheet for those who decide on a board: both edges, their ties, and what half a point would change.

It is worked out once for all pages, and of what it tells only the first few rows are loaded: of 10,000 organisations
half may be within half a point of an edge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Final

from sqlalchemy.orm import Session

from models.board_looks import of_rows
from models.boards import Board, BoardRow
from rules.cutoff import Edge, Move, WhatIf, cutoff
from rules.ranking import Decider, ListName, ListRule, Placing
from services.boards.standings import edges_of, lists_of, policy_of, rows_of

# So many organisations are named where several are told together; so many cases of half a point are told.
NAMED: Final = 20
MOST_STEPS: Final = 60
# So many rows are shown on the better side of an edge, and on the worse one.
AROUND: Final = 2
Rows = Mapping[str, BoardRow]
Ways = Mapping[tuple[ListName, ListName], list[str]]


@dataclass(frozen=True)
class Several:
    """Organisations that are told together: how many, and the rows of the first few."""

    count: int
    rows: tuple[BoardRow, ...]


@dataclass(frozen=True)
class CutoffEdge:
    """The end of the red or the grey list; a side is None where there is nobody.

    `gap` is in points; where it is 0, `decided_by` is what drew the line (A9), the better side's value first. `around`
    are the rows on both sides, best first; `sharing` tells how many share a rank of either side.
    """

    list: ListName
    inside: BoardRow | None
    outside: BoardRow | None
    gap: Decimal | None
    decided_by: Decider | None
    around: tuple[BoardRow, ...]
    sharing: Mapping[int, int]


@dataclass(frozen=True)
class Change:
    """Whom a step would take from one list to another ("none" is neither)."""

    who: Several
    before: ListName
    after: ListName


@dataclass(frozen=True)
class CutoffStep:
    """What would change if any one of these equally placed had `points` more (negative: less).

    `own` is its own change, None when it would stay where it is; `others` are the changes of others.
    """

    who: Several
    points: Decimal
    own: Change | None
    others: tuple[Change, ...]


@dataclass(frozen=True)
class CutoffReport:
    """Everything the leading group looks at before it approves; `ties` are the groups that share an edge's place.

    `within_reach` is how many are within half a point of an edge, `more` how many cases there are besides `steps`.
    """

    board: Board
    edges: tuple[CutoffEdge, ...]
    ties: tuple[Several, ...]
    within_reach: int
    steps: tuple[CutoffStep, ...]
    more: int


@dataclass(frozen=True)
class _Found:
    """What is worked out of a board's standings: ids of organisations, and the places around the edges."""

    edges: tuple[Edge, ...]
    around: Mapping[str, tuple[str, ...]]
    sharing: Mapping[int, int]
    ties: tuple[tuple[str, ...], ...]
    within_reach: int
    what_ifs: tuple[WhatIf, ...]


def cutoff_report(session: Session, board: Board, of: str | None = None) -> CutoffReport:
    """Work the sheet out from a board's stored rows, by the rule its quarter is pinned to (A9, A10).

    With `of`, of the steps only those of one organisation.
    """
    policy = policy_of(session, board)
    found = of_rows(session, _worked_out, board.id, policy.tie_category, *lists_of(policy))
    what_ifs = [one for one in found.what_ifs if of is None or of in one.organizations]
    told = what_ifs[:MOST_STEPS]
    rows = rows_of(session, board, set(_shown(found, told)))
    sizes = {"red": policy.red_size, "grey": policy.grey_size}
    return CutoffReport(
        board=board,
        edges=tuple(_edge(one, found, rows) for one in found.edges if sizes[one.list]),
        ties=tuple(_several(tied, rows) for tied in found.ties),
        within_reach=found.within_reach,
        steps=tuple(_step(one, rows) for one in told),
        more=len(what_ifs) - len(told),
    )


def _worked_out(
    session: Session, board_id: int, tie_category: str | None, red_size: int, grey_size: int, rule: ListRule
) -> _Found:
    part = edges_of(session, board_id, tie_category, red_size + grey_size)
    found = cutoff(part.standings, red_size, grey_size, rule)
    placings = found.ranking.placings
    sides = {part.ranks[side.organization] for one in found.edges for side in (one.inside, one.outside) if side}
    return _Found(
        edges=found.edges,
        around={one.list: _around(one, placings) for one in found.edges},
        sharing={rank: sum(other == rank for other in part.ranks.values()) for rank in sides},
        ties=_tied(placings, {*found.ranking.ties_at_boundary}),
        within_reach=len(found.within_reach),
        what_ifs=found.what_ifs,
    )


def _around(edge: Edge, placings: Sequence[Placing]) -> tuple[str, ...]:
    """Name those on both sides of an edge, best first."""
    better = edge.inside if edge.list == "red" else edge.outside
    place = placings.index(better) if better else 0
    return tuple(one.organization for one in placings[max(place + 1 - AROUND, 0) : place + 1 + AROUND])


def _tied(placings: Sequence[Placing], across: set[str]) -> tuple[tuple[str, ...], ...]:
    """Put those together who share a rank across an edge."""
    tied: dict[int, list[str]] = defaultdict(list)
    for one in placings:
        if one.organization in across:
            tied[one.rank].append(one.organization)
    return tuple(map(tuple, tied.values()))


def _shown(found: _Found, told: Sequence[WhatIf]) -> Iterator[str]:
    """Name whose rows are shown."""
    for one in found.edges:
        yield from (side.organization for side in (one.inside, one.outside) if side)
    yield from chain(*found.around.values(), *(tied[:NAMED] for tied in found.ties))
    for step in told:
        yield from step.organizations[:NAMED]
        # One more, for its own change is told by itself.
        yield from chain(*(going[: NAMED + 1] for going in _ways(step.moves).values()))


def _edge(edge: Edge, found: _Found, rows: Rows) -> CutoffEdge:
    inside = rows[edge.inside.organization] if edge.inside else None
    outside = rows[edge.outside.organization] if edge.outside else None
    around = tuple(rows[one] for one in found.around[edge.list])
    return CutoffEdge(edge.list, inside, outside, edge.gap, edge.decided_by, around, found.sharing)


def _several(who: Sequence[str], rows: Rows) -> Several:
    return Several(len(who), tuple(rows[one] for one in who[:NAMED]))


def _step(what_if: WhatIf, rows: Rows) -> CutoffStep:
    who = what_if.organizations
    own = [move for move in what_if.moves if move.organization == who[0]]
    others = [move for move in what_if.moves if move.organization != who[0]]
    return CutoffStep(
        who=_several(who, rows),
        points=what_if.points,
        own=next(_changes(own, rows), None),
        others=tuple(_changes(others, rows)),
    )


def _changes(moves: Sequence[Move], rows: Rows) -> Iterator[Change]:
    for (before, after), going in _ways(moves).items():
        yield Change(_several(going, rows), before, after)


def _ways(moves: Sequence[Move]) -> Ways:
    """Put those together who would go the same way."""
    ways: dict[tuple[ListName, ListName], list[str]] = defaultdict(list)
    for move in moves:
        ways[move.before, move.after].append(move.organization)
    return ways
