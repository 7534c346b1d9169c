"""A timekeeper of one job."""

from __future__ import annotations

import pytest

from bot.db import Database
from rules.workdays import Calendar
from tests.scheduler.keepers import Keeper


@pytest.fixture
def keeper(db: Database, calendar: Calendar) -> Keeper:
    return Keeper(db, calendar)
