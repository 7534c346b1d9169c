"""The first day: what a town needs before its first slips go out, step by step, and what is still missing of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.appointments import LEADING_GROUP, OFFICE_CLERK, OFFICE_HEAD, SECRECY_REVIEWER, TOWN_LEADER, holders
from models.chats import group_chats
from models.daily_records import DailyRecord
from models.organizations import GroupAssignment, Organization, assigned_on
from models.schemes import SchemeVersion
from models.slips import PAPER, Slip
from models.tasks import Task
from rules.periods import BEIJING, Month
from rules.push_window import next_push_moment
from rules.workdays import Calendar
from services.boards.completeness import unrecorded
from services.people.reach import first_out_of_reach
from services.schemes.versions import scheme_for
from services.slips.issuing import count_ready, ready_by_month
from services.today.ahead import next_slips

NAMED: Final = 6
# Of so many months it is said what has gone out.
MONTHS: Final = 3
# Without one of these no board comes out: who drafts, enters, reviews, approves and reads it.
NEEDED: Final = (OFFICE_HEAD, OFFICE_CLERK, LEADING_GROUP, SECRECY_REVIEWER, TOWN_LEADER)


@dataclass(frozen=True)
class Step:
    """One step: `kind` names its words (templates/console/first_day.txt) and where it is taken.

    `count` and `of` say how far it is: `of` is what would be all, 0 where nothing can be said. `missing` names what is
    missing, the first few. `month` is the month it is about: in the first days of a month the
    console opens on the last one, which such a town did not keep.
    """

    kind: str
    count: int
    of: int
    missing: tuple[str, ...] = ()
    month: Month | None = None

    @property
    def is_done(self) -> bool:
        """Whether there is nothing left to do in this step."""
        return self.count > 0 and self.count >= self.of and not self.missing


@dataclass(frozen=True)
class FirstDay:
    """The steps in their order, and what goes to branches by itself.

    `month` is the running one, of whose slips so many as are `ready` leave at `goes`. `out` are the slips that have
    gone out, by month, with how many of them wait to be handed over on paper; `leaving` those of months that are over
    and leave with the next sweep, at `leaves`.
    """

    steps: tuple[Step, ...]
    month: Month
    goes: datetime
    ready: int
    out: dict[Month, tuple[int, int]]
    leaving: dict[Month, int]
    leaves: datetime

    @property
    def next(self) -> str:
        """The kind of the first step that is not done; "" when all are."""
        return next((one.kind for one in self.steps if not one.is_done), "")

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(one.is_done for one in self.steps)


def is_first_day(session: Session) -> bool:
    """Tell whether no slip has ever gone out."""
    return session.scalar(select(Slip.id).limit(1)) is None


def first_day(session: Session, calendar: Calendar, now: datetime) -> FirstDay:
    """Tell how far a town is that has just begun; the running month's slips are its first."""
    month = Month.of(now.astimezone(BEIJING).date())
    goes = next_slips(session, calendar, now).at
    return FirstDay(
        tuple(_steps(session, month, now)),
        month,
        goes,
        ready=count_ready(session, month, goes.date()),
        out=_out(session),
        leaving=ready_by_month(session, now),
        leaves=next_push_moment(now, calendar, scheme_for(session, month.quarter).policy.push_window),
    )


def _out(session: Session) -> dict[Month, tuple[int, int]]:
    """Count the slips that have gone out, and those of them still to be handed over, by month, the last months only."""
    by_month = select(Slip.month, func.count().label("slips")).group_by(Slip.month).order_by(Slip.month.desc())
    counts = session.execute(by_month.limit(MONTHS)).all()
    # Asked for apart: together each slip of the months is read for its state.
    on_paper = {one.month: one.slips for one in session.execute(by_month.where(Slip.state == PAPER))}
    return {month: (count, on_paper.get(month, 0)) for month, count in reversed(counts)}


def _steps(session: Session, month: Month, now: datetime) -> Iterator[Step]:
    living = select(func.count()).where(Organization.assessed, Organization.ended.is_(None))
    branches = session.scalar(living) or 0
    versions = session.scalar(select(func.count()).select_from(SchemeVersion)) or 0
    yield Step("rule", versions, 1)
    yield Step("register", branches, 1)
    grouped = _without_group(session, now)
    yield Step("groups", branches - len(grouped), branches, tuple(grouped[:NAMED]))
    missing = tuple(role for role in NEEDED if not holders(session, (role,), now.astimezone(BEIJING).date()))
    yield Step("town_offices", len(NEEDED) - len(missing), len(NEEDED), missing)
    without, named = first_out_of_reach(session, now.astimezone(BEIJING).date(), NAMED)
    yield Step("people", branches - without, branches, tuple(named))
    tasks = session.scalar(select(func.count()).where(Task.month == month)) or 0
    yield Step("tasks", tasks, 1, month=month)
    recorded = select(func.count(func.distinct(DailyRecord.organization_id))).where(DailyRecord.month == month)
    yield Step("records", session.scalar(recorded) or 0, branches, month=month)
    yield from _earlier(session, month)
    yield Step("chats", len(group_chats(session)), 1)


def _earlier(session: Session, month: Month) -> Iterator[Step]:
    """Tell of the months of the quarter that had gone by: its board needs them as it needs the running one (R21)."""
    earlier = [one for one in month.quarter.months if one < month]
    if earlier:
        lacks = unrecorded(session, month.quarter, scheme_for(session, month.quarter), earlier)
        missing = [one for one in earlier if one in lacks]
        names = tuple(f"{one.month}月" for one in missing)
        yield Step("earlier", len(earlier) - len(missing), len(earlier), names, missing[0] if missing else None)


def _without_group(session: Session, now: datetime) -> list[str]:
    """Name the branches that no supervision group inspects (R3)."""
    assigned = select(GroupAssignment.organization_id).where(assigned_on(now.astimezone(BEIJING).date()))
    query = select(Organization.short_name).where(
        Organization.assessed, Organization.ended.is_(None), Organization.id.not_in(assigned)
    )
    return list(session.scalars(query.order_by(Organization.position)))
