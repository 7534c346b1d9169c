"""What the assessment costs each person in a month, as the office sees it in the console."""

from __future__ import annotations

from datetime import datetime

from bot import outbox
from models.outbox import OutboxMessage
from rules.periods import BEIJING
from tests.worlds.browsers import SECRETARY, Town
from tests.worlds.recorded_quarters import CLERK, LEADER

HEARD = datetime(2026, 9, 1, 9, 0, tzinfo=BEIJING)


def test_the_office_sees_what_each_person_had_to_read_in_the_month_it_chooses(town: Town) -> None:
    with town.db.begin() as session:
        outbox.push(session, outbox.Addressee("member", SECRETARY), outbox.text("开会了"), key="heard", now=HEARD)
        session.flush()
        session.query(OutboxMessage).filter_by(key="heard").update({"state": outbox.SENT, "accepted_at": HEARD})
    clerk = town.visitor(CLERK)
    listed = clerk.reads("/console/burdens?month=2026-09")
    assert "朱永良" in listed
    assert "一半的人最多读 3 字" in listed
    person = listed.split("/console/burdens/", 1)[1].split("?", 1)[0]
    opened = clerk.reads(f"/console/burdens/{person}?month=2026-09")
    assert [f"<dd>{said}</dd>" in opened for said in ("1 条", "0 条", "3 字")] == [True] * 3
    assert "这个月没有人收到或发过消息" in clerk.reads("/console/burdens?month=2026-08")


def test_nobody_but_the_office_opens_it(town: Town) -> None:
    assert town.visitor(LEADER).get("/console/burdens").status_code == 403
