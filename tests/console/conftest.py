"""The console over the sample town in which a month is under way."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from bot.db import Database
from rules.workdays import Calendar
from tests.worlds.browsers import Town
from tests.worlds.month_under_way import NOW, month_under_way
from tests.worlds.towns import Past


@pytest.fixture
def past() -> Past:
    return month_under_way


@pytest.fixture
def town(loaded_url: Callable[[str], str], calendar: Calendar) -> Iterator[Town]:
    """The application over that town, on the morning after its slips went out."""
    database = Database(loaded_url("sqlite"))
    found = Town(database, calendar)
    found.clock.moment = NOW
    yield found
    database.engine.dispose()
