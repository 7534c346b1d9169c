"""The first page of leaders: what waits, month and quarter, who fell and rose and why, what is being done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.boards import Board, BoardRow, newest_published
from models.inspections import Inspection, sheets_that_hold
from models.people import Person
from models.schemes import Township, township
from rules.periods import Month, Quarter
from rules.workdays import Calendar
from services.board_displays.movements import Moved, moved
from services.boards.history import outcome_on
from services.duties.duties import Duty, duties_of, last_day_of
from services.leaders.reasons import Shift, shifts
from services.leaders.under_way import Totals, UnderWay, totals, under_way
from services.self_checks.in_time import MonthInTime, months_in_time
from services.trends.quarters import TownMark, town_marks
from services.trends.strictness import GroupMark, strictness

MOST_NAMED: Final = 2


@dataclass(frozen=True)
class Waiting:
    """What waits for somebody, in order, and the earliest day on which a step of it should be taken."""

    duties: Sequence[Duty]
    until: date | None

    @property
    def kinds(self) -> dict[str, list[Any]]:
        """The cases that wait, by kind of step."""
        found: dict[str, list[Any]] = {}
        for one in self.duties:
            found.setdefault(one.kind, []).append(one.case)
        return found


@dataclass(frozen=True)
class Mover:
    """A branch that rose or fell: its row, the ranks it won, why, and what is being done there.

    `shift` is None where its points of the quarter before are not known.
    """

    row: BoardRow
    change: int
    shift: Shift | None
    under_way: UnderWay


@dataclass(frozen=True)
class BoardSummary:
    """The newest board in force: its means (None without a quarter before), how many are listed, who moved."""

    board: Board
    mean: Decimal
    mean_before: Decimal | None
    listed: dict[str, int]
    fell: list[Mover]
    rose: list[Mover]


@dataclass(frozen=True)
class TownPage:
    """The town on one screen. `month` are last month's slips, None while none have gone out; `board` the newest one.

    `over_a_year` is what the mean won since as many boards ago as a year has, or since the first of them; `farthest`
    the supervision group that is farthest off. `inspected` counts the branches inspected in the running `quarter`.
    """

    town: Township | None
    waiting: Waiting
    month: MonthInTime | None
    quarter: Quarter
    inspected: int
    board: BoardSummary | None
    totals: Totals
    over_a_year: Decimal | None
    farthest: GroupMark | None


def town_page(session: Session, by: Person, calendar: Calendar, now: datetime) -> TownPage:
    """Gather the first page of a leader."""
    marks, board, quarter = town_marks(session), newest_published(session), Quarter.of(now.date())
    compared = strictness(session, [board.quarter]) if board else []
    return TownPage(
        town=township(session),
        waiting=waiting_for(session, by, calendar, now),
        month=_month(session, now),
        quarter=quarter,
        inspected=_inspected(session, quarter),
        board=_summary(session, board, marks, now) if board and marks else None,
        totals=totals(session, now),
        over_a_year=won_in_a_year(marks),
        farthest=compared[0].farthest if compared else None,
    )


def waiting_for(session: Session, by: Person, calendar: Calendar, now: datetime) -> Waiting:
    """Find what waits for a person."""
    duties = duties_of(session, by, now)
    days = [day for one in duties if (day := last_day_of(one, calendar))]
    return Waiting(duties, min(days, default=None))


def won_in_a_year(marks: Sequence[TownMark]) -> Decimal | None:
    """Tell what the mean has won since a year's boards ago, or since the first shown; None with a single board."""
    if len(marks) < 2:  # noqa: PLR2004 — something to compare with
        return None
    ago = max(0, len(marks) - 1 - marks[-1].quarter.boards_a_year)
    return marks[-1].mean - marks[ago].mean


def _month(session: Session, now: datetime) -> MonthInTime | None:
    """Find last month's slips, which are the ones being worked on."""
    newest = months_in_time(session, now, 1)
    return newest[0] if newest and newest[0].month == Month.of(now.date()).previous else None


def _inspected(session: Session, quarter: Quarter) -> int:
    query = select(func.count()).select_from(Inspection).where(Inspection.quarter == quarter, sheets_that_hold())
    return session.scalar(query) or 0


def _summary(session: Session, board: Board, marks: Sequence[TownMark], now: datetime) -> BoardSummary:
    rose, fell = moved(session, board, MOST_NAMED)
    rows = [row for row, _ in (*rose, *fell)]
    why = shifts(session, board, rows) if rows else {}
    done = under_way(session, [row.organization_id for row in rows], now) if rows else {}

    def movers(some: Sequence[Moved]) -> list[Mover]:
        return [Mover(row, won, why.get(row.organization_id), done[row.organization_id]) for row, won in some]

    lists = select(BoardRow.list, func.count()).where(BoardRow.board_id == board.id).group_by(BoardRow.list)
    before = marks[-2] if len(marks) > 1 and marks[-2].quarter == board.quarter.previous else None
    return BoardSummary(
        board=board,
        mean=marks[-1].mean,
        mean_before=before.mean if before else None,
        listed={listed: count for listed, count in session.execute(lists) if outcome_on(board, listed) == listed},
        fell=movers(fell),
        rose=movers(rose),
    )
