"""What the office is told of messages that did not arrive, and what never."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.db import Database
from models.outbox import OutboxMessage
from rules.periods import BEIJING
from services.notices.undelivered import Undelivered, why_undelivered

MONDAY = datetime(2026, 11, 2, 8, 34, tzinfo=BEIJING)
ROBOT = "11111111-2222-3333-4444-555555555555"
SECRETARY = outbox.Addressee("member", "zhuyongliang")
ROBOT_GONE = OutboxMessage(addressee_kind="webhook", error="…", errcode=93000)
MORNING = outbox.text("早上好\n今天开会")


def told_after_refusal(
    session: Session, to: outbox.Addressee = SECRETARY, body: Mapping[str, Any] = MORNING
) -> list[str]:
    """Let WeCom refuse a push; returns what the office hears of it."""
    outbox.push(session, to, body, key="hello", now=MONDAY)
    message = session.scalars(select(OutboxMessage).where(OutboxMessage.key == "hello")).one()
    Undelivered().refused(session, message, MONDAY)
    told = select(OutboxMessage.body).where(OutboxMessage.key.startswith("undelivered:"))
    return list(session.scalars(told))


@pytest.mark.parametrize(
    ("to", "named"),
    [
        (SECRETARY, "没有送达朱永良：早上好"),
        (outbox.Addressee("member", "somebody"), "没有送达somebody：早上好"),
        (outbox.Addressee("chat", "board1"), "没有送达工作群：早上好"),
        (outbox.Addressee("webhook", ROBOT), "没有送达工作群：早上好"),
    ],
)
def test_the_office_hears_who_was_not_reached_but_never_a_robots_key(
    town: Database, to: outbox.Addressee, named: str
) -> None:
    with town.begin() as session:
        told = told_after_refusal(session, to)
    assert len(told) == 3
    assert all(named in one and ROBOT not in one for one in told)


@pytest.mark.parametrize(
    ("body", "quoted"),
    [
        (MORNING, "早上好"),
        (outbox.text("很长的一行" * 20), "很长的一行" * 7 + "很长的一…"),
        (outbox.markdown("**红榜**"), "**红榜**"),
        (outbox.card({"main_title": {"title": "9月党建工作提醒单"}}), "9月党建工作提醒单"),
        (outbox.picture(), "（图片）"),
    ],
)
def test_the_office_hears_which_message_it_was(town: Database, body: Mapping[str, Any], quoted: str) -> None:
    with town.begin() as session:
        told = told_after_refusal(session, body=body)
    assert all(f"没有送达朱永良：{quoted}\\n" in one for one in told)


def test_a_notice_to_the_office_itself_is_not_reported_to_it(town: Database) -> None:
    with town.begin() as session:
        assert told_after_refusal(session, outbox.Addressee("member", "wusiyuan")) == []


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (OutboxMessage(addressee_kind="member"), "对方不在应用可见范围，或没有加入企业微信"),
        (
            OutboxMessage(addressee_kind="member", error="…", errcode=81013),
            "对方不在应用可见范围，或没有加入企业微信（错误码 81013）",
        ),
        (
            OutboxMessage(addressee_kind="webhook", error="…", errcode=93000),
            "群已解散，或机器人已被移除（错误码 93000）",
        ),
        (OutboxMessage(error="…", errcode=40008), "消息不合企业微信的要求（错误码 40008）"),
        (
            OutboxMessage(error="…", errcode=48002),
            "应用在企业微信管理后台的设置有问题，请告诉管企业微信的同志（错误码 48002）",
        ),
        (OutboxMessage(error="…", errcode=45009), "企业微信一直没有接收（错误码 45009）"),
        (OutboxMessage(error="no answer"), "企业微信一直没有接收"),
        (OutboxMessage(error="no answer", unknown_since=MONDAY), "说不准对方收到没有"),
    ],
)
def test_why_is_said_in_words_of_the_office_and_without_what_wecom_answered(message: OutboxMessage, why: str) -> None:
    assert why_undelivered(message) == why
