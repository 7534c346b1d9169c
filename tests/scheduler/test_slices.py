"""What works in slices, and what is found or drawn before: done once, and outside of the lock."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import drawing, outbox
from bot.db import SLICE, Database
from bot.drawing import Pictures
from models.outbox import OutboxMessage
from rules.workdays import Calendar
from scheduler.jobs import Job, Posting, Several
from scheduler.run import Timekeeper
from tests.scheduler.keepers import EVERY_MINUTE, EVERY_TEN_MINUTES, MORNING, Keeper


class Portions:
    """A sweep that does a part of what is due, and notes the transaction in which it did it."""

    def __init__(self, due: int) -> None:
        self.due, self.transactions = due, list[Session]()
        self.breaks_at: int | None = None

    def __call__(self, session: Session, _calendar: Calendar, now: datetime) -> int:
        self.transactions.append(session)
        if self.due == self.breaks_at:
            raise RuntimeError("half way")
        if not self.due:
            return 0
        to = outbox.Addressee("member", "a")
        outbox.push(session, to, outbox.text("x"), key=f"{self.due}", now=now)
        self.due -= 1
        return 1


def said(db: Database) -> list[str]:
    with db.read() as session:
        return list(session.scalars(select(OutboxMessage.key).order_by(OutboxMessage.id)))


@pytest.mark.parametrize("in_slices", [False, True])
def test_what_works_in_slices_goes_on_until_nothing_is_left(
    keeper: Keeper, db: Database, calendar: Calendar, in_slices: bool
) -> None:
    portions = Portions(3)
    keeper_of_portions = Timekeeper(
        db, keeper.clock, lambda: calendar, [Job("many", EVERY_MINUTE, portions, in_slices)]
    )
    keeper_of_portions.tick()
    keeper.clock.moment += timedelta(minutes=1)
    keeper_of_portions.tick()
    assert said(db) == (["3", "2", "1"] if in_slices else ["3"])
    assert len(set(map(id, portions.transactions))) == len(portions.transactions) == (4 if in_slices else 1)


def test_slices_done_before_one_broke_stay_done_and_the_rest_comes_with_the_next_slot(
    keeper: Keeper, db: Database, calendar: Calendar
) -> None:
    portions = Portions(3)
    portions.breaks_at = 1
    keeper_of_portions = Timekeeper(
        db, keeper.clock, lambda: calendar, [Job("many", EVERY_MINUTE, portions, in_slices=True)]
    )
    with pytest.raises(RuntimeError):
        keeper_of_portions.run_all()
    assert said(db) == ["3", "2"]
    portions.breaks_at = None
    keeper_of_portions.run_all()
    assert said(db) == ["3", "2", "1"]


@pytest.mark.parametrize("is_several", [False, True])
def test_what_a_process_that_died_has_left_is_done_a_minute_later_and_not_at_the_next_slot(
    keeper: Keeper, db: Database, calendar: Calendar, is_several: bool
) -> None:
    left, dies = [*range(2 * SLICE)], True

    def sweep(_session: Session, _calendar: Calendar, _now: datetime, some: Sequence[int] = ()) -> int:
        if dies and len(left) == SLICE:
            raise RuntimeError("as if it were killed")
        done = [*some] or left[:SLICE]
        left[:] = [one for one in left if one not in done]
        return len(done)

    several = Several(lambda *_: [*left], sweep)
    job = Job("job", EVERY_TEN_MINUTES, several if is_several else sweep, in_slices=not is_several)
    timekeeper = Timekeeper(db, keeper.clock, lambda: calendar, [job])
    timekeeper.tick()
    keeper.clock.moment = MORNING.replace(minute=10)
    timekeeper.tick()
    assert len(left) == SLICE
    dies = False
    for minute in (11, 12):
        keeper.clock.moment = MORNING.replace(minute=minute)
        timekeeper.tick()
        assert left == []
    assert keeper.next_slot().minute == 20, "where nothing is left the timetable's own slot is the next"


def test_what_is_found_before_is_found_once_without_the_lock_and_done_in_slices(
    keeper: Keeper, db: Database, calendar: Calendar
) -> None:
    found, swept = list[bool](), list[list[int]]()

    def find(session: Session, _calendar: Calendar, _now: datetime) -> list[int]:
        found.append(session.connection().get_execution_options()["writes"])
        return [*range(SLICE + 1)]

    def sweep(_session: Session, _calendar: Calendar, _now: datetime, some: Sequence[int]) -> int:
        swept.append([*some])
        return len(some)

    Timekeeper(db, keeper.clock, lambda: calendar, [Job("many", EVERY_MINUTE, Several(find, sweep))]).run_all()
    assert found == [False]
    assert swept == [[*range(SLICE)], [SLICE]]


def test_where_nothing_is_found_the_slot_is_taken_all_the_same(
    keeper: Keeper, db: Database, calendar: Calendar
) -> None:
    found: list[datetime] = []

    def find(_session: Session, _calendar: Calendar, now: datetime) -> list[int]:
        found.append(now)
        return []

    several = Several(find, lambda *_: 1)
    timekeeper = Timekeeper(db, keeper.clock, lambda: calendar, [Job("many", EVERY_MINUTE, several)])
    timekeeper.tick()
    found.clear()
    keeper.clock.moment += timedelta(minutes=1)
    timekeeper.tick()
    timekeeper.tick()
    assert found == [keeper.clock.moment]


def test_where_nothing_is_found_no_transaction_is_opened_for_it_alone(
    keeper: Keeper, db: Database, calendar: Calendar
) -> None:
    written: list[int] = []
    jobs = [Job(str(number), EVERY_MINUTE, Several(lambda *_: [], lambda *_: 1)) for number in range(3)]
    timekeeper = Timekeeper(db, keeper.clock, lambda: calendar, jobs)
    db.after_commit.append(lambda: written.append(1))
    timekeeper.tick()
    assert len(written) == 1


def test_what_breaks_where_it_is_looked_for_keeps_nobody_else_from_being_swept(
    keeper: Keeper, db: Database, calendar: Calendar
) -> None:
    def find(*_: object) -> list[int]:
        raise RuntimeError("half way")

    jobs = [Job("broken", EVERY_MINUTE, Several(find, lambda *_: 1)), Job("whole", EVERY_MINUTE, keeper.sweeps)]
    with pytest.raises(RuntimeError):
        Timekeeper(db, keeper.clock, lambda: calendar, jobs).run_all()
    assert keeper.sweeps.ran == [MORNING]


def test_what_a_sweep_before_it_has_brought_about_is_found_in_the_same_run(
    keeper: Keeper, db: Database, calendar: Calendar
) -> None:
    swept: list[Sequence[str]] = []

    def find(session: Session, *_: object) -> list[str]:
        return list(session.scalars(select(OutboxMessage.key)))

    def hear(_session: Session, _calendar: Calendar, _now: datetime, keys: Sequence[str]) -> int:
        swept.append(keys)
        return len(keys)

    jobs = [Job("says", EVERY_MINUTE, keeper.sweeps), Job("hears", EVERY_MINUTE, Several(find, hear))]
    Timekeeper(db, keeper.clock, lambda: calendar, jobs).run_all()
    assert swept == [said(db)]


def test_pictures_are_drawn_outside_of_any_transaction_that_writes(
    keeper: Keeper, db: Database, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    posted: list[dict[str, bytes]] = []

    def draw(svgs: list[str]) -> dict[str, bytes]:
        with db.begin() as session:
            outbox.push(session, outbox.Addressee("member", "a"), outbox.text("x"), key="meanwhile", now=MORNING)
        return dict.fromkeys(svgs, b"drawn")

    def post(_session: Session, _calendar: Calendar, _now: datetime, pictures: Pictures) -> int:
        posted.append(dict(pictures))
        return 1

    monkeypatch.setattr(drawing, "pngs", draw)
    posting = Posting(lambda _session, _calendar, _now: ["<svg/>"], post)
    Timekeeper(db, keeper.clock, lambda: calendar, [Job("post", EVERY_MINUTE, posting)]).run_all()
    assert posted == [{"<svg/>": b"drawn"}]
    assert said(db) == ["meanwhile"]


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_two_processes_of_a_machine_draw_a_board_once(
    keeper: Keeper, db: Database, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, other_waits, drawn, in_turn = threading.Event(), threading.Event(), list[str](), db.one_at_a_time

    def comes(what: str) -> AbstractContextManager[None]:
        if begun.is_set():
            other_waits.set()
        return in_turn(what)

    def draw(svgs: list[str]) -> dict[str, bytes]:
        drawn.extend(svgs)
        begun.set()
        assert other_waits.wait(30)
        return dict.fromkeys(svgs, b"drawn")

    def post(session: Session, _calendar: Calendar, now: datetime, pictures: Pictures) -> int:
        for _ in pictures:
            outbox.push(session, outbox.Addressee("member", "a"), outbox.text("board"), key="board", now=now)
        return len(pictures)

    monkeypatch.setattr(drawing, "pngs", draw)
    monkeypatch.setattr(db, "one_at_a_time", comes)
    posting = Posting(lambda session, *_: [] if session.scalars(select(OutboxMessage)).all() else ["<svg/>"], post)
    timekeeper = Timekeeper(db, keeper.clock, lambda: calendar, [Job("post", EVERY_MINUTE, posting)])
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(timekeeper.run_all)
        assert begun.wait(30)
        pool.submit(timekeeper.run_all).result()
        first.result()
    assert (drawn, said(db)) == (["<svg/>"], ["board"])
