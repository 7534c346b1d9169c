"""What becomes of a message: kill it, break it, repeat it, and it still arrives once."""

from __future__ import annotations

import json
import threading
import time
from datetime import timedelta
from itertools import pairwise

import pytest

from bot import outbox
from bot.db import Database
from bot.delivery import BACKOFF
from bot.sending import Result
from bot.wecom_errors import WeComError
from tests.bot.fake_wecom import (
    CHAT,
    MEMBER,
    ROBOT,
    Killed,
    PostOffice,
    Receipt,
    no_connection,
    says,
    silence,
    wait_until,
)

SLIP = outbox.About("slip", "17")


@pytest.fixture
def post(db: Database, monkeypatch: pytest.MonkeyPatch) -> PostOffice:
    return PostOffice(db, monkeypatch)


def card(post: PostOffice, task_id: str = "slip-1-1") -> None:
    with post.db.begin() as session:
        body = outbox.card({"task_id": task_id})
        outbox.push(session, MEMBER, body, key=task_id, now=post.clock.now(), about=SLIP)


# --- Arriving


def test_the_topic_hears_that_wecom_took_its_message(post: PostOffice) -> None:
    post.push("提醒单", about=SLIP)
    assert post.deliver() == ["提醒单"]
    assert post.ear.heard == [("accepted", "提醒单")]
    row = post.row("提醒单")
    assert (row.state, row.msgid, row.attempts) == (outbox.SENT, "m1", 1)
    assert row.accepted_at is not None


def test_the_response_code_of_a_card_is_kept(post: PostOffice) -> None:
    post.wecom.next_for(MEMBER.id, Receipt(response_code="rc"))
    card(post)
    post.delivery.drain()
    assert post.row("slip-1-1").response_code == "rc"


