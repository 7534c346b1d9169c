"""Real processes on one database, and kill -9 in the middle."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import delivery_hand, delivery_queue, outbox
from bot.clock import SystemClock
from bot.db import Database
from bot.delivery import Delivery
from bot.delivery_queue import LEASE_SECONDS
from bot.repeats import exact
from models.outbox import OutboxMessage
from tests.bot.fake_wecom import Ear, Receipt, push_all, wait_until
from tests.forks import Fork


@dataclass(frozen=True)
class FileGateway:
    """WeCom is a file: what it takes is a line, and its answer comes a little later."""

    file: int
    seconds: float

    def send(self, touser: str, message: Mapping[str, Any], *, unique_for: timedelta) -> Receipt:
        line = json.dumps([touser, exact(message), unique_for.total_seconds()])
        os.write(self.file, f"{line}\n".encode())
        time.sleep(self.seconds)
        return Receipt()


def delivers(ready: Callable[[], None], url: str, taken: Path, seconds: float, lease: float) -> None:
    """What a process of its own does: it delivers until it is killed."""
    shortened = ((delivery_queue, "LEASE_SECONDS", lease), (delivery_hand, "RENEW_SECONDS", lease / 4))
    for module, name, seconds_long in shortened:
        setattr(module, name, seconds_long)
    gateway: Any = FileGateway(os.open(taken, os.O_WRONLY | os.O_APPEND | os.O_CREAT), seconds)
    delivery = Delivery(Database(url), gateway, SystemClock(), {"": Ear()}, lambda session, now: True)
    ready()
    delivery.run()


def wait_until_all_is_sent(db: Database) -> None:
    def is_sent() -> bool:
        with db.read() as session:
            return not session.query(OutboxMessage).filter(OutboxMessage.state != outbox.SENT).count()

    wait_until(is_sent, 60)


@pytest.mark.processes
def test_two_processes_send_nothing_twice(db: Database, db_url: str, tmp_path: Path) -> None:
    with db.begin() as session:
        push_all(session, 150, "slip", now=SystemClock().now())
    processes = [Fork(delivers, db_url, tmp_path / "taken", 0.02, LEASE_SECONDS) for _ in range(2)]
    try:
        for process in processes:
            process.let_go()
        wait_until_all_is_sent(db)
    finally:
        for process in processes:
            process.kill()
    lines = (tmp_path / "taken").read_text().splitlines()
    assert len(lines) == len(set(lines)) == 150


@pytest.mark.processes
def test_kill_9_between_accepted_and_marked_loses_nothing_and_repeats_the_same_bytes(
    db: Database, db_url: str, tmp_path: Path
) -> None:
    with db.begin() as session:
        push_all(session, 60, "slip", now=SystemClock().now())
    taken = tmp_path / "taken"
    first = Fork(delivers, db_url, taken, 30, 2)
    first.let_go()
    wait_until(lambda: taken.exists() and bool(taken.read_text()))
    first.kill()
    second = Fork(delivers, db_url, taken, 0.01, 10)
    try:
        second.let_go()
        wait_until_all_is_sent(db)
    finally:
        second.kill()
    requests = Counter(tuple(json.loads(line)) for line in taken.read_text().splitlines())
    # Every request is guarded and to the byte one of sixty: WeCom shows each of them once.
    assert len(requests) == 60
    assert max(requests.values()) == 2
    assert all(guarded for _, _, guarded in requests)
