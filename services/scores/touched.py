"""Whose entries of a quarter may be others than they were at a moment: asked before anybody is counted anew.

A page asks it of a town of any size. So of each table only the newest rows are read, back to that moment.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, null, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.boards import BoardRow
from models.bonus_claims import BonusClaim
from models.daily_records import DailyRecord
from models.inspections import Finding, Inspection
from models.objections import Correction, Objection
from models.organizations import Organization
from models.red_line_overrides import RedLineOverride
from models.schemes import QuarterRule, SchemeStart, SchemeVersion
from models.self_checks import SelfCheck, Submission
from models.slips import AWAITING_ANSWER, Slip
from models.tasks import Task
from models.transitions import Transition
from rules.cases import SLIP
from rules.periods import Quarter

# A message that waited to be worked off is written down with the moment it came: rows are not quite in order of time.
OUT_OF_ORDER: Final = timedelta(days=1)
# What a score is counted from.
SCORED: Final = tuple(
    table.__tablename__
    for table in (
        *(DailyRecord, Task, SchemeVersion, SchemeStart, QuarterRule, RedLineOverride, Slip, SelfCheck, Submission),
        *(Inspection, Finding, BonusClaim, Objection, Correction, Transition, Organization, BoardRow),
    )
)


@dataclass(frozen=True)
class Touched:
    """Whose entries of a quarter may have changed since a moment, as of `now`, and how often something touched them.

    Time alone only adds to it. So as long as nothing is written, two looks that count the same are equal, and whatever
    is counted anew comes to the same.
    """

    quarter: Quarter
    since: datetime
    often: int
    organizations: frozenset[str] = field(compare=False)
    now: datetime = field(compare=False)


def touched_since(session: Session, quarter: Quarter, since: datetime, now: datetime) -> Touched:
    """Name the organisations whose entries of a quarter may have changed after a moment and until another.

    Some of them may score what they scored before; nobody else scores differently.
    """
    months, within = quarter.months, _of(Slip.month).in_(quarter.months)
    claims = or_(*(at.between(since, now) for at in (BonusClaim.decided_at, BonusClaim.revoked_at)))
    forms = select(Slip.organization_id).join(SelfCheck, SelfCheck.slip_id == Slip.id).join(Submission)
    steps = select(Slip.organization_id).join(Transition, Transition.case_id == Slip.id)
    asked: list[Select[Any]] = [
        select(DailyRecord.organization_id).where(
            _newer(DailyRecord, DailyRecord.recorded_at, since), _of(DailyRecord.month).in_(months)
        ),
        select(Inspection.organization_id).where(
            _newer(Inspection, Inspection.recorded_at, since), _of(Inspection.quarter) == quarter
        ),
        select(Correction.organization_id).where(Correction.quarter == quarter, Correction.at >= since),
        select(BonusClaim.organization_id).where(BonusClaim.quarter == quarter, claims),
        forms.where(_newer(Submission, Submission.submitted_at, since), within),
        steps.where(_newer(Transition, Transition.at, since), Transition.case_kind == SLIP.name, within),
        # Whose deadline has passed without an answer: nobody writes that down.
        select(Slip.organization_id).where(Slip.state.in_(AWAITING_ANSWER), Slip.due.between(since, now), within),
    ]
    touches = union_all(*asked).subquery()
    often = session.execute(select(touches.c.organization_id, func.count()).group_by(touches.c.organization_id)).all()
    return Touched(quarter, since, sum(times for _, times in often), frozenset(who for who, _ in often), now)


def _of(period: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """Name a month or quarter so that SQLite does not look for its rows by the index of it, which holds a whole town's.

    It takes any index with an equals sign before a range of ids, however few ids those are.
    """
    return func.coalesce(period, null())


def _newer(table: Any, at: InstrumentedAttribute[datetime], since: datetime) -> ColumnElement[bool]:
    """Select the rows written since a moment, which are the last ones: found from the end, no older one is read."""
    older = select(table.id).where(at < since - OUT_OF_ORDER).order_by(table.id.desc()).limit(1).scalar_subquery()
    return and_(table.id > func.coalesce(older, 0), at >= since)
