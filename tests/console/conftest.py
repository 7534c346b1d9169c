"""The console over the sample town in which a month is under way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

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
def moment() -> datetime:
    """When the application is opened: on the morning after that town's slips went out."""
    return NOW


@pytest.fixture
def town(loaded_url: Callable[[str], str], calendar: Calendar, moment: datetime) -> Iterator[Town]:
    """The application over the town of `past`, at `moment`; a file with another past has another moment."""
    database = Database(loaded_url("sqlite"))
    found = Town(database, calendar)
    found.clock.moment = moment
    yield found
    database.engine.dispose()
