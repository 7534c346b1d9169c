"""A branch that objects, as its secretary does."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from models.objections import Objection
from rules.workdays import Calendar
from services.objections.filing import file_objection
from tests.services.objections.objecting import NOW, File
from tests.worlds.previewed_board import BRANCH, SECRETARY, organization
from tests.worlds.recorded_quarters import THIRD, person


@pytest.fixture
def file(calendar: Calendar) -> File:
    """File an objection the way the secretary does, unless told otherwise."""

    def make(
        session: Session,
        target: str,
        *,
        text: str = "材料7月28日已经交到镇里",
        by: str = SECRETARY,
        now: datetime = NOW,
        of: str = BRANCH,
    ) -> Objection:
        return file_objection(
            session, organization(session, of), THIRD, target, text, person(session, by), now, calendar
        )

    return make
