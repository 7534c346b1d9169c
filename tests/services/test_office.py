"""What the office is told of messages that did not arrive, and what never."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.db import Database
from models.outbox import OutboxMessage
from rules.periods import BEIJING
from services.office import Undelivered

MONDAY = datetime(2026, 11, 2, 8, 34, tzinfo=BEIJING)
ROBOT = "11111111-2222-3333-4444-555555555555"


def told_after_refusal(session: Session, to: outbox.Addressee) -> list[str]:
    """Let WeCom refuse a push; returns what the office hears of it."""
    outbox.push(session, to, outbox.text("早上好"), key="hello", now=MONDAY)
    message = session.scalars(select(OutboxMessage).where(OutboxMessage.key == "hello")).one()
    Undelivered().refused(session, message, MONDAY)
    told = select(OutboxMessage.body).where(OutboxMessage.key.startswith("undelivered:"))
    return list(session.scalars(told))


@pytest.mark.parametrize(
    ("to", "named"),
    [
        (outbox.Addressee("member", "zhuyongliang"), "没有送达 zhuyongliang（hello）"),
        (outbox.Addressee("chat", "board1"), "没有送达工作群（hello）"),
        (outbox.Addressee("webhook", ROBOT), "没有送达工作群（hello）"),
    ],
)
def test_the_office_hears_who_was_not_reached_but_never_a_robots_key(
    town: Database, to: outbox.Addressee, named: str
) -> None:
    with town.begin() as session:
        told = told_after_refusal(session, to)
    assert len(told) == 3
    assert all(named in one and ROBOT not in one for one in told)


def test_a_notice_to_the_office_itself_is_not_reported_to_it(town: Database) -> None:
    with town.begin() as session:
        assert told_after_refusal(session, outbox.Addressee("member", "wusiyuan")) == []
