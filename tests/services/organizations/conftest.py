"""A town in which much is going on, and one at the end of its quarter."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from tests.services.organizations.lives import Made
from tests.worlds.open_cases import with_open_cases


@pytest.fixture
def busy(made_town: Made) -> Iterator[Session]:
    """One case of every kind is open on 石湾村支部; undone afterwards."""
    with made_town("sqlite", with_open_cases).read() as opened:
        yield opened