def test_a_listener_that_says_something_is_delivered_too(post: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    def tell(session: object, message: object, now: object) -> None:
        outbox.push(session, CHAT, outbox.text("转告"), key="转告", now=post.clock.now())  # type: ignore[arg-type]

    monkeypatch.setattr(post.ear, "accepted", tell)
    post.push("提醒单", about=SLIP)
    assert post.deliver() == ["提醒单", "转告"]


def test_pushes_are_guarded_against_doubles_and_answers_are_not(post: PostOffice) -> None:
    post.push("提醒单")
    post.answer("你好")
    post.delivery.drain()
    assert {one.text: one.guarded for one in post.wecom.heard} == {"提醒单": True, "你好": False}


# --- A sender that dies


@pytest.mark.parametrize("to", [MEMBER], ids=["member"])
def test_a_sender_killed_after_wecom_took_it_is_followed_by_the_same_bytes(
    post: PostOffice, to: outbox.Addressee
) -> None:
    post.push("提醒单", to, about=SLIP)
    post.wecom.takes_but(to.id, Killed())
    post.delivery.drain()
    assert post.states() == [outbox.SENDING]
    post.clock.passes(seconds=21)
    post.delivery.drain()
    first, second = post.wecom.heard
    assert first == second
    assert post.wecom.seen() == ["提醒单"]
    assert post.ear.heard == [("accepted", "提醒单")]


def test_a_sender_killed_before_wecom_heard_it_loses_nothing(post: PostOffice) -> None:
    post.push("提醒单")
    post.wecom.next_for(MEMBER.id, Killed())
    post.delivery.drain()
    post.clock.passes(seconds=21)
    assert post.deliver() == ["提醒单"]


def test_a_dead_senders_message_is_left_alone_until_its_lease_has_run_out(post: PostOffice) -> None:
    post.push("提醒单")
    post.wecom.next_for(MEMBER.id, Killed())
    post.delivery.drain()
    post.clock.passes(seconds=15)
    assert post.deliver() == []


def test_a_living_sender_keeps_its_lease_however_long_wecom_takes(
    post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.IDLE_SECONDS", 0.02)
    answer = post.wecom.hesitates()
    post.push("提醒单")
    slow = threading.Thread(target=post.delivery.drain)
    slow.start()
    for _ in range(4):
        wait_until(lambda: (post.row("提醒单").lease_until or 0) > post.clock.real() + 10)
        post.clock.passes(seconds=9)
    assert post.another().drain() == 0
    answer.set()
    slow.join(10)
    assert post.wecom.texts == ["提醒单"]
    assert post.row("提醒单").attempts == 1


def test_who_was_overtaken_neither_sends_nor_marks(post: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that slept longer than its lease must not touch what another has taken over."""
    post.push("提醒单", about=SLIP)
    sleeper = post.delivery._claim(64)[0]
    post.clock.passes(seconds=30)
    post.wecom.next_for(MEMBER.id, no_connection())
    post.another().drain()
    post.delivery._deliver(sleeper)
    assert post.wecom.heard == []
    with post.db.begin() as session:
        post.delivery._mark(session, sleeper, Result("sent"))
    assert post.row("提醒单").state == outbox.WAITING
    assert post.ear.heard == []


def test_a_machine_found_dead_the_next_day_is_not_followed_by_a_second_message(post: PostOffice) -> None:
    """WeCom forgets a duplicate check after four hours, counted from the sending and not from the finding."""
    post.push("提醒单", about=SLIP)
    post.wecom.takes_but(MEMBER.id, Killed())
    post.delivery.drain()
    post.clock.passes(hours=16)
    assert post.deliver() == ["提醒单"]
    assert post.ear.heard == [("unknown", "提醒单")]


def test_a_card_is_repeated_even_the_next_day_for_its_task_id_tells(post: PostOffice) -> None:
    card(post)
    post.wecom.takes_but(MEMBER.id, Killed())
    post.delivery.drain()
    post.clock.passes(hours=16)
    post.wecom.next_for(MEMBER.id, says(42014))
    post.delivery.drain()
    assert post.ear.heard == [("accepted", "slip-1-1")]


@pytest.mark.parametrize("to", [CHAT, ROBOT], ids=["chat", "robot"])
def test_what_a_dead_sender_said_to_a_group_is_not_said_again(post: PostOffice, to: outbox.Addressee) -> None:
    post.push("公示", to)
    post.wecom.takes_but(to.id, Killed())
    post.delivery.drain()
    post.clock.passes(seconds=21)
    assert post.deliver() == ["公示"]
    assert post.office.heard == [("unknown", "公示")]


def test_making_a_group_is_repeated_for_a_second_one_cannot_come_of_it(post: PostOffice) -> None:
    with post.db.begin() as session:
        body = {"msgtype": "create_chat", "name": "第一组", "owner": "a", "members": ["a", "b"]}
        outbox.push(session, CHAT, body, key="make", now=post.clock.now())
    post.wecom.takes_but(CHAT.id, Killed(), silence(), says(86215))
    for _ in range(3):
        post.delivery.drain()
        post.clock.passes(minutes=1)
    assert post.row("make").state == outbox.SENT


# --- WeCom says no, or later, or nothing


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
    card(post)
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
    card(post)
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


def test_the_repeats_of_an_answer_after_silence_are_guarded(post: PostOffice) -> None:
    """The first try of an answer carries no check, so it may be seen twice, but never oftener."""
    post.answer("已记录")
    post.wecom.takes_but(MEMBER.id, silence(), silence(), silence())
    for _ in range(4):
        post.delivery.drain()
        post.clock.passes(minutes=3)
    assert [one.guarded for one in post.wecom.heard] == [False, True, True, True]
    assert len(post.wecom.seen()) == 2


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
    assert max(BACKOFF) <= timedelta(hours=1)


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
    monkeypatch.undo()
    monkeypatch.setattr("bot.delivery.lease_seconds", post.clock.real)
    post.clock.passes(seconds=21)
    post.delivery.drain()
    assert post.ear.heard == [("accepted", "提醒单")]
    assert sorted(post.wecom.seen()) == ["公示", "提醒单"]


# --- A message that names a day


def test_a_message_worded_for_yesterday_is_worded_anew_under_its_key(post: PostOffice) -> None:
    today = post.clock.now().date()
    post.push("11月2日起算", about=outbox.About("slip", "17", worded_for=today))
    post.clock.passes(days=1)
    assert post.deliver() == ["另行通知2026-11-03"]
    assert post.row("11月2日起算").worded_for == today + timedelta(days=1)


def test_a_message_refused_yesterday_is_worded_anew(post: PostOffice) -> None:
    post.push("11月2日起算", about=outbox.About("slip", "17", worded_for=post.clock.now().date()))
    post.wecom.next_for(MEMBER.id, no_connection())
    post.delivery.drain()
    post.clock.passes(days=1)
    assert post.deliver() == ["另行通知2026-11-03"]


def test_after_silence_the_words_stay_although_their_day_has_passed(post: PostOffice) -> None:
    post.clock.passes(hours=14, minutes=59)
    post.push("11月2日起算", about=outbox.About("slip", "17", worded_for=post.clock.now().date()))
    post.wecom.takes_but(MEMBER.id, silence())
    post.delivery.drain()
    post.clock.passes(minutes=2)
    assert post.deliver() == ["11月2日起算", "11月2日起算"]
    assert post.clock.now().date().day == 3


def test_a_message_that_cannot_be_worded_anew_waits_and_stops_nobody(
    post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("nobody to word it for")

    monkeypatch.setattr(post.ear, "reworded", fail)
    post.push("11月2日起算", about=outbox.About("slip", "17", worded_for=post.clock.now().date()))
    post.clock.passes(days=1)
    post.push("公示", CHAT)
    assert post.deliver() == ["公示"]
    row = post.row("11月2日起算")
    assert (row.state, row.unknown_since) == (outbox.WAITING, None)


@pytest.mark.parametrize(("before", "after"), [(3, 1), (1, 3), (2, 2)])
def test_a_long_text_worded_anew_is_parted_anew(post: PostOffice, before: int, after: int) -> None:
    line = "一" * 600
    about = outbox.About("slip", "17", worded_for=post.clock.now().date())
    with post.db.begin() as session:
        content = outbox.text("\n".join([line] * before))
        outbox.push(session, MEMBER, content, key="slip", now=post.clock.now(), about=about)
    post.ear.wording = "\n".join(["二" * 600] * after)
    post.clock.passes(days=1)
    assert "\n".join(post.deliver()) == f"{post.ear.wording}2026-11-03"
    assert len(post.wecom.heard) == after
    assert len(post.ear.heard) == 1
    assert outbox.WAITING not in post.states()


def test_a_long_text_that_has_begun_is_said_to_its_end_in_the_same_words(post: PostOffice) -> None:
    about = outbox.About("slip", "17", worded_for=post.clock.now().date())
    content = "\n".join(["一" * 600] * 2)
    with post.db.begin() as session:
        outbox.push(session, MEMBER, outbox.text(content), key="slip", now=post.clock.now(), about=about)
    post.wecom.next_for(MEMBER.id, Receipt(), no_connection())
    post.delivery.drain()
    post.clock.passes(days=1)
    assert "\n".join(post.deliver()) == content


def test_a_long_text_of_which_a_part_is_refused_says_no_more_and_is_reported_once(post: PostOffice) -> None:
    with post.db.begin() as session:
        content = outbox.text("\n".join(["一" * 600] * 3))
        outbox.push(session, MEMBER, content, key="slip", now=post.clock.now(), about=SLIP)
    post.wecom.next_for(MEMBER.id, Receipt(), says(81013))
    post.delivery.drain()
    assert post.states() == [outbox.SENT, outbox.FAILED, outbox.DROPPED]
    assert post.ear.heard == [("refused", "slip#2")]


def test_a_long_text_is_accepted_with_its_last_part(post: PostOffice) -> None:
    with post.db.begin() as session:
        content = outbox.text("\n".join(["一" * 600] * 3))
        outbox.push(session, MEMBER, content, key="slip", now=post.clock.now(), about=SLIP)
    post.delivery.drain()
    assert post.ear.heard == [("accepted", "slip#3")]


# --- Pictures and cards


def push_picture(post: PostOffice, to: outbox.Addressee = CHAT) -> None:
    with post.db.begin() as session:
        outbox.push(session, to, outbox.picture(), key="board", now=post.clock.now(), picture_bytes=b"png")


def test_a_picture_is_uploaded_once_and_keeps_its_media_id(post: PostOffice) -> None:
    push_picture(post, MEMBER)
    post.wecom.takes_but(MEMBER.id, Killed(), silence())
    for _ in range(3):
        post.delivery.drain()
        post.clock.passes(minutes=1)
    assert post.wecom.uploads == [b"png"]
    assert {one.body for one in post.wecom.heard} == {
        outbox.exact({"msgtype": "image", "image": {"media_id": "media-1"}})
    }
    assert len(post.wecom.heard) == 3


def test_an_upload_that_ends_in_silence_has_sent_nothing_so_it_is_tried_again(post: PostOffice) -> None:
    push_picture(post)
    post.wecom.next_for("upload", silence())
    post.delivery.drain()
    post.clock.passes(minutes=1)
    post.delivery.drain()
    assert len(post.wecom.heard) == 1
    assert post.office.heard == []


def test_a_robot_takes_the_picture_itself(post: PostOffice) -> None:
    push_picture(post, ROBOT)
    post.delivery.drain()
    assert json.loads(post.wecom.heard[0].body)["image"]["base64"] == "cG5n"
    assert post.wecom.uploads == []


def grey(post: PostOffice) -> None:
    with post.db.begin() as session:
        outbox.answer(session, MEMBER.id, outbox.grey_buttons("rc", "已签收"), key="grey", now=post.clock.now())


def test_the_buttons_of_a_clicked_card_turn_grey_at_any_hour(post: PostOffice) -> None:
    post.window_is_open = False
    grey(post)
    post.delivery.drain()
    assert json.loads(post.wecom.heard[0].body) == {"response_code": "rc", "replace_name": "已签收"}


def test_a_card_that_cannot_be_changed_keeps_no_answer_waiting(post: PostOffice) -> None:
    post.wecom.next_for(MEMBER.id, says(45033))
    grey(post)
    post.delivery.drain()
    post.answer("已签收")
    assert post.deliver() == ["已签收"]


# --- Running


def test_an_idle_delivery_rests(post: PostOffice) -> None:
    """Its own transactions must not wake it for ever."""
    turns = 0
    asked = post.delivery.may_push

    def count(*args: object) -> bool:
        nonlocal turns
        turns += 1
        return asked(*args)  # type: ignore[arg-type]

    post.delivery.may_push = count
    post.db.after_commit.append(post.delivery.wake)
    running = threading.Thread(target=post.delivery.run)
    running.start()
    time.sleep(1.5)
    post.delivery.stop()
    running.join(5)
    assert turns <= 4


def test_a_commit_wakes_delivery_at_once(post: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.delivery.IDLE_SECONDS", 30)
    post.db.after_commit.append(post.delivery.wake)
    running = threading.Thread(target=post.delivery.run)
    running.start()
    try:
        for number in range(3):
            post.answer(f"第{number}条")
        wait_until(lambda: len(post.wecom.heard) == 3)
        assert post.wecom.texts == ["第0条", "第1条", "第2条"]
    finally:
        post.delivery.stop()
        running.join(10)
    assert not running.is_alive()


def test_a_slow_addressee_keeps_nobody_else_waiting(post: PostOffice) -> None:
    for number in range(80):
        post.push(f"第{number}条", outbox.Addressee("member", f"m{number}"))
    answer = post.wecom.hesitates("m0")
    running = threading.Thread(target=post.delivery.drain)
    running.start()
    wait_until(lambda: len(post.wecom.heard) == 79)
    answer.set()
    running.join(10)
    assert len(post.wecom.heard) == 80


def test_a_failing_database_is_tried_again(post: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.delivery.IDLE_SECONDS", 0.05)
    post.push("提醒单")
    broken = [OSError("disk gone"), OSError("disk gone")]
    claim = post.delivery._claim

    def failing(most: int) -> object:
        if broken:
            raise broken.pop()
        return claim(most)

    monkeypatch.setattr(post.delivery, "_claim", failing)
    running = threading.Thread(target=post.delivery.run)
    running.start()
    wait_until(lambda: post.wecom.texts == ["提醒单"])
    post.delivery.stop()
    running.join(5)
