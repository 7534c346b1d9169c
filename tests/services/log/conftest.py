"""A town in which everything the log covers has happened."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.db import Database
from tests.services.log.everything_filed import everything_filed
from tests.worlds.towns import Towns


@pytest.fixture(params=["sqlite", "postgresql"])
def filed(request: pytest.FixtureRequest, towns: Towns, tmp_path: Path) -> Iterator[Database]:
    """A town in which that has happened."""
    with towns.lent(request.param, everything_filed, tmp_path) as url:
        database = Database(url)
        yield database
        database.engine.dispose()
