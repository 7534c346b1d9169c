"""The pages of leaders ask the database as much in a town of 39 branches as in one of 78."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.boards import PUBLISHED, Board, BoardRow
from models.organizations import Organization
from rules.workdays import Calendar
from services.leaders.branch import branch_page
from services.leaders.comparing import groups_page, trend_page
from services.leaders.town import town_page
from services.publications.steps import draft_board
from tests.run import Run
from tests.worlds.browsers import TOWN_LEADER
from tests.worlds.recorded_quarters import CLERK, after, person
from tests.worlds.sizes import QUARTER, in_two_sizes


def turned_over(session: Session, board: Board, now: datetime) -> None:
    """Publish a board of the quarter before, on which everybody stood the other way round."""
    known = [one.name for one in BoardRow.__table__.columns if one.name not in ("id", "board_id", "rank")]
    rows = [
        BoardRow(**{name: getattr(row, name) for name in known}, rank=len(board.rows) - place)
        for place, row in enumerate(board.rows)
    ]
    by = {"drafted_by_id": board.drafted_by_id, "drafted_at": now, "published_at": now}
    session.add(Board(quarter=board.quarter.previous, version=1, state=PUBLISHED, rows=rows, **by))
    session.flush()


def test_no_page_asks_once_for_each_organisation(run: Run, tmp_path: Path, calendar: Calendar) -> None:
    now = after(QUARTER)

    def all_pages(session: Session) -> Callable[[], object]:
        board = draft_board(session, QUARTER, person(session, CLERK), now)
        board.state, board.published_at = PUBLISHED, now
        turned_over(session, board, now)
        leader = person(session, TOWN_LEADER)

        def looked_at() -> None:
            branch = session.scalars(select(Organization).where(Organization.id == "org-011")).one()
            town_page(session, leader, calendar, now)
            branch_page(session, branch, leader, now)
            groups_page(session)
            trend_page(session, now)

        return looked_at

    small, large = in_two_sizes(run, tmp_path, all_pages)
    assert [one.split("WHERE")[0] for one in large] == [one.split("WHERE")[0] for one in small]
    assert len(small) <= 100
