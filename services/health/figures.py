"""The figures of the running program, each read from what is stored, so that any process can give those of all.

No name, no text and no userid is among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from bot.underway import IS_UNDERWAY
from models.beats import Beat
from models.inbox import InboxMessage
from models.orders import WITH_BRANCH, RectificationOrder
from models.outbox import OutboxMessage
from models.rates import Rate
from models.schedules import Schedule
from models.self_checks import RETURNED, SelfCheck
from models.slips import DELIVERED, Slip
from services.notices.resending import count_to_see

HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Figure:
    """One figure: its name, what it says, and its values by the values of its `labels`."""

    name: str
    says: str
    labels: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]


def figures(session: Session, now: datetime, real_now: float) -> Iterator[Figure]:
    """Count what is stored at a moment. `real_now`: the same in real seconds, also where a demonstration travels."""
    yield from _messages(session, now)
    yield from _callbacks(session, now)
    yield from _deadlines(session, now)
    sweeps = session.execute(select(Schedule.name, Schedule.next_run_at)).all()
    late = tuple((one.name, max((now - one.next_run_at).total_seconds(), 0)) for one in sweeps)
    yield Figure("sweep_late_seconds", "Seconds since a sweep has been due.", ("job",), late)
    yield from _engine(session, real_now)


def _messages(session: Session, now: datetime) -> Iterator[Figure]:
    by_lane = select(OutboxMessage.lane, func.count(), func.min(OutboxMessage.not_before)).where(IS_UNDERWAY)
    found = session.execute(by_lane.group_by(OutboxMessage.lane)).all()
    ages = tuple((lane, max((now - since).total_seconds(), 0)) for lane, _, since in found)
    yield Figure(
        "messages_waiting", "Messages that have not left.", ("lane",), tuple((one[0], one[1]) for one in found)
    )
    yield Figure("messages_oldest_seconds", "Seconds since the first of them might have left.", ("lane",), ages)
    lately = select(OutboxMessage.lane, OutboxMessage.state, func.count()).where(
        OutboxMessage.lane.in_(("push", "answer", "card")), OutboxMessage.created_at >= now - HOUR
    )
    yield Figure(
        "messages_last_hour",
        "Messages written within the last hour, by what became of them.",
        ("lane", "state"),
        _rows(session, lately.group_by(OutboxMessage.lane, OutboxMessage.state)),
    )
    lost = ((count_to_see(session, now),),)
    yield Figure("messages_undelivered", "Messages that did not arrive and nobody has seen to.", (), lost)


def _callbacks(session: Session, now: datetime) -> Iterator[Figure]:
    lately = select(InboxMessage.state, func.count()).where(InboxMessage.received_at >= now - HOUR)
    yield Figure(
        "callbacks_last_hour",
        "Callbacks worked off that were received within the last hour, by result.",
        ("result",),
        _rows(session, lately.group_by(InboxMessage.state)),
    )


def _deadlines(session: Session, now: datetime) -> Iterator[Figure]:
    kinds: dict[str, tuple[ColumnElement[Any], ColumnElement[bool]]] = {
        "slips": (Slip.due.expression, Slip.state == DELIVERED),
        "redos": (SelfCheck.redo_due.expression, SelfCheck.state == RETURNED),
        "orders": (RectificationOrder.due.expression, RectificationOrder.state.in_(WITH_BRANCH)),
    }
    counted = {
        kind: session.execute(select(func.count(), func.count().filter(due <= now)).where(is_open)).one()
        for kind, (due, is_open) in kinds.items()
    }
    opened = tuple((kind, found[0]) for kind, found in counted.items())
    passed = tuple((kind, found[1]) for kind, found in counted.items())
    yield Figure(
        "deadlines_open", "Deadlines that nobody has met yet, those that have passed among them.", ("of",), opened
    )
    yield Figure("deadlines_passed", "Deadlines that have passed and nobody has met.", ("of",), passed)


def _engine(session: Session, real_now: float) -> Iterator[Figure]:
    beats = session.execute(select(Beat.machine, Beat.part, Beat.seen_at)).all()
    seen = tuple((machine, part, max(real_now - at, 0)) for machine, part, at in beats)
    yield Figure("part_seen_seconds", "Seconds since a working process was seen alive.", ("machine", "part"), seen)
    rates = session.execute(select(Rate.name, Rate.failures, Rate.free_at)).all()
    failed = tuple((name, failures) for name, failures, _ in rates)
    rests = tuple((name, max(free_at - real_now, 0) if failures else 0) for name, failures, free_at in rates)
    yield Figure("api_failures", "How often in a row an API of WeCom has been refused; 0: it works.", ("api",), failed)
    yield Figure("api_rests_seconds", "Seconds until such an API is tried again.", ("api",), rests)


def _rows(session: Session, query: Select[*tuple[Any, ...]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(row) for row in session.execute(query))
