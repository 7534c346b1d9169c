"""An objection that is not decided within its ten working days is told of once more (A19)."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from models.objections import Objection
from models.outbox import OutboxMessage
from rules.workdays import Calendar
from services.duties.notices import tell_whose_turn
from services.objections.decisions import admit
from tests.worlds.browsers import NOW
from tests.worlds.open_cases import with_open_cases
from tests.worlds.recorded_quarters import CLERK, HEAD, person
from tests.worlds.towns import Past


@pytest.fixture
def past() -> Past:
    return with_open_cases


def heard(session: Session) -> list[str]:
    """List what the head of the office was told of deciding on an objection."""
    told = session.query(OutboxMessage).filter(OutboxMessage.key.startswith(f"your-turn:{HEAD}:")).order_by("id")
    return [one.body for one in told if "等您裁定" in one.body]


def test_an_objection_past_its_day_is_told_of_once_more(town: Database, calendar: Calendar) -> None:
    with town.begin() as session:
        objection = session.get_one(Objection, 1)
        admit(session, objection, person(session, CLERK), NOW)
        late = objection.reply_due
        counts = []
        for day in range((late - NOW).days + 12):
            tell_whose_turn(session, calendar, NOW + timedelta(days=day))
            counts.append(len(heard(session)))
        assert counts[0] == counts[(late - NOW).days - 1] == 1
        assert counts[-1] == 2
        assert "办好，已经过了。" in heard(session)[-1]
