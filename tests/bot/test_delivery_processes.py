"""Real processes on one database, and kill -9 in the middle."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from bot import outbox
from bot.clock import SystemClock
from bot.db import Database
from bot.delivery_queue import LEASE_SECONDS
from models.outbox import OutboxMessage
from tests.bot.fake_wecom import push_all, wait_until

ROOT = Path(__file__).parents[2]

# What a process of its own does: it delivers until it is told to stop, or killed. WeCom is a file: what it takes is a
# line, and its answer comes a little later.
PROCESS = """
import json, os, sys, time
import bot.delivery, bot.delivery_hand, bot.delivery_queue
from bot import outbox
from bot.clock import SystemClock
from bot.db import Database
from bot.delivery import Delivery
from tests.bot.fake_wecom import Ear, Receipt

url, file, seconds, lease = sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4])
bot.delivery_queue.LEASE_SECONDS, bot.delivery_hand.RENEW_SECONDS = lease, lease / 4
taken = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

class Gateway:
    def send(self, touser, message, *, unique_for):
        line = json.dumps([touser, outbox.exact(message), unique_for.total_seconds()])
        os.write(taken, (line + "\\n").encode())
        time.sleep(seconds)
        return Receipt()

delivery = Delivery(Database(url), Gateway(), SystemClock(), {"": Ear()}, lambda session, now: True)
print("ready", flush=True)
sys.stdin.readline()
delivery.run()
"""


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
        push_all(session, 150, "slip", now=SystemClock().now())
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
        push_all(session, 60, "slip", now=SystemClock().now())
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
