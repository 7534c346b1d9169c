"""Equal totals on a board: what put one before the other, said in the same words wherever ranks are shown (A9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.wording import word
from models.boards import Board, BoardRow
from rules.policy import Policy
from rules.ranking import Decider, decider
from services.boards.rows import standing_of
from services.schemes.versions import scheme_for

WORDS: Final = "boards/ties.txt"
# More pairs than these take a picture's foot.
MOST_PAIRS: Final = 4


@dataclass(frozen=True)
class Tie:
    """Two neighbours with the same total; `decided` is None where nothing tells them apart and they share a rank."""

    better: BoardRow
    worse: BoardRow
    decided: Decider | None


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
    return word(WORDS, "places", found=list(ties(rows, policy)), most=MOST_PAIRS)


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
