"""Who may leave when: in order, in its hours, and nothing twice."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from bot import outbox
from bot.delivery_queue import claim
from bot.outbox import Addressee
from models.outbox import OutboxMessage
from tests.bot.fake_wecom import MEMBER, ROBOT, PostOffice, push_all, says


def test_messages_to_one_addressee_leave_in_the_order_they_were_said(post: PostOffice) -> None:
    said = [f"第{number}条" for number in range(12)]
    for content in said:
        post.push(content)
    assert post.deliver() == said


def test_a_message_that_has_to_wait_holds_back_those_behind_it(post: PostOffice) -> None:
    post.wecom.next_for(MEMBER.id, says(-1))
    post.push("第一条")
    post.push("第二条")
    assert post.deliver() == []
    post.clock.passes(seconds=6)
    assert post.deliver() == ["第一条", "第二条"]


def test_a_message_that_has_to_wait_holds_nobody_else_back(post: PostOffice) -> None:
    post.wecom.next_for(MEMBER.id, says(-1))
    post.push("第一条")
    post.push("给别人的", Addressee("member", "LiNa"))
    assert post.deliver() == ["给别人的"]


def test_at_night_an_answer_overtakes_the_pushes_that_wait_for_the_morning(post: PostOffice) -> None:
    post.window_is_open = False
    post.push("提醒单")
    post.answer("已记录")
    assert post.deliver() == ["已记录"]
    post.clock.passes(hours=9)
    post.window_is_open = True
    assert post.deliver() == ["已记录", "提醒单"]


def test_by_day_an_answer_overtakes_pushes_held_up_by_an_error(post: PostOffice) -> None:
    post.wecom.next_for(MEMBER.id, says(-1))
    post.push("提醒单")
    post.delivery.drain()
    post.answer("已记录")
    assert post.deliver() == ["已记录"]


def test_a_long_line_keeps_nobody_else_waiting(post: PostOffice) -> None:
    with post.db.begin() as session:
        push_all(session, 150, "now", ROBOT)
    post.push("给别人的")
    with post.db.begin() as session:
        batch = claim(session, post.clock.now(), post.clock.real(), 32, pushes=True)
        assert {session.get_one(OutboxMessage, one.id).key for one in batch} == {"now 0", "给别人的"}


def test_answers_are_claimed_before_pushes(post: PostOffice) -> None:
    with post.db.begin() as session:
        push_all(session, 70, "now")
    post.answer("已记录", "LiNa")
    with post.db.begin() as session:
        first = claim(session, post.clock.now(), post.clock.real(), 1, pushes=True)[0]
        message = session.get_one(OutboxMessage, first.id)
    assert message.key == "已记录"


def test_two_deliveries_in_one_process_send_nothing_twice(post: PostOffice) -> None:
    for number in range(120):
        post.push(f"第{number}条", Addressee("member", f"m{number % 40}"))
    post.wecom.seconds = 0.005
    start = threading.Barrier(2)

    def work(_: int) -> None:
        delivery = post.another()
        start.wait()
        while outbox.WAITING in post.states():
            delivery.drain()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    assert len(post.wecom.heard) == len(set(post.wecom.texts)) == 120
    for number in range(40):
        mine = [one.text for one in post.wecom.heard if one.to == f"m{number}"]
        assert mine == [f"第{number + step}条" for step in (0, 40, 80)]
