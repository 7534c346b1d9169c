"""A transaction in the town, and a folder of its own for the keys of ballots."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.db import Database


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the keys of ballots on PostgreSQL, which lie under the working directory, out of the project."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def session(town: Database) -> Iterator[Session]:
    with town.read() as opened:
        yield opened
