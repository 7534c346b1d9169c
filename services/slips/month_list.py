"""A month's slips as a list of its organisations: what the database counts of each, and the rows of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from models.appointments import SLIP_RECIPIENTS, Appointment, in_force
from models.organizations import ON_PAPER, Organization
from models.people import Person
from models.slip_holds import SlipHold, keeps_back
from models.slips import Slip
from models.tasks import tasks_of
from rules.periods import Month
from services.daily_records.standing import gaps_of, recorded_in
from services.slips.preview import PreviewedSlip, previewed


@dataclass(frozen=True)
class MonthSlip:
    """One organisation's slip of a month: the `slip` that is out, else how it would go out `ahead`."""

    month: Month
    organization: Organization
    slip: Slip | None
    ahead: PreviewedSlip | None


@dataclass(frozen=True)
class MonthList:
    """What the database knows of a month, of every organisation that has a slip of it or may get one.

    `out` is all that is needed once slips are out; `query` counts what is recorded besides. Whoever has none yet is
    `held`, has no `entries` at all, `missing` tasks that nobody recorded, no officer with an account (`unreachable`),
    or paper in the register (`on_paper`); `late` and `not_done` count its open items.
    """

    out: Select[Any]
    query: Select[Any]
    entries: ColumnElement[int]
    missing: ColumnElement[int]
    late: ColumnElement[int]
    not_done: ColumnElement[int]
    held: ColumnElement[bool]
    unreachable: ColumnElement[bool]
    on_paper: ColumnElement[bool]

    @property
    def trouble(self) -> ColumnElement[int]:
        """Order by what wants looking at: held, nothing recorded, something not, nobody to receive it, the rest."""
        return case(
            (Slip.id.is_not(None), 9), (self.held, 0), (self.entries == 0, 1), (self.missing > 0, 2), else_=self._last
        )

    @property
    def _last(self) -> ColumnElement[int]:
        return case((self.unreachable, 3), else_=4)


def month_list(session: Session, month: Month, now: datetime) -> MonthList:
    """Count a month's slips for a list, in the order of the register."""
    tasks = tasks_of(session, month)
    recorded = recorded_in(month, tasks)
    out = _listed(month)
    # Asked once for all, not for each organisation of a long list.
    reached = select(Appointment.organization_id).where(
        Appointment.organization_id.is_not(None),
        Appointment.role.in_(SLIP_RECIPIENTS),
        in_force(now.date()),
        Appointment.person_id.in_(select(Person.id).where(Person.userid.is_not(None))),
    )
    kept = select(SlipHold.organization_id).where(SlipHold.month == month, keeps_back(now.date()))
    on_paper = Organization.delivery == ON_PAPER
    return MonthList(
        out=out,
        query=out.outerjoin(recorded, recorded.c.organization_id == Organization.id),
        entries=func.coalesce(recorded.c.entries, 0),
        missing=gaps_of(tasks, recorded),
        late=func.coalesce(recorded.c.late, 0),
        not_done=func.coalesce(recorded.c.not_done, 0),
        held=and_(Slip.id.is_(None), Organization.id.in_(kept)),
        unreachable=and_(~on_paper, Organization.id.not_in(reached)),
        on_paper=on_paper,
    )


def _listed(month: Month) -> Select[Any]:
    """Select who has a slip of a month, and who may still get one."""
    may_get = and_(
        Organization.assessed,
        Organization.ended.is_(None),
        or_(Organization.founded.is_(None), Organization.founded <= month.last_day),
    )
    slip = and_(Slip.organization_id == Organization.id, Slip.month == month)
    return select(Organization).outerjoin(Slip, slip).where(or_(Slip.id.is_not(None), may_get))


def month_slips(
    session: Session, month: Month, now: datetime, organizations: Sequence[Organization]
) -> list[MonthSlip]:
    """Make the rows of some organisations, with as many statements as for one."""
    out = select(Slip).where(Slip.month == month, Slip.organization_id.in_([one.id for one in organizations]))
    slips = {slip.organization_id: slip for slip in session.scalars(out)}
    waiting = [one for one in organizations if one.id not in slips]
    ahead = {one.organization.id: one for one in previewed(session, waiting, month, now)} if waiting else {}
    return [MonthSlip(month, one, slips.get(one.id), ahead.get(one.id)) for one in organizations]
