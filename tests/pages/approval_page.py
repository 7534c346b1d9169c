"""The page of the third quarter's approval, and what became of its board."""

from __future__ import annotations

from sqlalchemy import func, select

from models.transitions import Transition
from tests.worlds.browsers import Town
from tests.worlds.recorded_quarters import THIRD

APPROVAL = f"/m/boards/{THIRD}/approval"


def steps_taken(town: Town) -> int:
    with town.db.read() as session:
        return session.scalar(select(func.count()).select_from(Transition)) or 0
