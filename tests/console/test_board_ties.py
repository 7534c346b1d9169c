"""榜单 in the console: where equals stand at the edge of a list, it is not said that there are none."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.boards import Board
from services.township.file import TownshipFile
from tests.worlds.browsers import Town
from tests.worlds.recorded_quarters import CLERK, THIRD
from tests.worlds.stored_board import crowded, third_published
from tests.worlds.towns import Past


def crowded_third(session: Session, town: TownshipFile) -> None:
    """26 of one rank end the red list of the third quarter."""
    third_published(session, town)
    crowded(session.scalars(select(Board)).one(), 5, 30, "red")


@pytest.fixture
def past() -> Past:
    return crowded_third


def test_the_edge_says_how_many_share_the_last_place_on_the_list(town: Town) -> None:
    page = town.visitor(CLERK).reads(f"/console/boards/{THIRD}")
    assert "榜内榜外差 8 分；榜内第 5 名 26 个并列" in page
    assert "没有同分" not in page
