"""Kill the sender wherever you like: the message still arrives once."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot import outbox
from bot.delivery_hand import Tried
from bot.sending import Result
from tests.bot.fake_wecom import CHAT, MEMBER, ROBOT, Killed, PostOffice, no_connection, says, silence, wait_until

SLIP = outbox.About("slip", "17")


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


def test_a_dead_senders_message_waits_for_its_lease_where_nobody_can_tell_that_he_is_dead(
    post: PostOffice,
) -> None:
    """On SQLite whoever comes next has the file to itself and knows."""
    post.push("提醒单")
    post.wecom.next_for(MEMBER.id, Killed())
    post.delivery.drain()
    post.clock.passes(seconds=15)
    assert post.deliver() == (["提醒单"] if post.db.is_sqlite else [])


def test_what_a_living_process_has_in_hand_is_not_taken_over(post: PostOffice) -> None:
    answer = post.wecom.hesitates()
    post.push("提醒单")
    slow = threading.Thread(target=post.delivery.drain)
    slow.start()
    wait_until(lambda: post.row("提醒单").state == outbox.SENDING)
    assert post.another().drain() == 0
    answer.set()
    slow.join(10)
    assert post.wecom.texts == ["提醒单"]


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


def test_whoever_finishes_waits_for_what_another_has_in_hand_and_for_what_stands_behind_it(post: PostOffice) -> None:
    answer = post.wecom.hesitates()
    post.push("提醒单")
    post.push("第二份")
    other = threading.Thread(target=post.let, args=(post.delivery,))
    other.start()
    wait_until(lambda: post.row("提醒单").state == outbox.SENDING)
    with ThreadPoolExecutor() as pool:
        finishing = pool.submit(post.another().finish)
        time.sleep(0.2)
        assert not finishing.done()
        answer.set()
        assert finishing.result(10) == 1
    other.join(10)
    assert post.wecom.texts == ["提醒单", "第二份"]


def test_who_was_overtaken_neither_sends_nor_marks(post: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that slept longer than its lease must not touch what another has taken over."""
    post.push("提醒单", about=SLIP)
    sleeper = post.delivery._claim(64)[0]
    post.clock.passes(seconds=30)
    post.wecom.next_for(MEMBER.id, no_connection())
    post.another().drain()
    assert post.delivery._tried(sleeper) == Result("missed")
    assert post.wecom.heard == []
    post.delivery.marks.mark_all([Tried(sleeper, Result("sent"))])
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
    post.push_card(SLIP)
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
