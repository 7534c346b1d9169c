"""A board of the sample town's third quarter as it is stored once published, without the way that leads there."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models.boards import PUBLISHED, Board
from services.board_code import board_code
from services.board_rows import board_rows
from services.schemes import pin_quarter
from tests.services.recorded import CLERK, LEADER, THIRD, after, person

DRAFTED = after(THIRD)


def made_board(
    session: Session, *, version: int = 1, drafted: datetime = DRAFTED, state: str = PUBLISHED, grey: bool = True
) -> Board:
    """Store a board of what is on record; `grey` says whether its grey list was approved."""
    pin_quarter(session, THIRD, drafted)
    approved = drafted + timedelta(hours=1)
    board = Board(
        quarter=THIRD,
        version=version,
        state=state,
        drafted_at=drafted,
        drafted_by=person(session, CLERK),
        approved_at=approved,
        approved_by_id=person(session, LEADER).id,
        grey_approved_at=approved if grey else None,
        published_at=approved if state == PUBLISHED else None,
    )
    session.add(board)
    session.flush()
    board.rows = board_rows(session, THIRD, drafted)
    board.code = board_code(board)
    session.flush()
    return board
