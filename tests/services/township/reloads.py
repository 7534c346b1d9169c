"""The town's file loaded again, with something changed."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from models.daily_records import DailyRecord
from models.people import person_by_userid
from rules.periods import Month
from services.township.loading import Changes

OCTOBER = Month(2026, 10)
Reload = Callable[[Session, str, str], Changes]


def record_october(session: Session, now: datetime, item: str) -> None:
    person = person_by_userid(session, "caoxiaoming")
    assert person is not None
    session.add(
        DailyRecord(
            month=OCTOBER,
            organization_id="org-002",
            item=item,
            state="done",
            remark="",
            recorded_by_id=person.id,
            recorded_at=now,
        )
    )
    session.flush()
