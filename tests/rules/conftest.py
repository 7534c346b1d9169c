"""The calendar and the scheme as they are shipped."""

from pathlib import Path

import pytest

from rules.scheme import Scheme, load_scheme
from rules.workdays import Calendar, load_calendar

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    return load_calendar(DATA / "holidays")


@pytest.fixture(scope="session")
def scheme_text() -> str:
    return (DATA / "scheme.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def scheme(scheme_text: str) -> Scheme:
    return load_scheme(scheme_text)
