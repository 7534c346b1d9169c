"""What becomes of a message: WeCom takes it, says no, says later, or says nothing."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from bot import outbox
from bot.delivery_marks import BACKOFF
from bot.wecom_errors import WeComError
from models.outbox import OutboxMessage
from tests.bot.fake_wecom import CHAT, MEMBER, ROBOT, Ear, PostOffice, Receipt, no_connection, says, silence

SLIP = outbox.About("slip", "17")


def test_the_topic_hears_that_wecom_took_its_message(post: PostOffice) -> None:
    post.push("提醒单", about=SLIP)
    assert post.deliver() == ["提醒单"]
    assert post.ear.heard == [("accepted", "提醒单")]
    row = post.row("提醒单")
    assert (row.state, row.msgid, row.attempts) == (outbox.SENT, "m1", 1)
    assert row.accepted_at is not None


def test_the_response_code_of_a_card_is_kept(post: PostOffice) -> None:
    post.wecom.next_for(MEMBER.id, Receipt(response_code="rc"))
    post.push_card(SLIP)
    post.delivery.drain()
    assert post.row("slip-1-1").response_code == "rc"


def test_a_listener_that_says_something_is_delivered_too(post: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    def tell(session: object, message: object, now: object) -> None:
        outbox.push(session, CHAT, outbox.text("转告"), key="转告", now=post.clock.now())  # type: ignore[arg-type]

    monkeypatch.setattr(post.ear, "accepted", tell)
    post.push("提醒单", about=SLIP)
    assert post.deliver() == ["提醒单", "转告"]


def test_wecom_is_asked_to_recognise_a_push_for_hours_and_an_answer_for_as_long_as_it_is_repeated(
    post: PostOffice,
) -> None:
    post.push("提醒单")
    post.answer("你好")
    post.delivery.drain()
    assert {one.text: one.unique_for for one in post.wecom.heard} == {
        "提醒单": timedelta(hours=4),
        "你好": timedelta(minutes=30),
    }


def test_an_addressee_wecom_names_as_refused_is_not_delivered(post: PostOffice) -> None:
    """WeCom writes refused userids in small letters, whatever ours look like."""
    post.wecom.next_for(MEMBER.id, Receipt(refused=frozenset({MEMBER.id.lower()})))
    post.push("提醒单", about=SLIP)
    post.delivery.drain()
    assert post.row("提醒单").state == outbox.FAILED
    assert post.ear.heard == [("refused", "提醒单")]


@pytest.mark.parametrize("errcode", [81013, 60111, 40201, 99999999])
def test_what_wecom_will_never_take_fails_at_once_and_is_heard_of(post: PostOffice, errcode: int) -> None:
    post.wecom.next_for(MEMBER.id, says(errcode))
    post.push("提醒单", about=SLIP)
    post.delivery.drain()
    assert post.ear.heard == [("refused", "提醒单")]
    assert post.row("提醒单").errcode == errcode


@pytest.mark.parametrize("repeated", [False, True], ids=["first try", "repeat"])
def test_a_used_task_id_means_arrived_on_a_repeat_only(post: PostOffice, repeated: bool) -> None:
    post.push_card(SLIP)
    if repeated:
        post.wecom.takes_but(MEMBER.id, silence())
        post.delivery.drain()
        post.clock.passes(minutes=1)
    post.wecom.next_for(MEMBER.id, says(42014))
    post.delivery.drain()
    assert post.ear.heard == [("accepted" if repeated else "refused", "slip-1-1")]


def test_a_used_task_id_means_arrived_when_the_gateway_itself_had_tried_before(post: PostOffice) -> None:
    error = says(42014, repeated=True)
    post.wecom.next_for(MEMBER.id, WeComError(str(error), "refused", error.verdict, 42014, repeated=True))
    post.push_card(SLIP)
    post.delivery.drain()
    assert post.ear.heard == [("accepted", "slip-1-1")]


def test_a_member_is_told_again_in_the_same_bytes_after_silence(post: PostOffice) -> None:
    post.push("提醒单", about=SLIP)
    post.wecom.takes_but(MEMBER.id, silence(), silence())
    for _ in range(3):
        post.delivery.drain()
        post.clock.passes(minutes=1)
    assert len(post.wecom.heard) == 3
    assert len(set(post.wecom.heard)) == 1
    assert post.ear.heard == [("accepted", "提醒单")]


def test_a_member_is_not_told_again_when_wecom_has_been_silent_for_four_hours(post: PostOffice) -> None:
    began = post.clock.now()
    post.push("提醒单", about=SLIP)
    post.wecom.takes_but(MEMBER.id, *[silence()] * 99)
    last_try = began
    while not post.ear.heard:
        before = len(post.wecom.heard)
        post.delivery.drain()
        last_try = post.clock.now() if len(post.wecom.heard) > before else last_try
        post.clock.passes(minutes=10)
    assert timedelta(hours=3) < last_try - began < timedelta(hours=4)
    assert post.ear.heard == [("unknown", "提醒单")]
    assert post.row("提醒单").state == outbox.FAILED


def test_a_day_of_refusals_does_not_use_up_the_repeats_after_silence(post: PostOffice) -> None:
    post.push("提醒单", about=SLIP)
    post.wecom.next_for(MEMBER.id, *[no_connection()] * 8, silence())
    for _ in range(10):
        post.delivery.drain()
        post.clock.passes(hours=1, seconds=1)
    assert post.ear.heard == [("accepted", "提醒单")]


def test_an_answer_nobody_knows_about_is_repeated_to_the_byte_and_seen_once(post: PostOffice) -> None:
    post.answer("已记录")
    post.wecom.takes_but(MEMBER.id, silence(), silence(), silence())
    for _ in range(4):
        post.delivery.drain()
        post.clock.passes(minutes=3)
    assert len(post.wecom.heard) == 4
    assert len({one.body for one in post.wecom.heard}) == 1
    assert post.wecom.seen() == ["已记录"]


def test_an_answer_nobody_knows_about_is_not_said_when_wecom_would_no_longer_recognise_it(post: PostOffice) -> None:
    post.answer("已记录")
    post.wecom.takes_but(MEMBER.id, silence())
    post.delivery.drain()
    post.clock.passes(minutes=26)
    assert post.deliver() == ["已记录"]
    assert post.row("已记录").state == outbox.FAILED


@pytest.mark.parametrize("to", [CHAT, ROBOT], ids=["chat", "robot"])
def test_a_group_is_not_told_again_after_silence(post: PostOffice, to: outbox.Addressee) -> None:
    post.push("公示", to)
    post.wecom.takes_but(to.id, silence())
    post.delivery.drain()
    post.clock.passes(days=1)
    assert post.deliver() == ["公示"]
    assert post.office.heard == [("unknown", "公示")]


@pytest.mark.parametrize("to", [CHAT, ROBOT, MEMBER], ids=["chat", "robot", "member"])
def test_wecom_down_for_a_day_loses_nothing_and_is_tried_at_least_every_hour(
    post: PostOffice, to: outbox.Addressee
) -> None:
    post.wecom.next_for(to.id, *[no_connection()] * 20)
    post.push("第一条", to)
    post.push("第二条", to)
    tries, ended = [], post.clock.now() + timedelta(days=1, hours=2)
    while post.clock.now() < ended:
        if post.delivery.drain():
            tries.append(post.clock.now())
        post.clock.passes(minutes=5)
    assert post.wecom.texts == ["第一条", "第二条"]
    assert max(after - before for before, after in pairwise(tries)) <= timedelta(hours=1, minutes=6)
    assert max(BACKOFF[outbox.PUSH]) <= timedelta(hours=1)


def test_an_answer_whose_senders_died_waits_no_longer_for_one_failed_call(post: PostOffice) -> None:
    post.answer("已记录")
    with post.db.begin() as session:
        session.scalars(select(OutboxMessage)).one().attempts = 7
    post.wecom.next_for(MEMBER.id, no_connection())
    post.delivery.drain()
    post.clock.passes(seconds=2)
    assert post.deliver() == ["已记录"]


def test_a_gateway_that_breaks_counts_as_silence_and_keeps_nobody_else_waiting(post: PostOffice) -> None:
    post.wecom.next_for(MEMBER.id, RuntimeError("a fault of ours"))
    post.push("提醒单", about=SLIP)
    post.push("公示", CHAT)
    assert post.deliver() == ["公示"]
    row = post.row("提醒单")
    assert (row.state, row.unknown_since is not None) == (outbox.WAITING, True)
    post.clock.passes(seconds=6)
    assert post.deliver() == ["公示", "提醒单"]


def test_a_listener_that_fails_stops_no_other_message_and_is_asked_again(
    post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(post.ear, "accepted", fail)
    post.push("提醒单", about=SLIP)
    post.push("公示", CHAT)
    assert sorted(post.deliver()) == ["公示", "提醒单"]
    monkeypatch.setattr(post.ear, "accepted", Ear.accepted.__get__(post.ear))
    post.clock.passes(seconds=21)
    post.delivery.drain()
    assert post.ear.heard == [("accepted", "提醒单")]
    assert sorted(post.wecom.seen()) == ["公示", "提醒单"]
