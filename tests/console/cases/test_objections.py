"""异议 in the console: admitted, decided by who did not make the entry, with what it would change."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.objections import Objection
from services.scores.scores import explained
from tests.worlds.browsers import NOW, Town
from tests.worlds.recorded_quarters import CLERK, HEAD, person

LIST = "/console/objections"


def state(town: Town) -> str:
    with town.db.read() as session:
        return session.get_one(Objection, 1).state


@pytest.fixture
def entry_in_question(town: Town) -> Town:
    """The objection is about an entry that cost its branch points, and not about the board."""
    with town.db.begin() as session:
        objection = session.get_one(Objection, 1)
        lines = explained(session, objection.organization, objection.quarter, NOW).lines
        line = next(one for one in lines if one.points < 0)
        objection.target, objection.subject = line.entry.key, line.entry.what
        objection.made_by_id = person(session, "qianxiaoyu").id
    return town


def test_it_is_admitted_by_the_office_and_decided_by_the_head(town: Town) -> None:
    clerk, head = town.visitor(CLERK), town.visitor(HEAD)
    assert "名次有误" in clerk.reads(f"{LIST}/1")
    clerk.submits(f"{LIST}/1", f"{LIST}/1/admit")
    assert state(town) == "investigating"
    assert clerk.submits(f"{LIST}/1", f"{LIST}/1/dismiss", reason="名次无误").status_code == 403
    assert "系统不自动更正" in head.reads(f"{LIST}/1")
    head.submits(f"{LIST}/1", f"{LIST}/1/dismiss", reason="名次无误")
    assert state(town) == "dismissed"


def test_it_says_how_many_working_days_are_left(town: Town) -> None:
    clerk = town.visitor(CLERK)
    assert "还有10个工作日" in clerk.reads(LIST)
    town.clock.moment = NOW + timedelta(days=30)
    page = clerk.reads(LIST)
    assert "过了答复期限 1" in page
    assert "△ 应在" in page


def test_whoever_made_the_entry_is_told_why_not(entry_in_question: Town) -> None:
    other = entry_in_question.visitor("qianxiaoyu")
    assert "是您本人经办的事" in other.reads(f"{LIST}/1")
    assert other.submits(f"{LIST}/1", f"{LIST}/1/admit").status_code == 403
    assert state(entry_in_question) == "filed"


def test_before_it_is_decided_one_sees_what_the_total_would_be_and_so_it_becomes(entry_in_question: Town) -> None:
    town = entry_in_question
    town.visitor(CLERK).submits(f"{LIST}/1", f"{LIST}/1/admit")
    head = town.visitor(HEAD)
    with town.db.read() as session:
        objection = session.get_one(Objection, 1)
        before = explained(session, objection.organization, objection.quarter, NOW).score.total
    page = head.reads(f"{LIST}/1")
    assert f"总分从 {before.normalize():f} 变成" in page
    head.submits(f"{LIST}/1", f"{LIST}/1/uphold", reason="会议记录在案")
    with town.db.read() as session:
        objection = session.get_one(Objection, 1)
        later = NOW + timedelta(minutes=1)
        after = explained(session, objection.organization, objection.quarter, later).score.total
    assert f"变成 {after.normalize():f}；" in page
