"""Cases (a bonus claim, an objection, a board): one step at a time, each with who, when and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session

from bot.errors import NotNow, Refused
from models.base import Base
from models.locks import lock_town
from models.people import Person
from models.transitions import Transition
from rules.cases import Machine, NoSuchStep

Found = TypeVar("Found", bound=Base)


class Case(Protocol):
    """What every case has: an id and a state."""

    id: Any
    state: Any


def locked(session: Session, find: Callable[[], Found | None]) -> Found | None:
    """Find a case while locking the township's row, so that its kind is worked on one act after another."""
    lock_town(session)
    case = find()
    if case is not None:
        # The session may have read it before it waited, and would give that again.
        session.refresh(case)
    return case


def existing(session: Session, find: Callable[[], Found | None], missing: Refused) -> Found:
    """Find and lock a case. Raises `missing` without one."""
    case = locked(session, find)
    if case is None:
        raise missing
    return case


def check_turn(machine: Machine, case: Case, event: str, not_now: Refused) -> None:
    """Raise `not_now`, which says where a case stands and what comes next, when it is not due for an event."""
    if (case.state, event) not in machine.steps:
        raise not_now


def begin(
    session: Session,
    machine: Machine,
    case: Case,
    by: Person | None,
    now: datetime,
    *,
    reason: str = "",
    **facts: Any,
) -> None:
    """Note that a case has come into being; it must have been flushed, so that it has its id."""
    case.state = machine.first
    _note(session, machine, case, machine.first, by, now, reason, facts)


def step(
    session: Session,
    machine: Machine,
    case: Case,
    event: str,
    by: Person | None,
    now: datetime,
    *,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Take one step of a case and keep who took it, when and why. `by` None is the clock.

    Raises NotNow("no_such_step") when a case in this state knows no such event; nothing is changed then.
    """
    try:
        state = machine.after(case.state, event)
    except NoSuchStep as error:
        raise NotNow("no_such_step", kind=machine.name, state=case.state, event=event) from error
    case.state = state
    _note(session, machine, case, event, by, now, reason, facts or {})


def _note(
    session: Session,
    machine: Machine,
    case: Case,
    event: str,
    by: Person | None,
    now: datetime,
    reason: str,
    facts: Mapping[str, Any],
) -> None:
    session.add(
        Transition(
            case_kind=machine.name,
            case_id=case.id,
            event=event,
            state=case.state,
            by_id=by.id if by else None,
            at=now,
            reason=reason,
            facts=dict(facts),
        )
    )
    session.flush()
