"""However much has been said in years: who looks for something that was said reads by an index what it needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from models.appointments import officers_of
from models.boards import Board
from rules.periods import BEIJING, Quarter
from services.backups.releasing import drop_waiting
from services.health.working import what_stops
from services.notices.branches import was_told_since
from services.publications.account_drafts import _last
from tests.worlds.query_plans import asked, plans_of, read_through

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=BEIJING)
BOARD = Board(quarter=Quarter.parse("2026-Q3"), version=1)
LOOKS: dict[str, Callable[[Session], object]] = {
    "told since": lambda session: was_told_since(session, "urge:", NOW),
    "last draft": lambda session: _last(session, BOARD),
    "let nothing wait any more": drop_waiting,
    "what stops": lambda session: list(what_stops(session, NOW, NOW.timestamp())),
}


@pytest.mark.parametrize("name", LOOKS)
def test_looking_for_what_was_said_reads_by_an_index(db: Database, name: str) -> None:
    with asked(db) as statements, db.begin() as session:
        LOOKS[name](session)
    assert statements
    assert read_through(db, statements) == []


def test_who_gets_a_slip_is_found_by_the_branch_however_many_secretaries_there_are(db: Database) -> None:
    if not db.is_sqlite:
        pytest.skip("PostgreSQL knows how many secretaries there are")
    with asked(db, "FROM appointments") as statements, db.begin() as session:
        officers_of(session, [f"org-{number:03}" for number in range(100)], NOW.date())
    lines = [line for plan in plans_of(db, statements).values() for line in plan]
    assert [line for line in lines if "appointments USING INDEX ix_appointments_organization_id" in line], lines
