"""The sample town's file as text, and a moment at which it is in use."""

from datetime import datetime
from pathlib import Path

import pytest

from rules.periods import BEIJING

SAMPLE = Path(__file__).parents[2] / "data" / "sample" / "township.yaml"


@pytest.fixture(scope="session")
def sample_text() -> str:
    return SAMPLE.read_text(encoding="utf-8")


@pytest.fixture
def now() -> datetime:
    """The day on which the slips of October go out."""
    return datetime(2026, 11, 2, 8, 35, tzinfo=BEIJING)
