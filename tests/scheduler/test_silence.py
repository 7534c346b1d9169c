"""No sweep and no decision says anything to a branch that a person has not decided to say (A12)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import Database
from models.consequences import consequences_of_year
from models.outbox import OutboxMessage
from models.overhauls import Overhaul
from rules.workdays import Calendar
from scheduler.jobs import Posting, Several, timetable
from services.consequences.decisions import carry_out, close, confirm
from tests.worlds.grey_boards import NOW, OFFICERS, Q4_2025, proposed, sent_to, store_board
from tests.worlds.recorded_quarters import CLERK, HEAD, LEADER, OTHER_LEADER, person, third_recorded
from tests.worlds.towns import Past

TOWN_LEADER, DEPARTMENT_HEAD = "guchengzhi", "xujianming"


def grey_town(session: Session) -> list[str]:
    """Let the ten last of the register be grey three times in a row."""
    branches = [f"org-{number:03d}" for number in (2, 3, 4, 6, 7, 9, 10, 11, 12, 13)]
    quarter = Q4_2025
    for _ in range(3):
        store_board(session, quarter, dict.fromkeys(branches, "G"))
        quarter = quarter.next
    return branches


@pytest.fixture
def past() -> Past:
    return third_recorded


@pytest.fixture
def session(town: Database) -> Iterator[Session]:
    """A transaction in the town with its third quarter recorded, undone afterwards."""
    with town.read() as opened:
        yield opened


@pytest.mark.parametrize("days", [1, 30])
def test_no_sweep_says_anything_to_a_branch_before_a_person_has_decided(
    session: Session, calendar: Calendar, days: int
) -> None:
    branches = grey_town(session)
    for day in range(days):
        for job in timetable():
            now = NOW + timedelta(days=day)
            if isinstance(job.sweep, Posting):
                job.sweep.post(session, calendar, now, {})
            elif isinstance(job.sweep, Several):
                job.sweep.sweep(session, calendar, now, job.sweep.found(session, calendar, now))
            else:
                job.sweep(session, calendar, now)
    found = consequences_of_year(session, 2026)
    assert len(found) == 4 * len(branches)
    assert {one.state for one in found} == {"proposed"}
    assert session.scalars(select(Overhaul)).all() == []
    told = session.execute(select(OutboxMessage.key, OutboxMessage.addressee, OutboxMessage.body)).all()
    about = [one for one in told if any(word in one.body for word in ("处理建议", "整顿", "约谈", "后进", "评优"))]
    assert {one.addressee for one in about} == {LEADER, OTHER_LEADER, HEAD}
    assert {one.key.split(":")[0] for one in about} == {"consequence"}


@pytest.mark.parametrize("kind", ["honours_ineligibility", "laggard_listing", "interview"])
def test_even_confirmed_nothing_but_the_overhaul_goes_to_branch_or_department(
    session: Session, calendar: Calendar, kind: str
) -> None:
    one = proposed(session, calendar, "G G G")[kind]
    confirm(session, [one], "情况属实", person(session, LEADER), calendar, NOW)
    carry_out(session, one, NOW.date(), "约谈记录3号", person(session, CLERK), NOW)
    close(session, one, "材料已归档", person(session, CLERK), NOW)
    heard = set(sent_to(session).values())
    assert not heard & {*OFFICERS, DEPARTMENT_HEAD, TOWN_LEADER}
    assert {CLERK, HEAD} <= heard
