"""发送记录 in the console: what became of what was said, and what a person may do about what did not arrive."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from bot import outbox
from models.handovers import Handover
from models.organizations import Organization
from models.outbox import OutboxMessage
from services.notices.branches import tell_branch
from services.notices.resending import count_to_see
from tests.worlds.browsers import NOW, SECRETARY, Town
from tests.worlds.recorded_quarters import CLERK
from tests.worlds.who_may import BRANCH

LIST = "/console/deliveries"


def said(town: Town, key: str = "told", **columns: Any) -> int:
    """A branch was told something, and this became of it."""
    with town.db.begin() as session:
        tell_branch(session, session.get_one(Organization, BRANCH), "10月的会请补开。\n有困难请说。", key=key, now=NOW)
        message = session.scalars(select(OutboxMessage).where(OutboxMessage.key == key)).one()
        for name, value in columns.items():
            setattr(message, name, value)
        return message.id


def refused(town: Town) -> int:
    return said(town, state="failed", attempts=1, errcode=81013, error="refused")


def test_a_message_says_why_it_did_not_arrive_and_the_number_for_the_telephone(town: Town) -> None:
    clerk, message = town.visitor(CLERK), refused(town)
    page = clerk.reads(LIST)
    assert "没有送到 1" in page
    assert "要您看 1" in page
    assert "不在应用可见范围" in page
    record = clerk.reads(f"{LIST}/{message}")
    assert "有困难请说。" in record
    assert "81013" in record
    assert "{&#34;" not in record


def test_today_leads_to_what_did_not_arrive_until_somebody_has_seen_to_it(town: Town) -> None:
    clerk, message = town.visitor(CLERK), refused(town)
    assert f'href="{LIST}/{message}"' in clerk.reads("/console/today")
    clerk.submits(f"{LIST}/{message}", f"{LIST}/{message}/see_to")
    assert f'href="{LIST}/{message}"' not in clerk.reads("/console/today")


def test_what_certainly_did_not_arrive_is_sent_again_once_and_no_more_waits(town: Town) -> None:
    clerk, message = town.visitor(CLERK), refused(town)
    assert clerk.submits(f"{LIST}/{message}", f"{LIST}/{message}/send_again").status_code == 303
    with town.db.read() as session:
        again = session.scalars(select(OutboxMessage).where(OutboxMessage.key == f"again:{message}")).one()
        assert (again.addressee, again.state, outbox.shown(again)) == (
            SECRETARY,
            "waiting",
            "10月的会请补开。\n有困难请说。",
        )
        assert count_to_see(session, NOW) == 0
    assert clerk.submits(f"{LIST}/{message}", f"{LIST}/{message}/send_again").status_code == 409


def test_what_perhaps_arrived_is_asked_back_before_it_is_said_twice(town: Town) -> None:
    clerk = town.visitor(CLERK)
    message = said(town, state="failed", attempts=3, unknown_since=NOW)
    assert "说不准 1" in clerk.reads(LIST)
    record = clerk.reads(f"{LIST}/{message}")
    assert "可能收到两遍" in record
    assert clerk.submits(f"{LIST}/{message}", f"{LIST}/{message}/send_again").status_code == 422
    assert clerk.submits(f"{LIST}/{message}", f"{LIST}/{message}/send_again", sure="y").status_code == 303


def test_it_goes_to_another_of_the_branch_and_to_nobody_else(town: Town) -> None:
    clerk, message = town.visitor(CLERK), refused(town)
    record = clerk.reads(f"{LIST}/{message}")
    assert 'value="shimeiling"' in record
    wrong = clerk.submits(f"{LIST}/{message}", f"{LIST}/{message}/send_to_other", other="zhangjianxin")
    assert wrong.status_code == 422
    clerk.submits(f"{LIST}/{message}", f"{LIST}/{message}/send_to_other", other="shimeiling")
    with town.db.read() as session:
        again = session.scalars(select(OutboxMessage).where(OutboxMessage.key == f"again:{message}")).one()
        assert again.addressee == "shimeiling"


def test_it_goes_on_the_list_of_what_is_handed_over(town: Town) -> None:
    clerk, message = town.visitor(CLERK), refused(town)
    clerk.submits(f"{LIST}/{message}", f"{LIST}/{message}/put_on_paper")
    with town.db.read() as session:
        assert session.scalars(select(Handover.text)).one() == "10月的会请补开。\n有困难请说。"
    assert "已经列在待送达清单里" in clerk.reads(f"{LIST}/{message}")


def test_what_goes_on_by_itself_has_a_grey_button_with_the_reason(town: Town) -> None:
    message = said(town, state="failed", topic="slip", subject="1", errcode=81013, error="refused")
    clerk = town.visitor(CLERK)
    assert "系统自己换人" in clerk.reads(f"{LIST}/{message}")
    assert "要您看 0" in clerk.reads(LIST)


@pytest.mark.parametrize("lane", ["answer", "card"])
def test_answers_in_a_chat_are_nobody_elses(town: Town, lane: str) -> None:
    message = said(town, lane=lane)
    clerk = town.visitor(CLERK)
    assert "请补开" not in clerk.reads(LIST)
    assert clerk.get(f"{LIST}/{message}").status_code == 404


def test_a_leader_and_a_secretary_do_not_read_what_others_were_told(town: Town) -> None:
    assert [town.visitor(who).get(LIST).status_code for who in ("guchengzhi", SECRETARY)] == [403, 403]


def test_outside_working_hours_it_says_when_it_will_go(town: Town) -> None:
    said(town)
    town.clock.moment = NOW + timedelta(hours=12)
    assert "等到工作时间发" in town.visitor(CLERK).reads(LIST)


def test_a_list_asks_as_often_for_many_messages_as_for_one(town: Town) -> None:
    for number in range(6):
        said(town, f"told-{number}")
    clerk, counted = town.visitor(CLERK), list[int]()
    clerk.reads(LIST)
    event.listen(town.db.engine, "before_cursor_execute", lambda *_: counted.append(1))
    clerk.reads(f"{LIST}?words=【")
    one, counted[:] = len(counted), []
    clerk.reads(LIST)
    assert len(counted) <= one
