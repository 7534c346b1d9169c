"""榜单 in the console: what a page keeps of a board is true after every step, and steps that leave it alone keep it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.boards import Board
from models.looks import COUNTED
from models.objections import Objection
from models.organizations import Organization
from rules.workdays import Calendar
from services.daily_records.file import RecordRow
from services.daily_records.loading import load_records
from services.township.file import TownshipFile
from tests.worlds.asked import asked_of
from tests.worlds.board_officials import DRAFTED, NOW, Hands
from tests.worlds.browsers import Town
from tests.worlds.recorded_quarters import CLERK, HEAD, THIRD, inspect, record
from tests.worlds.towns import Past, loaded

PAGE = f"/console/boards/{THIRD}"
LATER = DRAFTED + timedelta(hours=1)


def recorded_third(session: Session, file: TownshipFile) -> None:
    loaded(session, file)
    record(session, file, THIRD)
    inspect(session, file, THIRD)


@pytest.fixture
def past() -> Past:
    return recorded_third


@pytest.fixture
def moment() -> datetime:
    return NOW + timedelta(hours=1)


def _record_late(hands: Hands) -> None:
    """Take points from whoever is last on the red list."""
    board = hands.session.scalars(select(Board)).one()
    row = RecordRow(
        THIRD.months[0], board.listed("red")[-1].organization_id, "ZZ-01", "not_done", "没有反馈", CLERK, ""
    )
    load_records(hands.session, [row], LATER)


def _object(hands: Hands) -> None:
    """Let three that are not red say that a record is wrong."""
    board = hands.session.scalars(select(Board)).one()
    for row in board.listed("none")[:3]:
        of_it = {"organization_id": row.organization_id, "target": "record:1", "subject": "支委会", "text": "开过"}
        dated = {"quarter": THIRD, "filed_at": DRAFTED, "reply_due": NOW + timedelta(days=14), "state": "filed"}
        hands.session.add(Objection(**of_it, **dated, filed_by_id=1))


def _rename(hands: Hands) -> None:
    hands.session.get_one(Organization, "org-011").short_name = "电话13900000000支部"


STEPS: Final[Mapping[str, Callable[[Hands], object]]] = {
    "drafted": lambda hands: hands.draft(),
    "recorded": _record_late,
    "drafted again": lambda hands: hands.draft(at=LATER),
    "renamed": _rename,
    "objected to": _object,
    "previewed": lambda hands: setattr(hands.preview(at=LATER), "preview_ends", LATER),
    "reviewed": lambda hands: hands.review(),
    "checked": lambda hands: hands.check(),
    "approved": lambda hands: hands.approve(despite="先批准"),
    "grey approved": lambda hands: hands.approve_grey(),
    "published": lambda hands: hands.publish(),
}


def taken(town: Town, name: str, calendar: Calendar) -> None:
    with town.db.begin() as session:
        STEPS[name](Hands(session, calendar))


def read(town: Town) -> str:
    """Read what the page says, without what a form sends along."""
    return re.sub(r"<[^>]+>", "", town.visitor(HEAD).reads(PAGE))


def test_after_every_step_the_page_says_what_a_process_says_that_has_kept_nothing(
    town: Town, calendar: Calendar
) -> None:
    before = ""
    for name in STEPS:
        taken(town, name, calendar)
        said = read(town)
        with town.db.read() as session:
            session.info[COUNTED].clear()
        assert said == read(town), name
        assert said != before, f"{name} shows"
        before = said


def test_only_a_draft_lets_the_edges_be_worked_out_again(town: Town, calendar: Calendar) -> None:
    again = []
    for name in STEPS:
        taken(town, name, calendar)
        with asked_of(town) as asked:
            read(town)
        again += [name] * any("group by board_rows.total" in one.lower() for one in asked)
    assert again == ["drafted", "drafted again"]
