"""The console over the sample town with four boards and one case of every kind open."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from bot.db import Database
from rules.workdays import Calendar
from tests.worlds.browsers import Town
from tests.worlds.open_cases import with_open_cases
from tests.worlds.towns import Past


@pytest.fixture
def past() -> Past:
    return with_open_cases


@pytest.fixture
def town(loaded_url: Callable[[str], str], calendar: Calendar) -> Iterator[Town]:
    """The application over that town, a day after the third quarter's board came out."""
    database = Database(loaded_url("sqlite"))
    yield Town(database, calendar)
    database.engine.dispose()
