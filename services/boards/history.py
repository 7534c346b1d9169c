"""What the boards in force say of organisations over the quarters: on which list, at which rank, how often in a row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.boards import PUBLIC, Board, BoardRow, public_board, published_before
from models.organization_changes import takeovers
from rules.periods import Quarter
from rules.policy import Policy
from rules.streaks import Outcome, grey_streak

OUTCOMES: Final[dict[str, Outcome]] = {"red": "red", "grey": "grey"}
# The same rule counts red boards when red and grey change places.
MIRRORED: Final[dict[Outcome, Outcome]] = {"red": "grey", "grey": "red", "none": "none", "unranked": "unranked"}


@dataclass(frozen=True)
class Standing:
    """How an organisation stands beside the boards before: ranks won since last quarter (None without a rank then),
    red and grey boards in a row (A11), and whether it is red for the first time in a row though boards came before."""

    change: int | None
    red_streak: int
    grey_streak: int
    is_new: bool


@dataclass(frozen=True)
class History:
    """What the boards in force before one say: the boards, oldest first, outcomes by organisation and quarter, and
    last quarter's ranks.

    `inherited` names the quarters in which an organisation's outcome is that of one it goes on for, and which that is.
    """

    boards: dict[Quarter, Board]
    outcomes: dict[str, dict[Quarter, Outcome]]
    ranks: dict[str, int]
    inherited: dict[str, dict[Quarter, str]]

    def standing(self, row: BoardRow, quarter: Quarter, listed: Outcome, policy: Policy) -> Standing:
        """Tell how a row of the quarter's board stands, taken as listed so."""
        outcomes: dict[Quarter, Outcome] = {**self.outcomes[row.organization_id], quarter: listed}
        red_streak = grey_streak({one: MIRRORED[outcome] for one, outcome in outcomes.items()}, policy)
        return Standing(
            change=ranks_won(row, self.ranks),
            red_streak=red_streak,
            grey_streak=grey_streak(outcomes, policy),
            is_new=bool(self.boards) and red_streak == 1,
        )


def outcome(listed: str) -> Outcome:
    """Give the outcome of a row's list; no list is an outcome, too."""
    return OUTCOMES.get(listed, "none")


def outcome_on(board: Board, listed: str) -> Outcome:
    """Give the outcome of a row's list on a board; a grey list never approved was not shown and is nothing."""
    return "none" if listed == "grey" and not board.grey_approved_at else outcome(listed)


def ranks_won(row: BoardRow, before: dict[str, int]) -> int | None:
    """Count the ranks a row won over those of the quarter before; None for whoever had none."""
    rank = before.get(row.organization_id)
    return None if rank is None else rank - row.rank


def ranks_in(session: Session, quarter: Quarter) -> dict[str, int]:
    """Read everybody's rank on the quarter's board in force, by organisation; empty without a board."""
    query = select(BoardRow.organization_id, BoardRow.rank).join(Board)
    in_force = query.where(Board.quarter == quarter, Board.state.in_(PUBLIC))
    return {row.organization_id: row.rank for row in session.execute(in_force)}


def outcomes_in_force(
    session: Session, quarter: Quarter, version: int | None = None
) -> Iterator[tuple[Board, BoardRow, Outcome]]:
    """Read a quarter's board in force, or that `version` of it, best first, with what came out for each row.

    Nothing without such a board.
    """
    asked = select(Board).where(Board.quarter == quarter, Board.version == version)
    board = public_board(session, quarter) if version is None else session.scalar(asked)
    if board is not None:
        yield from ((board, row, outcome_on(board, row.list)) for row in board.rows)


def history(session: Session, quarter: Quarter, organization_ids: Sequence[str]) -> History:
    """Read what the boards in force of the quarters before say of some organisations.

    Where somebody decided that the streak of a branch merged into one of them goes on, its boards count there.
    """
    earlier = {one.id: one for one in published_before(session, quarter)}
    unranked: dict[Quarter, Outcome] = {one.quarter: "unranked" for one in earlier.values()}
    outcomes: dict[str, dict[Quarter, Outcome]] = defaultdict(lambda: dict(unranked))
    ranks: dict[str, int] = {}
    taken_over = [one for one in takeovers(session) if one[1] in organization_ids]
    wanted = [*organization_ids, *(predecessor for predecessor, _, _ in taken_over)]
    query = select(BoardRow.board_id, BoardRow.organization_id, BoardRow.list, BoardRow.rank).where(
        BoardRow.board_id.in_(earlier), BoardRow.organization_id.in_(wanted)
    )
    for board_id, organization_id, listed, rank in session.execute(query):
        board = earlier[board_id]
        outcomes[organization_id][board.quarter] = outcome_on(board, listed)
        if board.quarter == quarter.previous:
            ranks[organization_id] = rank
    inherited: dict[str, dict[Quarter, str]] = defaultdict(dict)
    for predecessor, successor, day in taken_over:
        for before, came_out in outcomes[predecessor].items():
            if came_out != "unranked" and before.first_day < day:
                outcomes[successor][before] = came_out
                inherited[successor][before] = predecessor
    return History({one.quarter: one for one in earlier.values()}, outcomes, ranks, inherited)
