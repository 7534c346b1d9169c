"""What stops the work and what was left lying: who hears of it, how often, and in which words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.clock import lease_seconds
from bot.delivery_limits import recover, rest
from bot.heart import PARTS, accept_clock, note_alive, this_machine
from bot.wecom_errors import NO_PROXY, WeComError, verdict
from models.inbox import FAILED, InboxMessage
from models.outbox import OutboxMessage
from rules.periods import BEIJING
from rules.workdays import Calendar
from services.backups.copies import name_at
from services.health.attention import what_office_sees
from services.health.telling import alarm_robot, report_troubles, said
from services.health.working import what_stops
from services.schemes.versions import shipped_text, store_scheme

MORNING = datetime(2026, 11, 2, 8, 47, tzinfo=BEIJING)
DAY = timedelta(days=1)
ROBOT = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
NO_IP = WeComError("message/send: WeCom says 60020 (ask the admin)", "refused", verdict(60020), 60020)


@pytest.fixture
def session(town_session: Session) -> Iterator[Session]:
    """The sample town, in which every part works and was seen a moment ago."""
    for part in PARTS:
        note_alive(town_session, "town-hall", part, lease_seconds())
    yield town_session


def kinds(session: Session, now: datetime = MORNING) -> list[str]:
    return [one.kind for one in what_stops(session, now, lease_seconds()) if one.kind != "no_timetable"]


def refuse(session: Session, api: str, error: WeComError = NO_IP, *, minutes: float = 5) -> None:
    """Let WeCom have refused an API for some minutes."""
    rest(session, api, error, lease_seconds() - 60 * minutes, by_probe=True)


def told(session: Session, kind: str = "member") -> list[str]:
    """List what was pushed, each once however many people got it."""
    found = session.scalars(
        select(OutboxMessage).where(OutboxMessage.addressee_kind == kind).order_by(OutboxMessage.id)
    )
    return list(dict.fromkeys(outbox.shown(one) for one in found if "系统" in outbox.shown(one)))


def lose(session: Session, key: str, at: datetime) -> None:
    """Let a message not arrive."""
    outbox.push(session, outbox.Addressee("member", "zhuyongliang"), outbox.text("通知"), key=key, now=at)
    message = session.scalars(select(OutboxMessage).where(OutboxMessage.key == key)).one()
    message.state, message.errcode, message.error = outbox.FAILED, 60111, "no such member"
    session.flush()


def test_where_everything_works_nothing_is_said(session: Session, calendar: Calendar) -> None:
    assert kinds(session) == []
    assert report_troubles(session, calendar, MORNING) == 0
    assert alarm_robot(session, calendar, MORNING, robot=ROBOT) == 0


def test_a_part_nobody_does_any_more_is_missed_after_a_minute(session: Session) -> None:
    note_alive(session, "town-hall", "worker", lease_seconds() - 50)
    assert kinds(session) == []
    note_alive(session, "town-hall", "worker", lease_seconds() - 90)
    [trouble] = what_office_sees(session, MORNING, lease_seconds())
    assert "没有程序在回复消息" in said(trouble)[0]
    note_alive(session, "another-machine", "worker", lease_seconds())
    assert kinds(session) == []


def test_a_clock_that_was_set_back_is_noticed_until_it_is_right_or_somebody_says_so(session: Session) -> None:
    note_alive(session, "town-hall", "worker", lease_seconds() + 600)
    note_alive(session, "town-hall", "worker", lease_seconds())
    assert kinds(session) == ["clock"]
    assert accept_clock(session, lease_seconds()) == 1
    assert kinds(session) == []


def test_a_rest_of_seconds_is_no_news_and_a_longer_one_says_why_and_where_to_click(session: Session) -> None:
    refuse(session, "message/send", minutes=0.5)
    assert kinds(session) == []
    recover(session, "message/send", lease_seconds())
    refuse(session, "message/send")
    [trouble] = what_office_sees(session, MORNING, lease_seconds())
    what, to_do = said(trouble)
    assert what.startswith("发给个人的消息从")
    assert what.endswith("起被企业微信退回：服务器的出口地址没有登记为可信IP（错误码 60020）。")
    assert "企业可信IP" in to_do
    recover(session, "message/send", lease_seconds())
    assert kinds(session) == []


@pytest.mark.parametrize("code", [60020, 40001, 50003, 48002, 45009, 301007])
def test_every_cause_of_a_rest_is_said_with_what_to_do(session: Session, code: int) -> None:
    refuse(session, "appchat/send", WeComError(f"WeCom says {code}", "refused", verdict(code), code))
    [trouble] = what_office_sees(session, MORNING, lease_seconds())
    assert f"（错误码 {code}）。" in said(trouble)[0]
    assert said(trouble)[1].endswith("消息都留着，恢复后自动补发，不要重发。")


def test_a_proxy_that_lets_nobody_through_is_said_without_a_code(session: Session) -> None:
    refuse(session, "appchat/send", WeComError("the proxy answers 407", "refused", NO_PROXY))
    [trouble] = what_office_sees(session, MORNING, lease_seconds())
    assert said(trouble)[0].endswith("服务器到企业微信的代理或证书有问题。")


def test_no_answer_for_five_minutes_is_told_only_while_nothing_comes_through(session: Session) -> None:
    outbox.answer(session, "wusiyuan", outbox.text("x"), key="answer:1", now=MORNING - timedelta(minutes=6))
    tried = session.scalars(select(OutboxMessage).where(OutboxMessage.key == "answer:1")).one()
    tried.attempts, tried.error, tried.not_before = 3, "no connection to the platform", MORNING + timedelta(minutes=1)
    session.flush()
    assert kinds(session) == ["no_answer"]
    outbox.answer(session, "qianxiaoyu", outbox.text("y"), key="answer:2", now=MORNING)
    session.scalars(select(OutboxMessage).where(OutboxMessage.key == "answer:2")).one().state = outbox.SENT
    session.flush()
    assert kinds(session) == []


def test_the_morning_report_tells_each_trouble_once_and_not_on_days_off(session: Session, calendar: Calendar) -> None:
    lose(session, "notice:1", MORNING - DAY)
    lose(session, "notice:2", MORNING)
    session.add(
        InboxMessage(
            key="k", userid="x", kind="text", text="", received_at=MORNING - DAY, state=FAILED, error="KeyError"
        )
    )
    session.flush()
    assert report_troubles(session, calendar, MORNING - DAY) == 0  # A Sunday.
    assert report_troubles(session, calendar, MORNING) == 2
    [said_today] = told(session)
    assert "有2件事要看一看" in said_today
    assert "有1条消息没有送到" in said_today
    assert "最近7天有1条来信系统没有办成" in said_today
    assert report_troubles(session, calendar, MORNING + timedelta(hours=1)) == 0
    # The second one was left lying overnight and is new; on the day after nothing is.
    assert [report_troubles(session, calendar, MORNING + n * DAY) for n in (1, 2)] == [1, 0]
    assert "有2条消息没有送到" in told(session)[1]
    assert len(told(session)) == 2


def test_what_is_over_and_comes_back_is_told_again(session: Session, calendar: Calendar) -> None:
    refuse(session, "appchat/send")
    assert report_troubles(session, calendar, MORNING) == 1
    recover(session, "appchat/send", lease_seconds())
    assert report_troubles(session, calendar, MORNING + DAY) == 0
    refuse(session, "appchat/send")
    assert report_troubles(session, calendar, MORNING + 2 * DAY) == 1


def test_a_robot_tells_at_once_what_wecom_itself_cannot_tell(session: Session, calendar: Calendar) -> None:
    refuse(session, "message/send")
    assert report_troubles(session, calendar, MORNING) == 0
    assert [alarm_robot(session, calendar, MORNING + n * timedelta(minutes=10), robot=ROBOT) for n in (0, 1)] == [1, 0]
    [posted] = told(session, "webhook")
    assert "企业可信IP" in posted


def test_a_disk_that_runs_full_is_told_to_the_office(
    session: Session, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.health.attention.free_bytes", lambda _folder: 100 * 1024 * 1024)
    assert report_troubles(session, calendar, MORNING) == 1
    assert "磁盘只剩100 MB" in told(session)[0]


def test_a_town_that_is_disturbed_from_nine_on_hears_all_the_same(session: Session, calendar: Calendar) -> None:
    store_scheme(session, shipped_text(), {"policy": {"push_window": ["09:00", "17:30"]}}, MORNING)
    refuse(session, "appchat/send")
    assert report_troubles(session, calendar, MORNING) == 1


def test_a_backup_that_was_not_made_is_told_once_and_again_once_it_was_made_and_is_missed_anew(
    session: Session, calendar: Calendar, tmp_path: Path
) -> None:
    def reported(day: int) -> int:
        return report_troubles(session, calendar, MORNING + day * DAY, backups=tmp_path / "copies")

    assert [reported(0), reported(1)] == [1, 0]
    assert f"服务器 {this_machine()} 上还没有一份备份" in told(session)[0]
    (tmp_path / "copies").mkdir()
    (tmp_path / "copies" / name_at(MORNING + 2 * DAY)).touch()
    (tmp_path / "copies" / name_at(MORNING + 3 * DAY)).mkdir()  # Nothing that can be read.
    assert [reported(2), reported(3), reported(4)] == [0, 0, 1]
    assert "最近一份备份是11月4日（周三）08:47做的" in told(session)[1]
