"""A delivery in the hands of a test."""

import pytest

from bot.db import Database
from tests.bot.fake_wecom import PostOffice


@pytest.fixture
def post(db: Database, monkeypatch: pytest.MonkeyPatch) -> PostOffice:
    """A delivery with a WeCom that takes everything."""
    return PostOffice(db, monkeypatch)
