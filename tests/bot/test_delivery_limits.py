"""Never more than WeCom lets through, and a limit that is hit holds up nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from bot import outbox
from bot.db import Database
from bot.delivery_hand import Tried
from bot.delivery_limits import CALLS_PER_SECOND, rest
from bot.delivery_queue import claim
from bot.outbox import Addressee
from models.outbox import OutboxMessage
from models.rates import Rate
from tests.bot.fake_wecom import CHAT, MEMBER, MORNING, ROBOT, PostOffice, no_connection, push_all, says


def sent_before(db: Database, to: Addressee, moments: list[datetime]) -> None:
    """Pretend that WeCom took messages at these moments."""
    with db.begin() as session:
        push_all(session, len(moments), "before", to)
        for message, moment in zip(session.query(OutboxMessage), moments, strict=True):
            message.state, message.accepted_at = outbox.SENT, moment


def leaving(db: Database, now: datetime) -> int:
    """Let everything leave that may leave at a moment; returns how much that was."""
    left = 0
    with db.begin() as session:
        while batch := claim(session, now, now.timestamp(), 64, pushes=True):
            for one in batch:
                message = session.get_one(OutboxMessage, one.id)
                message.state, message.accepted_at = outbox.SENT, now
                left += 1
            session.flush()
    return left


@pytest.mark.parametrize(
    ("to", "span", "most"),
    [
        (MEMBER, timedelta(minutes=1), 28),
        (MEMBER, timedelta(hours=1), 900),
        (ROBOT, timedelta(minutes=1), 19),
        (CHAT, timedelta(minutes=1), 190),
    ],
    ids=["member a minute", "member an hour", "robot", "chat"],
)
def test_nobody_gets_more_than_wecom_lets_through(post: PostOffice, to: Addressee, span: timedelta, most: int) -> None:
    sent_before(post.db, to, [MORNING - span / most * number for number in range(most - 1)])
    with post.db.begin() as session:
        push_all(session, 5, "now", to)
    assert leaving(post.db, MORNING) == 1
    assert leaving(post.db, MORNING + timedelta(seconds=0.1)) == 0
    assert leaving(post.db, MORNING + span + timedelta(seconds=15)) == 4


@pytest.mark.parametrize(("to", "most"), [(MEMBER, 28), (ROBOT, 19)], ids=["member", "robot"])
def test_in_no_minute_does_anybody_get_more_than_wecom_lets_through(post: PostOffice, to: Addressee, most: int) -> None:
    with post.db.begin() as session:
        push_all(session, 60, "now", to)
    moments = [MORNING + timedelta(seconds=10 + 7 * step) for step in range(40)]
    left = [(moment, leaving(post.db, moment)) for moment in moments]
    minute = timedelta(minutes=1)
    assert max(sum(count for at, count in left if start <= at < start + minute) for start in moments) == most
    assert sum(count for _, count in left) == 60


def test_an_answer_and_a_push_on_their_way_count_together(post: PostOffice) -> None:
    sent_before(post.db, MEMBER, [MORNING] * 27)
    post.push("提醒单")
    post.answer("已记录")
    with post.db.begin() as session:
        assert len(claim(session, post.clock.now(), post.clock.real(), 64, pushes=True)) == 1
    with post.db.begin() as session:
        assert claim(session, post.clock.now() + timedelta(seconds=11), post.clock.real(), 64, pushes=True) == []


def test_slots_of_one_api_are_spaced_so_that_its_limit_is_kept(post: PostOffice) -> None:
    with post.db.begin() as session:
        push_all(session, 400, "now")
    real = 1_000_000.0
    slots: list[float] = []
    while len(slots) < 400:
        with post.db.begin() as session:
            slots += [one.slot.moment for one in claim(session, post.clock.now(), real, 64, pushes=True)]
        real += 0.1
    gaps = [after - before for before, after in pairwise(slots)]
    assert min(gaps) >= 1 / CALLS_PER_SECOND - 1e-6
    assert max(gaps) < 0.02


def test_what_misses_its_slot_leaves_in_another_as_if_it_had_never_been_tried(post: PostOffice) -> None:
    post.push("提醒单")
    [late] = post.delivery._claim(1)
    post.clock.passes(seconds=15)
    post.delivery.marks.mark_all([Tried(late, post.delivery._tried(late))])
    assert post.wecom.heard == []
    assert (post.row("提醒单").state, post.row("提醒单").attempts) == (outbox.WAITING, 0)
    assert post.deliver() == ["提醒单"]
    assert post.row("提醒单").attempts == 1


def test_a_limit_hit_pauses_its_api_for_a_minute_and_no_other(post: PostOffice) -> None:
    post.wecom.next_for(MEMBER.id, says(45009))
    post.push("提醒单")
    assert post.deliver() == []
    post.push("给别人的", Addressee("member", "LiNa"))
    post.push("公示", CHAT)
    post.push("机器人", ROBOT)
    assert sorted(post.deliver()) == ["公示", "机器人"]
    post.clock.passes(seconds=50)
    assert len(post.deliver()) == 2
    post.clock.passes(seconds=15)
    assert sorted(post.deliver()[2:]) == ["提醒单", "给别人的"]


def test_one_odd_answer_is_a_rest_of_seconds_for_all(post: PostOffice) -> None:
    post.wecom.next_for(MEMBER.id, says(50001))
    post.push("提醒单")
    post.push("给别人的", Addressee("member", "LiNa"))
    post.let(post.delivery)
    post.clock.passes(seconds=3)
    assert post.deliver() == []
    post.clock.passes(seconds=3)
    assert sorted(post.deliver()) == ["提醒单", "给别人的"]


def test_while_it_goes_on_one_message_at_a_time_tries_and_the_rests_double_to_ten_minutes(post: PostOffice) -> None:
    everybody = [Addressee("member", f"m{number}") for number in range(20)]
    for one in everybody:
        post.wecom.next_for(one.id, *[says(60020)] * 30)
        post.push(f"给{one.id}的", one)
    tries: list[timedelta] = []
    while post.clock.now() < MORNING + timedelta(hours=1):
        if tried := post.delivery.drain():
            tries += [post.clock.now() - MORNING] * tried
        post.clock.passes(seconds=4)  # Less than half of what rests are told apart by.
    together = [one for one in tries if one < timedelta(seconds=5)]
    assert 1 <= len(together) <= len(everybody)
    rests = [round((after - before) / timedelta(seconds=10)) for before, after in pairwise(tries[len(together) :])]
    assert rests == [1, 2, 4, 8, 16, 32, *[60] * (len(rests) - 6)]
    assert len(rests) > 8


def test_when_the_one_that_tries_gets_through_all_do(post: PostOffice) -> None:
    for number in range(5):
        post.wecom.next_for(f"m{number}", says(60020))
        post.push(f"第{number}条", Addressee("member", f"m{number}"))
    post.delivery.drain()
    post.clock.passes(seconds=6)
    assert len(post.deliver()) == 5


def test_a_refusal_of_one_addressee_ends_the_rest_as_well_for_it_is_an_answer(post: PostOffice) -> None:
    post.wecom.next_for(MEMBER.id, says(60020), says(81013))
    post.push("提醒单")
    post.let(post.delivery)
    post.push("给别人的", Addressee("member", "LiNa"))
    post.clock.passes(seconds=6)
    assert post.deliver() == ["给别人的"]


def test_a_longer_pause_is_not_cut_short_by_a_shorter_one(post: PostOffice) -> None:
    for number in range(2):
        post.push(f"第{number}份", Addressee("member", f"m{number}"))
    post.wecom.next_for("m0", says(45009))
    post.wecom.next_for("m1", says(60020))
    post.let(post.delivery, 2)
    post.clock.passes(seconds=50)
    assert post.deliver() == []
    post.clock.passes(seconds=20)
    assert len(post.deliver()) == 2


def test_a_paused_api_with_many_waiting_starves_no_other(post: PostOffice) -> None:
    """The thousands behind a paused API must not fill every batch."""
    post.wecom.next_for("m0", says(45009))
    with post.db.begin() as session:
        push_all(session, 200, "now")
    post.let(post.delivery)
    post.push("公示", CHAT)
    assert post.deliver() == ["公示"]


def test_a_robots_limit_holds_up_that_robot_alone(post: PostOffice) -> None:
    other = Addressee("webhook", "other-key")
    post.wecom.next_for(ROBOT.id, says(45009))
    post.push("甲", ROBOT)
    post.push("乙", ROBOT)
    post.delivery.drain()
    post.push("丙", other)
    assert post.deliver() == ["丙"]
    post.clock.passes(seconds=55)
    assert post.deliver() == ["丙"]
    post.clock.passes(seconds=10)
    assert post.deliver() == ["丙", "甲", "乙"]


def test_a_clock_that_was_ahead_for_a_moment_closes_no_api(post: PostOffice) -> None:
    with post.db.begin() as session:
        rest(session, "message/send", says(60020), post.clock.real() + 86_400, by_probe=True)
    post.push("提醒单")
    assert post.deliver() == ["提醒单"]


def test_what_was_never_asked_ends_no_rest(post: PostOffice) -> None:
    post.wecom.next_for(MEMBER.id, says(60020), no_connection())
    post.push("提醒单")
    post.let(post.delivery)
    post.clock.passes(seconds=6)
    post.let(post.delivery)
    post.push("给别人的", Addressee("member", "LiNa"))
    assert post.deliver() == []


def test_after_a_week_of_failing_the_rests_are_still_ten_minutes(post: PostOffice) -> None:
    with post.db.begin() as session:
        session.merge(Rate(name="message/send", free_at=0.0, failures=5000))
        session.flush()
        rest(session, "message/send", says(60020), 1000.0, by_probe=True)
        assert session.get_one(Rate, "message/send").free_at == 1600.0
