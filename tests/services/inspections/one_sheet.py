"""A sheet on 石湾村支部, as its group fills it in."""

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Refused
from bot.wording import refusal_text
from models.inspections import Inspection
from models.organizations import Organization, organization_named
from rules.periods import Quarter
from services.inspections.checking import GivenInspection
from services.inspections.inspections import record_inspection
from tests.worlds.recorded_quarters import THIRD, after, person

VISITED = date(2026, 9, 15)
NOW = after(THIRD)
CAO, XU = "caoxiaoming", "xujianming"  # a member and the leader of G1
ALL_IN_ORDER = GivenInspection(VISITED)


def organization(session: Session, name: str = "荷塘一支部") -> Organization:
    found = organization_named(session, name)
    assert found is not None, name
    return found


def recorded(
    session: Session,
    given: GivenInspection = ALL_IN_ORDER,
    by: str = CAO,
    *,
    name: str = "荷塘一支部",
    quarter: Quarter = THIRD,
    now: datetime = NOW,
) -> Inspection:
    return record_inspection(session, quarter, organization(session, name), given, person(session, by), now)


def why_not(session: Session, given: GivenInspection = ALL_IN_ORDER, by: str = CAO, **how: object) -> str:
    """Say why a sheet is refused, and that nothing was kept of it."""
    with pytest.raises(Refused) as refused:
        recorded(session, given, by, **how)  # type: ignore[arg-type]
    assert session.scalars(select(Inspection)).all() == []
    return refusal_text(refused.value)
