"""Who hears of an overhaul, and when: the branch, its group, and once a day the office of overdue reports (A14)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot import outbox
from bot.wording import word
from models.appointments import OFFICE
from models.overhauls import WITH_BRANCH, Overhaul, overhauls
from models.people import Person
from models.transitions import transitions_of
from rules.cases import OVERHAUL
from rules.periods import in_beijing
from rules.workdays import Calendar
from services.notices.push_hours import may_push
from services.notices.roles import tell
from services.overhauls.delivery import NOTICES, reachable
from services.register.groups import free_inspectors


def tell_branch(session: Session, overhaul: Overhaul, block: str, now: datetime, **facts: Any) -> None:
    """Tell the branch what was decided: its recipient or who has followed; on paper the office hands it over."""
    key, said = _key(session, overhaul, "branch"), word(NOTICES, block, overhaul=overhaul, **facts)
    person = _hearer(session, overhaul, now)
    if person is None:
        tell(session, OFFICE, NOTICES, "on_paper", key=key, now=now, overhaul=overhaul, said=said)
    else:
        _say(session, person, said, key, now)


def tell_checkers(session: Session, overhaul: Overhaul, block: str, now: datetime, **facts: Any) -> None:
    """Tell the first who may check and can be reached; the office where the branch belongs to no group."""
    key = _key(session, overhaul, "group")
    today = in_beijing(now).date()
    people = free_inspectors(session, overhaul.group_id, overhaul.organization, today) if overhaul.group_id else []
    person = next((one for one in people if one.userid), None)
    if person is None:
        tell(session, OFFICE, NOTICES, block, key=key, now=now, overhaul=overhaul, **facts)
    else:
        _say(session, person, word(NOTICES, block, overhaul=overhaul, **facts), key, now)


def _say(session: Session, person: Person, said: str, key: str, now: datetime) -> bool:
    return outbox.push(session, outbox.Addressee("member", person.userid or ""), outbox.text(said), key=key, now=now)


def _hearer(session: Session, overhaul: Overhaul, now: datetime) -> Person | None:
    people = reachable(session, overhaul, now)
    return overhaul.recipient if overhaul.recipient in people else next(iter(people), None)


def _key(session: Session, overhaul: Overhaul, to: str) -> str:
    """Name the news of an overhaul's latest step."""
    return f"overhaul:{overhaul.id}:{to}:{transitions_of(session, OVERHAUL.name, overhaul.id)[-1].id}"


def remind_overhauls_due(session: Session, calendar: Calendar, now: datetime) -> int:
    """Remind branches once of reports that are due today and not handed in; returns how many were reminded now."""
    if not may_push(session, calendar, now):
        return 0
    today = in_beijing(now).date()
    due = [one for one in overhauls(session, states=WITH_BRANCH) if one.counted.day == today and now < one.due]
    return sum(_remind(session, one, now) for one in due)


def _remind(session: Session, overhaul: Overhaul, now: datetime) -> bool:
    person = _hearer(session, overhaul, now)
    said, key = word(NOTICES, "due_today", overhaul=overhaul), f"overhaul-due:{overhaul.id}"
    return person is not None and _say(session, person, said, key, now)


def list_overdue_overhauls(session: Session, calendar: Calendar, now: datetime) -> int:
    """Name the office once a day the reports that are overdue, in one list; returns how many there are."""
    if not may_push(session, calendar, now):
        return 0
    overdue = [one for one in overhauls(session, states=WITH_BRANCH) if one.is_overdue_at(now)]
    if overdue:
        tell(session, OFFICE, NOTICES, "overdue_list", key=f"overhauls-overdue:{now:%F}", now=now, overhauls=overdue)
    return len(overdue)
