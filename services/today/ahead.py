"""What comes by itself: days on which deadlines end, and what the clock does on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.boards import Board
from models.objections import Objection
from models.orders import WITH_BRANCH, RectificationOrder
from models.self_checks import RETURNED, SelfCheck
from models.slip_holds import SlipHold, keeps_back
from models.slips import AWAITING_ANSWER, Slip
from models.tasks import Task
from rules.cases import OBJECTION
from rules.periods import BEIJING, Month, moment_on
from rules.push_window import next_push_moment
from rules.workdays import Calendar
from services.schemes.versions import scheme_for

HORIZON: Final = timedelta(days=45)
MOST: Final = 8


@dataclass(frozen=True)
class Ahead:
    """Something that comes: the moment it comes, its kind (a block of templates/today/ahead.txt) how many it is,
    and what they are called where that helps."""

    at: datetime
    kind: str
    count: int
    names: tuple[str, ...] = ()


def what_comes(session: Session, calendar: Calendar, now: datetime) -> list[Ahead]:
    """List the next things in the order in which they come."""
    coming = [
        *_days(session, "slips_due", Slip.due, now, Slip.state.in_(AWAITING_ANSWER)),
        *_days(session, "redos_due", SelfCheck.redo_due, now, SelfCheck.state == RETURNED),
        *_days(session, "orders_due", RectificationOrder.due, now, RectificationOrder.state.in_(WITH_BRANCH)),
        *_days(session, "objections_due", Objection.reply_due, now, Objection.state.in_(OBJECTION.open_states)),
        *_days(session, "previews_end", Board.preview_ends, now, Board.reviewed_at.is_(None)),
        *_days(session, "publicity_ends", Board.publicity_ends, now),
        *_tasks(session, now),
        *_held(session, now),
        next_slips(session, calendar, now),
    ]
    return sorted(coming, key=lambda one: one.at)[:MOST]


def _days(
    session: Session, kind: str, at: InstrumentedAttribute[Any], now: datetime, *wanted: ColumnElement[bool]
) -> list[Ahead]:
    """Count by the moment on which they end what ends in the next weeks."""
    query = select(at, func.count()).where(at > now, at < now + HORIZON, *wanted).group_by(at).order_by(at).limit(MOST)
    return [Ahead(moment, kind, count) for moment, count in session.execute(query)]


def _tasks(session: Session, now: datetime) -> list[Ahead]:
    """Name the tasks of each day on which some are due."""
    today = now.astimezone(BEIJING).date()
    query = select(Task).where(Task.due >= today, Task.due < today + HORIZON).order_by(Task.due, Task.id)
    days = groupby(session.scalars(query), key=lambda one: one.due)
    named = [(day, [one.title for one in tasks]) for day, tasks in days if day]
    return [Ahead(moment_on(day, "24:00"), "tasks_due", len(titles), tuple(titles)) for day, titles in named]


def _held(session: Session, now: datetime) -> list[Ahead]:
    """Name those whose slips are kept back, by the day on which each goes out."""
    out = exists().where(Slip.organization_id == SlipHold.organization_id, Slip.month == SlipHold.month)
    query = select(SlipHold).where(keeps_back(now.astimezone(BEIJING).date()), ~out).order_by(SlipHold.until)
    days = groupby(session.scalars(query), key=lambda one: one.until)
    named = [(day, tuple(one.organization.short_name for one in holds)) for day, holds in days]
    return [Ahead(moment_on(day, "00:00"), "held_go", len(names), names) for day, names in named]


def next_slips(session: Session, calendar: Calendar, now: datetime) -> Ahead:
    """Tell when this month's slips leave by themselves: the first working morning of the next one (R6, A4)."""
    month = Month.of(now.astimezone(BEIJING).date())
    window = scheme_for(session, month.quarter).policy.push_window
    return Ahead(next_push_moment(moment_on(month.next.first_day, "00:00"), calendar, window), "slips_go", month.month)
