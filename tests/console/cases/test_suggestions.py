"""意见建议 in the console: read word for word, answered in the office's name, carried out, and not left lying."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import outbox
from models.outbox import OutboxMessage
from models.people import person_by_userid
from models.suggestions import Suggestion
from services.suggestions import suggest
from tests.worlds.browsers import NOW, SECRETARY, Town
from tests.worlds.recorded_quarters import CLERK, LEADER

LIST = "/console/suggestions"


@pytest.fixture(autouse=True)
def suggestion(town: Town) -> None:
    """A secretary has written something."""
    with town.db.begin() as session:
        person = person_by_userid(session, SECRETARY)
        assert person
        suggest(session, person, "填表太多，能不能少一点？", NOW)


def told(town: Town) -> list[str]:
    with town.db.read() as session:
        query = select(OutboxMessage).where(OutboxMessage.addressee == SECRETARY, OutboxMessage.lane == "push")
        return [outbox.shown(one) for one in session.scalars(query) if "意见建议" in outbox.shown(one)]


def state(town: Town) -> str:
    with town.db.read() as session:
        return session.get_one(Suggestion, 1).state


def test_an_answer_goes_to_the_person_alone_and_says_who_answers(town: Town) -> None:
    clerk = town.visitor(CLERK)
    assert "填表太多，能不能少一点？" in clerk.reads(f"{LIST}/1")
    assert "署名“镇组织办 吴思源”" in clerk.reads(f"{LIST}/1")
    assert clerk.submits(f"{LIST}/1", f"{LIST}/1/answer", said=" ").status_code == 422
    assert clerk.submits(f"{LIST}/1", f"{LIST}/1/answer", said="从下月起少填两项。").status_code == 303
    (said,) = told(town)
    assert said.endswith("从下月起少填两项。\n镇组织办 吴思源")
    assert state(town) == "answered"
    assert "没有回复 0" in clerk.reads(LIST)


def test_what_was_done_is_a_state_of_its_own_and_can_be_taken_back(town: Town) -> None:
    clerk = town.visitor(CLERK)
    clerk.submits(f"{LIST}/1", f"{LIST}/1/carry_out", said="两项已经去掉。")
    assert state(town) == "done"
    assert "已经办到" in told(town)[0]
    assert clerk.submits(f"{LIST}/1", f"{LIST}/1/carry_out", said="两项已经去掉。").status_code == 409
    clerk.submits(f"{LIST}/1", f"{LIST}/1/reopen", reason="还差一项")
    assert state(town) == "answered"
    assert len(told(town)) == 1


def test_after_three_working_days_without_an_answer_it_is_late(town: Town) -> None:
    # A Thursday: Friday, Monday and Tuesday are the three; on Wednesday it is late.
    clerk = town.visitor(CLERK)
    town.clock.moment = NOW + timedelta(days=5)
    assert "过了3个工作日 0" in clerk.reads(LIST)
    town.clock.moment = NOW + timedelta(days=6)
    page = clerk.reads(LIST)
    assert "过了3个工作日 1" in page
    assert "个工作日没有回复" in page
    assert "1 条意见建议过了3个工作日没有回复" in clerk.reads("/console/today")


def test_who_cannot_be_reached_is_answered_by_word_of_mouth(town: Town) -> None:
    with town.db.begin() as session:
        session.get_one(Suggestion, 1).person.userid = None
    clerk = town.visitor(CLERK)
    assert "收不到企业微信消息" in clerk.reads(f"{LIST}/1")
    assert clerk.submits(f"{LIST}/1", f"{LIST}/1/answer", said="好").status_code == 409
    assert state(town) == "made"


def test_only_the_office_reads_what_people_wrote(town: Town) -> None:
    assert [town.visitor(who).get(LIST).status_code for who in (SECRETARY, LEADER)] == [403, 403]
