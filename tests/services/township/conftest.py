"""The sample town loaded, and its file loaded again a week later."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from services.township.checking import check_township
from services.township.loading import Changes, load_township
from tests.services.township.reloads import Reload

NEXT_WEEK = timedelta(days=7)


@pytest.fixture
def later(now: datetime) -> datetime:
    return now + NEXT_WEEK


@pytest.fixture
def reload(sample_text: str, later: datetime) -> Reload:
    """Load the sample town again a week later, with one thing in the file replaced."""

    def reload_with(session: Session, wrong: str, right: str) -> Changes:
        assert wrong in sample_text
        file = check_township(sample_text.replace(wrong, right), "township.yaml")
        return load_township(session, file, later.date(), later)

    return reload_with
