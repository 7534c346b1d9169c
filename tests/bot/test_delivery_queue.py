"""Who may leave when: order, hours, and never more than WeCom lets through."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot import outbox
from bot.db import Database
from bot.delivery_queue import CALLS_PER_SECOND, LEASE_SECONDS, claim
from bot.outbox import Addressee
from models.outbox import OutboxMessage
from tests.bot.fake_wecom import CHAT, MEMBER, MORNING, ROBOT, PostOffice, says, wait_until

ROOT = Path(__file__).parents[2]

# What a process of its own does: it delivers until it is told to stop, or killed. WeCom is a file: what it takes is a
# line, and its answer comes a little later.
PROCESS = """
import json, os, sys, time
import bot.delivery, bot.delivery_queue
from bot import outbox
from bot.clock import SystemClock
from bot.db import Database
from bot.delivery import Delivery
from tests.bot.fake_wecom import Ear, Receipt

url, file, seconds, lease = sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4])
bot.delivery_queue.LEASE_SECONDS, bot.delivery.RENEW_SECONDS = lease, lease / 4
taken = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

class Gateway:
    def send(self, touser, message, *, duplicate_check):
        line = json.dumps([touser, outbox.exact(message), duplicate_check])
        os.write(taken, (line + "\\n").encode())
        time.sleep(seconds)
        return Receipt()

delivery = Delivery(Database(url), Gateway(), SystemClock(), {"": Ear()}, lambda session, now: True)
print("ready", flush=True)
sys.stdin.readline()
delivery.run()
"""


@pytest.fixture
def post(db: Database, monkeypatch: pytest.MonkeyPatch) -> PostOffice:
    return PostOffice(db, monkeypatch)


def push_all(session: Session, number: int, key: str, to: Addressee | None = None) -> None:
    """Push many texts to one addressee, or to as many members."""
    for one in range(number):
        member = to or Addressee("member", f"m{one}")
        outbox.push(session, member, outbox.text(f"第{one}条"), key=f"{key} {one}", now=MORNING)


# --- Order and hours


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


# --- Limits


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
            slots += [one.slot for one in claim(session, post.clock.now(), real, 64, pushes=True)]
        real += 0.1
    gaps = [after - before for before, after in pairwise(slots)]
    assert min(gaps) >= 1 / CALLS_PER_SECOND - 1e-6
    assert max(gaps) < 0.02


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


def test_a_longer_pause_is_not_cut_short_by_a_shorter_one(post: PostOffice) -> None:
    post.wecom.next_for(MEMBER.id, says(60020))
    post.wecom.next_for("LiNa", says(45009))
    post.push("提醒单")
    post.push("给别人的", Addressee("member", "LiNa"))
    post.delivery.drain()
    post.clock.passes(minutes=8)
    assert post.deliver() == []
    post.clock.passes(minutes=3)
    assert len(post.deliver()) == 2


def test_a_paused_api_with_many_waiting_starves_no_other(post: PostOffice) -> None:
    """The thousands behind a paused API must not fill every batch."""
    post.wecom.next_for("m0", says(45009))
    with post.db.begin() as session:
        push_all(session, 200, "now")
    with post.db.begin() as session:
        first = claim(session, post.clock.now(), post.clock.real(), 1, pushes=True)[0]
    post.delivery._deliver(first)
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


# --- Several deliveries


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


def started(url: str, taken: Path, seconds: float, lease: float = LEASE_SECONDS) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", PROCESS, url, str(taken), str(seconds), str(lease)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def let_go(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def killed(process: subprocess.Popen[str]) -> None:
    """End it as a power cut would (SIGKILL)."""
    process.kill()
    process.communicate()


def wait_until_all_is_sent(db: Database) -> None:
    def is_sent() -> bool:
        with db.read() as session:
            return not session.query(OutboxMessage).filter(OutboxMessage.state != outbox.SENT).count()

    wait_until(is_sent, 60)


@pytest.mark.processes
def test_two_processes_send_nothing_twice(db: Database, db_url: str, tmp_path: Path) -> None:
    with db.begin() as session:
        push_all(session, 150, "slip")
    processes = [started(db_url, tmp_path / "taken", 0.02) for _ in range(2)]
    try:
        for process in processes:
            let_go(process)
        wait_until_all_is_sent(db)
    finally:
        for process in processes:
            killed(process)
    lines = (tmp_path / "taken").read_text().splitlines()
    assert len(lines) == len(set(lines)) == 150


@pytest.mark.processes
def test_kill_9_between_accepted_and_marked_loses_nothing_and_repeats_the_same_bytes(
    db: Database, db_url: str, tmp_path: Path
) -> None:
    with db.begin() as session:
        push_all(session, 60, "slip")
    taken = tmp_path / "taken"
    first = started(db_url, taken, 30, lease=2)
    let_go(first)
    wait_until(lambda: taken.exists() and bool(taken.read_text()))
    killed(first)
    second = started(db_url, taken, 0.01, lease=10)
    try:
        let_go(second)
        wait_until_all_is_sent(db)
    finally:
        killed(second)
    requests = Counter(tuple(json.loads(line)) for line in taken.read_text().splitlines())
    # Every request is guarded and to the byte one of sixty: WeCom shows each of them once.
    assert len(requests) == 60
    assert max(requests.values()) == 2
    assert all(guarded for _, _, guarded in requests)
