"""Equal totals on a board: what put one before the other, said in the same words wherever ranks are shown (A9)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.wording import word
from models.board_looks import of_rows
from models.boards import Board, BoardRow
from rules.policy import Policy, TieBreak
from rules.ranking import Decider, ListName, ListRule, decider, rank
from services.boards.rows import standing_of
from services.boards.standings import LISTS, edges_of, lists_of, policy_of
from services.schemes.versions import scheme_for

WORDS: Final = "boards/ties.txt"
# More pairs than these take a picture's foot.
MOST_PAIRS: Final = 4


@dataclass(frozen=True)
class Tie:
    """Two neighbours with the same total; `decided` is None where nothing tells them apart and they share a rank.

    `equal` is how many share it where several such pairs are told as one.
    """

    better: BoardRow
    worse: BoardRow
    decided: Decider | None
    equal: int = 2


@dataclass(frozen=True)
class Crowd:
    """So many of one rank at the edge of a list that the rule's `size` runs through them: all are on it, or none is."""

    list: ListName
    size: int
    rank: int
    equal: int
    taken: bool


def ties(rows: Sequence[BoardRow], policy: Policy) -> Iterator[Tie]:
    """Find the neighbours of equal total among some rows, best first; who stand on different lists are none."""
    for better, worse in pairwise(rows):
        if better.total == worse.total and better.list == worse.list:
            yield Tie(better, worse, decided(better, worse, policy))


def decided(better: BoardRow, worse: BoardRow, policy: Policy) -> Decider | None:
    """Ask the rule what put one row before another; None where their totals do, or nothing does."""
    return decider(standing_of(better, policy), standing_of(worse, policy), policy.tie_break)


def tie_notes(session: Session, board: Board, rows: Sequence[BoardRow]) -> dict[str, str]:
    """Say for each of some rows, by organisation, why it stands behind the one before it of the same total."""
    found = ties(rows, scheme_for(session, board.quarter).policy)
    return {tie.worse.organization_id: word(WORDS, "behind", tie=tie) for tie in found}


def told_ties(rows: Sequence[BoardRow], policy: Policy) -> str:
    """Say of all neighbours of equal total which of two places stands before the other; "" without any."""
    return word(WORDS, "places", found=_together(ties(rows, policy)), most=MOST_PAIRS)


def told_ties_on(session: Session, board: Board) -> str:
    """Say it of both lists of a board; the red one is long where many have all points, so they are found once."""
    policy = policy_of(session, board)
    found = of_rows(session, _ties_on, board.id, policy.tie_category, policy.tie_break)
    return word(WORDS, "places", found=found, most=MOST_PAIRS)


def _ties_on(session: Session, board_id: int, _category: str | None, _tie_break: tuple[TieBreak, ...]) -> list[Tie]:
    board = session.get_one(Board, board_id)
    of_it = (
        select(*BoardRow.__table__.columns).where(BoardRow.board_id == board_id).order_by(BoardRow.rank, BoardRow.id)
    )
    read = [session.execute(of_it.where(BoardRow.list == name)).all() for name in LISTS]
    return _together(ties([row for some in read for row in some], policy_of(session, board)))  # type: ignore[misc]


def _together(found: Iterable[Tie]) -> list[Tie]:
    """Tell those who share one rank once, however many they are."""
    told: list[Tie] = []
    for tie in found:
        if told and told[-1].worse is tie.better and told[-1].decided is tie.decided is None:
            told[-1] = Tie(told[-1].better, tie.worse, None, told[-1].equal + 1)
        else:
            told.append(tie)
    return told


def crowds(session: Session, board: Board) -> tuple[Crowd, ...]:
    """Find where equals made a list of a board longer or shorter than the rule says (A9, A10)."""
    policy = policy_of(session, board)
    return of_rows(session, _crowds, board.id, policy.tie_category, *lists_of(policy))


def _crowds(
    session: Session, board_id: int, tie_category: str | None, red_size: int, grey_size: int, rule: ListRule
) -> tuple[Crowd, ...]:
    part = edges_of(session, board_id, tie_category, red_size + grey_size)
    ranking = rank(part.standings, red_size, grey_size, rule)
    edges: tuple[tuple[ListName, int], ...] = (("red", ranking.red_size), ("grey", ranking.grey_size))
    tied = set(ranking.ties_at_boundary)
    return tuple(
        Crowd(name, size, part.ranks[equals[0].organization], len(equals), equals[0].list == name)
        for place, group in groupby((one for one in ranking.placings if one.organization in tied), lambda one: one.rank)
        for equals in [list(group)]
        for name, size in edges
        if (nearer := _nearer(name, place, len(equals), len(ranking.placings))) < size < nearer + len(equals)
    )


def _nearer(name: ListName, place: int, equal: int, all_: int) -> int:
    """Count who is nearer to a list's end than some equals at a place."""
    return place - 1 if name == "red" else all_ - (place - 1) - equal


def told_crowds(session: Session, board: Board, lists: Collection[ListName]) -> str:
    """Say of some lists of a board why they are not as long as the rule says; "" where they are."""
    return word(WORDS, "crowds", found=[one for one in crowds(session, board) if one.list in lists])


def ties_of(session: Session, board: Board, row: BoardRow) -> list[str]:
    """Say for one organisation what decided between it and its neighbours of equal total; no other is named."""
    equal = select(BoardRow).where(BoardRow.board_id == board.id, BoardRow.total == row.total)
    rows = session.scalars(equal.order_by(BoardRow.rank, BoardRow.id)).all()
    return own_ties(rows, row, scheme_for(session, board.quarter).policy)


def own_ties(rows: Sequence[BoardRow], row: BoardRow, policy: Policy) -> list[str]:
    """Say it where the rows are known already, whatever lists they are on; those who share its rank are told once."""
    said = [
        word(WORDS, "own", decided=decided(better, worse, policy), behind=worse is row)
        for better, worse in pairwise(rows)
        if better.total == worse.total and row in (better, worse)
    ]
    return list(dict.fromkeys(said))
