"""What many branches fail in the same quarter: by indicator, how many of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, func, select, union
from sqlalchemy.orm import Session

from models.daily_records import DailyRecord, holding_in
from models.inspections import Finding, Inspection, sheets_that_hold
from models.looks import counted
from models.objections import struck_out
from models.tasks import Task
from rules.periods import Quarter
from services.schemes.versions import scheme_for
from services.scores.touched import SCORED

MOST_SHOWN: Final = 5


@dataclass(frozen=True)
class WeakItem:
    """An indicator with its title and in how many branches something failed on it."""

    code: str
    title: str
    branches: int


def weak_items(session: Session, quarter: Quarter) -> list[WeakItem]:
    """List what most branches failed in a quarter, late or not at all, as it holds now; the most common first.

    From daily records and inspections; what objections struck out is left out, and so are self-checks, which are
    counted by themselves.
    """
    return [*counted(session, SCORED, _weak_items, quarter)]


def _weak_items(session: Session, quarter: Quarter) -> tuple[WeakItem, ...]:
    failed = union(_recorded(quarter), _found(quarter)).subquery()
    branches = func.count()
    query = select(failed.c.code, branches).group_by(failed.c.code).order_by(branches.desc(), failed.c.code)
    indicators = scheme_for(session, quarter).indicators
    found = [(code, count) for code, count in session.execute(query) if code in indicators]
    return tuple(WeakItem(code, indicators[code].title, count) for code, count in found[:MOST_SHOWN])


def _recorded(quarter: Quarter) -> Select[str, str]:
    """Select each branch and indicator with a failure among the daily records."""
    code = func.coalesce(Task.indicator, DailyRecord.item).label("code")
    return (
        select(DailyRecord.organization_id, code)
        .outerjoin(Task, Task.id == DailyRecord.item)
        .where(*holding_in(*quarter.months), DailyRecord.state.in_(("late", "not_done")))
        .where(~struck_out("record", DailyRecord.id))
    )


def _found(quarter: Quarter) -> Select[str, str]:
    """Select each branch and indicator with a finding of an inspection."""
    return (
        select(Inspection.organization_id, Finding.indicator.label("code"))
        .join(Inspection, Inspection.id == Finding.inspection_id)
        .where(Inspection.quarter == quarter, sheets_that_hold(), ~struck_out("finding", Finding.id))
    )
