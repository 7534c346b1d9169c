"""A transaction in the town with October before it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from bot.db import Database


@pytest.fixture
def session(town: Database) -> Iterator[Session]:
    with town.begin() as opened:
        yield opened
