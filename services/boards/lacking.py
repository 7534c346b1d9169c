"""What a quarter's board lacks before it can be drafted: what somebody has to do, and what time brings by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from bot.wording import quarter_text
from models.missed_months import MISSED
from models.slips import slips_on_paper
from rules.periods import Month, Quarter
from services.boards.completeness import Completeness, Some, not_due_yet
from services.boards.neighbours import unsettled_quarters
from services.slips.issuing import earlier_months_due
from services.slips.missed_months import months_without_slips

NAMED: Final = 6


@dataclass(frozen=True)
class ToDo:
    """Something still to be done: `kind` names its words (templates/console/to_do.txt) and the place for it.

    `count` says how much of it there is, out of `of`; `names` whom it concerns, the first few; `until` when it ends.
    `comes` marks what nobody is asked to do yet: time brings it, or another entry of the list.
    """

    kind: str
    count: int = 1
    of: int = 0
    names: tuple[str, ...] = ()
    month: Month | None = None
    quarter: Quarter | None = None
    until: datetime | None = None
    comes: bool = False

    @property
    def is_more(self) -> bool:
        """Whether it concerns more than those who are named."""
        return len(self.names) < min(self.count, self.of or self.count)


def lacking(there: Completeness, now: datetime) -> list[ToDo]:
    """List what is still to be done for a quarter of which no board is drafted yet; the quarter may still run."""
    session, quarter = there.session, there.quarter
    if not there.ranked:
        return [ToDo("nobody_ranked", quarter=quarter)]
    return [
        *_months(there, now, [month for month in quarter.months if month <= Month.of(now.date())]),
        *_slips(session, quarter, now),
        *_inspections(there, now),
        *_time(session, quarter, now),
    ]


def late_already(there: Completeness, now: datetime) -> list[ToDo]:
    """List what of it is late while the quarter still runs: all else may still come, and is not looked for."""
    if not there.ranked:
        return [ToDo("nobody_ranked", quarter=there.quarter)]
    return [*_months(there, now, [month for month in there.quarter.months if month < Month.of(now.date())])]


def _months(there: Completeness, now: datetime, looked_at: Sequence[Month]) -> Iterator[ToDo]:
    """List the months without records, and those whose slips nobody has decided about."""
    session, quarter, this = there.session, there.quarter, Month.of(now.date())
    for month, some in there.unrecorded_in(looked_at).items():
        yield ToDo("unrecorded", some.count, there.ranked, _named(some), month, quarter, comes=month == this)
    by_themselves = {this.previous, *earlier_months_due(session, now)}
    for month, missed in months_without_slips(session, quarter):
        is_open = missed is None or missed.state == MISSED
        if month < this and month not in by_themselves and is_open:
            yield ToDo("without_slips", month=month, quarter=quarter)


def _slips(session: Session, quarter: Quarter, now: datetime) -> Iterator[ToDo]:
    on_paper = [slip for slip in slips_on_paper(session) if slip.month in quarter.months]
    if on_paper:
        names = tuple(f"{slip.organization.short_name}（{slip.month.month}月）" for slip in on_paper[:NAMED])
        # Each of them stands on the list of what is to be handed over.
        yield ToDo("slips_on_paper", len(on_paper), names=names, quarter=quarter, comes=True)
    count, latest = not_due_yet(session, quarter, now)
    if latest is not None:
        yield ToDo("not_due", count, quarter=quarter, until=latest.due, comes=True)


def _inspections(there: Completeness, now: datetime) -> Iterator[ToDo]:
    if some := there.uninspected:
        runs = now.date() <= there.quarter.last_day
        yield ToDo("uninspected", some.count, there.ranked, _named(some), quarter=there.quarter, comes=runs)


def _time(session: Session, quarter: Quarter, now: datetime) -> Iterator[ToDo]:
    """Tell that the quarter is not over, and what is in the way of its publication."""
    if now.date() <= quarter.last_day:
        yield ToDo("not_over", quarter=quarter, comes=True)
    if unsettled := unsettled_quarters(session, quarter):
        names = tuple(quarter_text(one) for one in unsettled)
        yield ToDo("unsettled", len(unsettled), names=names, quarter=quarter, comes=True)


def _named(some: Some) -> tuple[str, ...]:
    return tuple(one.short_name for one in some.first)
