"""The pages that compare: supervision groups with one another and with themselves, the town with its past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from models.boards import newest_published
from rules.periods import Quarter
from services.leaders.town import won_in_a_year
from services.promises.promises import PromiseCounts, promise_counts
from services.self_checks.in_time import MonthInTime, months_in_time
from services.trends.quarters import TownMark, town_marks
from services.trends.strictness import Difference, Strictness, differences, strictness
from services.trends.weak_items import WeakItem, weak_items

COMPARED: Final = 4
MONTHS_SHOWN: Final = 8
# Months differ by a tenth at most in how many forms were due, to be compared.
COMPARABLE: Final = 10


@dataclass(frozen=True)
class GroupsPage:
    """The groups in the newest quarter with a board, on what they differ, and the last quarters, oldest first."""

    now: Strictness
    differences: Sequence[Difference]
    past: Sequence[Strictness]


def groups_page(session: Session) -> GroupsPage | None:
    """Put the groups side by side; None before the first board, and while its quarter has no inspection on record."""
    board = newest_published(session)
    if board is None:
        return None
    quarters: list[Quarter] = [board.quarter]
    while len(quarters) < COMPARED:
        quarters.insert(0, quarters[0].previous)
    past = strictness(session, quarters)
    if not past or past[-1].quarter != board.quarter:
        return None
    return GroupsPage(past[-1], differences(session, past[-1]), past)


@dataclass(frozen=True)
class TrendPage:
    """The town over time: quarters and months oldest first, what is weak and what became of promises in the newest.

    `won` is what the mean has won in a year, `more_in_time` how many more forms came in time than in the first month
    shown in which about as many were due; None where there is nothing to compare with.
    """

    marks: tuple[TownMark, ...]
    months: Sequence[MonthInTime]
    weak: Sequence[WeakItem]
    promises: PromiseCounts
    won: Decimal | None
    more_in_time: int | None

    @property
    def quarter(self) -> Quarter:
        """The newest quarter with a board."""
        return self.marks[-1].quarter


def trend_page(session: Session, now: datetime) -> TrendPage | None:
    """Gather the town's numbers over time; None before the first board."""
    marks = town_marks(session)
    if not marks:
        return None
    quarter = marks[-1].quarter
    months = [one for one in months_in_time(session, now, MONTHS_SHOWN) if one.due]
    return TrendPage(
        marks=marks,
        months=months,
        weak=weak_items(session, quarter),
        promises=promise_counts(session, quarter.first_day, quarter.last_day, now),
        won=won_in_a_year(marks),
        more_in_time=_more_in_time(months),
    )


def _more_in_time(months: Sequence[MonthInTime]) -> int | None:
    like = [one for one in months[:-1] if abs(one.due - months[-1].due) * COMPARABLE <= months[-1].due]
    return months[-1].on_time - like[0].on_time if like else None
