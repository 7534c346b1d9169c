"""The running delivery: it rests, it is woken, and nobody slow or broken holds it up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy.exc import OperationalError

from bot import outbox
from models.outbox import OutboxMessage
from tests.bot.fake_wecom import PostOffice, wait_until


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


def assert_the_slip_leaves(post: PostOffice) -> None:
    running = threading.Thread(target=post.delivery.run)
    running.start()
    wait_until(lambda: post.wecom.texts == ["提醒单"])
    post.delivery.stop()
    running.join(5)


def test_a_database_that_fails_at_the_start_is_tried_again(post: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.delivery.IDLE_SECONDS", 0.05)
    post.push("提醒单")
    broken, joined = [OSError("locked"), OSError("locked")], post.db.joined

    def failing(when_alone: Callable[[], None]) -> AbstractContextManager[None]:
        if broken:
            raise broken.pop()
        return joined(when_alone)

    monkeypatch.setattr(post.db, "joined", failing)
    assert_the_slip_leaves(post)


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
    assert_the_slip_leaves(post)


def test_while_the_database_cannot_be_told_what_has_left_is_not_said_again(
    post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Longer than a lease; one message the database breaks off again and again keeps no other from being marked."""
    monkeypatch.setattr("bot.delivery.IDLE_SECONDS", 0.02)
    troubles = 12

    def tell(_session: object, message: OutboxMessage, _now: object) -> None:
        nonlocal troubles
        if message.key == "第0份" and troubles:
            troubles -= 1
            post.clock.passes(seconds=4)
            raise OperationalError("UPDATE slips …", {}, Exception("deadlock detected"))

    monkeypatch.setattr(post.ear, "accepted", tell)
    for number in range(3):
        post.push(f"第{number}份", outbox.Addressee("member", f"m{number}"), about=outbox.About("slip", str(number)))
    running = threading.Thread(target=post.delivery.run)
    running.start()
    wait_until(lambda: post.states()[1:] == [outbox.SENT, outbox.SENT])
    wait_until(lambda: post.states() == [outbox.SENT] * 3)
    post.delivery.stop()
    running.join(10)
    assert sorted(post.wecom.texts) == ["第0份", "第1份", "第2份"]
