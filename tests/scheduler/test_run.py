"""The timetable: every slot is swept once, however many keep it, whenever they die, wherever their clocks stand."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot import outbox
from bot.clock import FileClock
from bot.db import Database
from models.outbox import OutboxMessage
from models.schedules import Schedule
from rules.workdays import Calendar, load_calendar
from scheduler.jobs import Job, timetable
from scheduler.run import Timekeeper
from tests.bot.fake_wecom import wait_until
from tests.forks import Fork
from tests.scheduler.keepers import EVERY_MINUTE, MORNING, FixedClock, Keeper, Sweeps
from tests.worlds.towns import HOLIDAYS

BETWEEN_TICKS_SECONDS = 0.005


def clock_time(hour: int, minute: int, second: int = 0) -> datetime:
    return MORNING.replace(hour=hour, minute=minute, second=second)


def test_a_job_never_seen_before_waits_for_its_first_slot(keeper: Keeper) -> None:
    assert keeper.at(MORNING) == []
    assert keeper.next_slot() == clock_time(9, 10)
    assert keeper.at(clock_time(9, 9, 59)) == []
    assert keeper.at(clock_time(9, 10, 1)) == [clock_time(9, 10, 1)]


def test_a_slot_is_swept_once_however_often_the_clock_ticks(keeper: Keeper) -> None:
    keeper.at(MORNING)
    for second in range(10):
        keeper.at(clock_time(9, 10, second))
    assert len(keeper.sweeps.ran) == 1
    assert keeper.next_slot() == clock_time(9, 20)


def test_a_tick_on_the_very_moment_of_a_slot_sweeps_it_once(keeper: Keeper) -> None:
    keeper.at(MORNING)
    for _ in range(3):
        keeper.at(clock_time(9, 10))
    assert keeper.sweeps.ran == [clock_time(9, 10)]


def test_a_first_tick_on_the_very_moment_of_a_slot_waits_for_the_next(keeper: Keeper) -> None:
    keeper.at(clock_time(9, 10))
    assert keeper.next_slot() == clock_time(9, 20)


def test_a_tick_between_two_slots_waits_for_nobody_who_writes(keeper: Keeper) -> None:
    keeper.at(MORNING)
    with keeper.db.begin(), ThreadPoolExecutor() as pool:
        assert pool.submit(keeper.at, clock_time(9, 5)).result(20) == []


def gone() -> None:
    raise OperationalError("SELECT", {}, OSError("the server has gone away"))


def test_a_timetable_that_cannot_be_read_is_read_at_the_next_tick(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper.at(MORNING)
    with monkeypatch.context() as broken:
        broken.setattr(keeper.db, "read", gone)
        assert keeper.at(clock_time(9, 10, 1)) == []
    assert keeper.at(clock_time(9, 10, 3)) == [clock_time(9, 10, 3)]


def test_who_starts_late_catches_up_once(keeper: Keeper) -> None:
    keeper.at(MORNING)
    later = clock_time(9, 5) + timedelta(days=3)
    keeper.at(later)
    keeper.at(later + timedelta(seconds=2))
    assert keeper.sweeps.ran == [later]


def test_a_clock_set_back_by_days_does_not_stall_the_job(keeper: Keeper) -> None:
    keeper.at(MORNING + timedelta(days=30))
    assert keeper.at(MORNING) == []
    assert keeper.at(clock_time(9, 10, 1)) == [clock_time(9, 10, 1)]


def test_a_machine_whose_clock_is_a_little_slow_does_not_sweep_again_what_a_faster_one_has_swept(
    keeper: Keeper,
) -> None:
    slow = FixedClock()
    slow_keeper = keeper.another(slow)
    keeper.at(MORNING)
    keeper.at(clock_time(9, 10, 1))
    for seconds in range(-3, 4):
        slow.moment = clock_time(9, 10) + timedelta(seconds=seconds)
        slow_keeper.tick()
    assert len(keeper.sweeps.ran) == 1


def test_a_sweep_that_fails_half_way_is_undone_with_its_slot_and_tried_again(keeper: Keeper) -> None:
    keeper.at(MORNING)
    keeper.sweeps.fails = True
    keeper.at(clock_time(9, 10, 1))
    assert keeper.next_slot() == clock_time(9, 10)
    with keeper.db.read() as session:
        assert session.query(OutboxMessage).count() == 0
    keeper.sweeps.fails = False
    assert keeper.at(clock_time(9, 10, 3)) == [clock_time(9, 10, 3)]


def timetable_of(*sweeps: Sweeps) -> list[Job]:
    return [Job(f"job{number}", EVERY_MINUTE, sweep) for number, sweep in enumerate(sweeps)]


def test_a_sweep_that_fails_does_not_keep_the_others_from_running(db: Database, calendar: Calendar) -> None:
    broken, whole = Sweeps(), Sweeps()
    broken.fails = True
    clock = FixedClock()
    keeper = Timekeeper(db, clock, lambda: calendar, timetable_of(broken, whole))
    keeper.tick()
    clock.moment += timedelta(minutes=1)
    keeper.tick()
    assert len(whole.ran) == 1


def test_running_all_asks_no_timetable_and_uses_up_no_slot_that_lies_ahead(keeper: Keeper) -> None:
    keeper.at(MORNING)
    keeper.keeper.run_all()
    assert keeper.sweeps.ran == [MORNING]
    assert keeper.next_slot() == clock_time(9, 10)


def test_running_all_takes_a_slot_that_has_come_so_that_nobody_sweeps_it_again(keeper: Keeper) -> None:
    keeper.at(MORNING)
    keeper.clock.moment = clock_time(9, 10, 1)
    keeper.keeper.run_all()
    assert keeper.at(clock_time(9, 10, 2)) == [clock_time(9, 10, 1)]
    assert keeper.next_slot() == clock_time(9, 20)


@pytest.mark.parametrize(("done", "transactions"), [(0, 1), (1, 3)])
def test_only_sweeps_with_nothing_to_do_share_a_transaction(
    db: Database, calendar: Calendar, done: int, transactions: int
) -> None:
    seen: list[Session] = []

    def sweep(session: Session, _calendar: Calendar, _now: datetime) -> int:
        seen.append(session)
        return done

    Timekeeper(db, FixedClock(), lambda: calendar, [Job(f"job{n}", EVERY_MINUTE, sweep) for n in range(3)]).run_all()
    assert len({id(one) for one in seen}) == transactions


def test_running_all_gives_every_sweep_its_turn_before_it_says_what_failed(db: Database, calendar: Calendar) -> None:
    broken, whole = Sweeps(), Sweeps()
    broken.fails = True
    with pytest.raises(RuntimeError, match="half way"):
        Timekeeper(db, FixedClock(), lambda: calendar, timetable_of(broken, whole)).run_all()
    assert whole.ran == [MORNING]


@pytest.mark.parametrize("seen_before", [True, False])
def test_eight_that_tick_at_once_sweep_a_slot_once_and_none_fails(
    keeper: Keeper, seen_before: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: list[str] = []
    monkeypatch.setattr("scheduler.run.log.exception", lambda event, **_: failed.append(event))
    if seen_before:
        keeper.at(MORNING)
    keeper.clock.moment = clock_time(9, 10, 1)
    start = threading.Barrier(8)

    def tick(_: int) -> None:
        other = keeper.another()
        start.wait()
        other.tick()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(tick, range(8)))
    assert len(keeper.sweeps.ran) == (1 if seen_before else 0)
    assert failed == []


def test_started_it_ticks_in_the_background_until_shut_down(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.run.TICK_SECONDS", 0.05)
    keeper.at(MORNING)
    keeper.clock.moment = clock_time(9, 10, 1)
    background = keeper.keeper.start()
    try:
        wait_until(lambda: len(keeper.sweeps.ran) == 1)
    finally:
        background.shutdown()


def test_the_timetable_names_each_job_once() -> None:
    assert len({job.name for job in timetable()}) == len(timetable())


def ticks(ready: Callable[[], None], url: str, clock: Path, name: str) -> None:
    """What a process of its own does: it ticks by a clock that a file sets, and every sweep leaves a row."""
    numbers = count(1)

    def sweep(session: Session, _days: Calendar, now: datetime) -> int:
        to = outbox.Addressee("member", name)
        outbox.push(session, to, outbox.text("x"), key=f"{name}:{next(numbers)}:{now:%H:%M}", now=now)
        return 1

    days = load_calendar(HOLIDAYS)
    keeper = Timekeeper(Database(url), FileClock(clock), lambda: days, [Job("count", EVERY_MINUTE, sweep)])
    ready()
    while not clock.with_suffix(".stop").exists():
        keeper.tick()
        time.sleep(BETWEEN_TICKS_SECONDS)


def set_clock(clock: Path, moment: datetime) -> None:
    """Set the clock of all processes at once; none may ever see half a file."""
    new = clock.with_suffix(".new")
    new.write_text(moment.isoformat())
    new.replace(clock)


def swept(db: Database) -> list[str]:
    with db.read() as session:
        return sorted(one.key.split(":", 2)[2] for one in session.query(OutboxMessage))


def swept_until(db: Database, slots: int) -> Callable[[], bool]:
    return lambda: len(swept(db)) >= slots


@pytest.mark.processes
def test_processes_share_the_slots_and_one_that_is_killed_takes_none_with_it(
    db: Database, db_url: str, tmp_path: Path
) -> None:
    clock = tmp_path / "clock"
    set_clock(clock, MORNING)
    processes = [Fork(ticks, db_url, clock, name) for name in ("a", "b")]
    for process in processes:
        process.let_go()
    try:
        wait_until(lambda: _is_listed(db))
        for slot in range(1, 9):
            set_clock(clock, MORNING + timedelta(minutes=slot))
            wait_until(swept_until(db, slot))
            if slot == 4:
                processes[0].kill()
    finally:
        (tmp_path / "clock.stop").touch()
        for process in processes:
            process.ended()
    assert swept(db) == [f"09:{minute:02d}" for minute in range(1, 9)]


def _is_listed(db: Database) -> bool:
    with db.read() as session:
        return session.get(Schedule, "count") is not None
