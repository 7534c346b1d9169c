"""Machines whose clocks are minutes apart send for one town: nothing twice, nothing given up, and nobody waits."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot import delivery, delivery_hand, lease_clock, outbox
from bot.clock import SystemClock
from bot.db import Database
from bot.delivery import Delivery
from bot.lease_clock import LeaseClock
from models.outbox import OutboxMessage
from tests.bot.fake_wecom import MEMBER, ROBOT, Ear, Receipt, wait_until
from tests.forks import Fork
from tests.worlds.towns import Towns, empty

AHEAD_SECONDS = 300


@pytest.fixture
def url(towns: Towns, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database on PostgreSQL: all who use one on SQLite are on one machine."""
    with towns.lent("postgresql", empty, tmp_path) as url:
        yield url


@pytest.fixture
def db(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.engine.dispose()


@dataclass(frozen=True)
class Machine:
    """A machine whose clock runs ahead. WeCom is a file to it, and takes its time to answer."""

    taken: Path
    ahead: int = 0
    seconds: float = 0.0

    def now(self) -> datetime:
        return SystemClock().now() + timedelta(seconds=self.ahead)

    def send(self, touser: str, message: Mapping[str, Any], *, unique_for: timedelta) -> Receipt:
        return self._take(touser)

    def send_to_webhook(self, key: str, message: Mapping[str, Any]) -> None:
        self._take(key)

    def heard(self) -> list[str]:
        """To whom WeCom took something, in order."""
        return self.taken.read_text().splitlines() if self.taken.exists() else []

    def delivery(self, db: Database, patch: Callable[[object, str, object], None] = setattr) -> Delivery:
        """Let this process be the machine."""
        for module in (delivery, delivery_hand, lease_clock):
            patch(module, "lease_seconds", lambda: time.time() + self.ahead)
        wecom: Any = self
        return Delivery(db, wecom, self, {"": Ear()}, lambda session, now: True)

    def _take(self, to: str) -> Receipt:
        with self.taken.open("a") as file:
            file.write(f"{to}\n")
        time.sleep(self.seconds)
        return Receipt()


def delivers(ready: Callable[[], None], url: str, machine: Machine) -> None:
    sending = machine.delivery(Database(url))
    ready()
    sending.run()


def row(db: Database, key: str) -> OutboxMessage:
    with db.read() as session:
        return session.scalars(select(OutboxMessage).where(OutboxMessage.key == key)).one()


def answer(db: Database, content: str, now: datetime) -> None:
    with db.begin() as session:
        outbox.answer(session, MEMBER.id, outbox.text(content), key=content, now=now)


@pytest.mark.processes
@pytest.mark.parametrize("ahead", [(0, AHEAD_SECONDS), (AHEAD_SECONDS, 0)], ids=["second ahead", "first ahead"])
def test_a_picture_one_machine_is_posting_is_left_alone_by_the_other(
    db: Database, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ahead: tuple[int, int]
) -> None:
    first, second = (Machine(tmp_path / "taken", one, seconds=2) for one in ahead)
    with db.begin() as session:
        outbox.push(session, ROBOT, outbox.picture(), key="榜单", now=first.now(), picture_bytes=b"png")
    process = Fork(delivers, url, first)
    try:
        process.let_go()
        wait_until(lambda: first.heard() == [ROBOT.id])
        assert second.delivery(db, monkeypatch.setattr).drain() == 0
        wait_until(lambda: row(db, "榜单").state == outbox.SENT)
    finally:
        process.kill()
    assert first.heard() == [ROBOT.id]
    assert (row(db, "榜单").attempts, row(db, "榜单").unknown_since) == (1, None)


def test_where_the_one_ahead_dies_the_other_sends_at_once(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead, right = Machine(tmp_path / "taken", AHEAD_SECONDS), Machine(tmp_path / "taken")
    answer(db, "第一条", right.now())
    ahead.delivery(db, monkeypatch.setattr).drain()
    answer(db, "第二条", ahead.now())
    right.delivery(db, monkeypatch.setattr).drain()
    assert right.heard() == [MEMBER.id] * 2


def test_what_the_one_ahead_had_in_hand_when_it_died_is_sent_when_its_lease_is_over(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery_queue.LEASE_SECONDS", 0.5)
    answer(db, "第一条", SystemClock().now())
    [held] = Machine(tmp_path / "taken", AHEAD_SECONDS).delivery(db, monkeypatch.setattr)._claim(1)
    right = Machine(tmp_path / "taken").delivery(db, monkeypatch.setattr)
    wait_until(lambda: bool(right.drain() and row(db, "第一条").state == outbox.SENT))
    assert row(db, "第一条").attempts > held.attempt


def test_a_machine_that_stood_still_while_it_asked_keeps_what_it_knew(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, clock = iter([100.0, 100.2, 101.0, 200.0, 224.0, 225.0]), LeaseClock()
    monkeypatch.setattr(lease_clock, "lease_seconds", lambda: next(ours))
    monkeypatch.setattr(lease_clock, "database_seconds", lambda _: 400.1)
    with db.read() as session:
        clock.look(session)
        assert clock.now() == pytest.approx(401)
        clock.look(session)
        assert clock.now() == pytest.approx(525)
