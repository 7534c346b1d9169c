"""Whether a merged branch's streak goes on: the leading group decides in the console, and hears that it waits."""

from __future__ import annotations

import pytest

from models.organization_changes import StreakTakeover, takeovers_in
from rules.cases import STREAK_TAKEOVER
from services.cases import begin
from tests.worlds.browsers import Town
from tests.worlds.month_under_way import NOW
from tests.worlds.recorded_quarters import CLERK, LEADER
from tests.worlds.towns import Past, loaded

LIST = "/console/takeovers"


@pytest.fixture
def past() -> Past:
    return loaded


@pytest.fixture
def asked(town: Town) -> int:
    """A question about 荷塘一支部, which has become part of 荷塘二支部."""
    with town.db.begin() as session:
        one = StreakTakeover(from_id="org-007", to_id="org-008", day=NOW.date(), state="proposed", begun_at=NOW)
        session.add(one)
        session.flush()
        begin(session, STREAK_TAKEOVER, one, None, NOW, streak=2)
        return one.id


def test_the_leading_group_sees_that_it_waits_and_decides_with_a_reason(town: Town, asked: int) -> None:
    leader = town.visitor(LEADER)
    assert "连续次数接不接着算等决定" in leader.reads("/console/today")
    leader.submits(f"{LIST}/{asked}", f"{LIST}/{asked}/take_over", reason="班子没有变")
    assert "班子没有变" in leader.reads(f"{LIST}/{asked}")
    with town.db.read() as session:
        assert [one.id for one in takeovers_in(session, "taken_over")] == [asked]
    assert "没有等您办的事" in leader.reads("/console/today")


def test_the_office_sees_it_and_may_not_decide(town: Town, asked: int) -> None:
    clerk = town.visitor(CLERK)
    assert "disabled" in clerk.reads(f"{LIST}/{asked}")
    assert clerk.submits(f"{LIST}/{asked}", f"{LIST}/{asked}/leave", reason="不算").status_code == 403
    with town.db.read() as session:
        assert len(takeovers_in(session, "proposed")) == 1
