"""The timetable: every slot is swept once, however many keep it, whenever they die, wherever their clocks stand."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot import drawing, outbox
from bot.clock import FileClock
from bot.db import SLICE, Database
from bot.drawing import Pictures
from models.outbox import OutboxMessage
from models.schedules import Schedule
from rules.periods import BEIJING
from rules.workdays import Calendar, load_calendar
from scheduler.jobs import Job, Posting, Several, timetable
from scheduler.run import Timekeeper
from tests.bot.fake_wecom import wait_until
from tests.forks import Fork
from tests.worlds.towns import HOLIDAYS

MORNING = datetime(2026, 11, 2, 9, 0, 30, tzinfo=BEIJING)
EVERY_TEN_MINUTES = "*/10 * * * *"
EVERY_MINUTE = "* * * * *"
BETWEEN_TICKS_SECONDS = 0.005


class FixedClock:
    """A clock that a test sets."""

    def __init__(self, moment: datetime = MORNING) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


class Sweeps:
    """A sweep that remembers when it ran, and can be told to fail."""

    def __init__(self) -> None:
        self.ran: list[datetime] = []
        self.fails = False

    def __call__(self, session: Session, _calendar: Calendar, now: datetime) -> int:
        outbox.push(session, outbox.Addressee("member", "a"), outbox.text("x"), key=f"{now:%FT%T}", now=now)
        if self.fails:
            raise RuntimeError("half way")
        self.ran.append(now)
        return 1


class Keeper:
    """A timekeeper of one job, its clock and its sweeps."""

    def __init__(self, db: Database, calendar: Calendar) -> None:
        self.db, self.calendar = db, calendar
        self.clock, self.sweeps = FixedClock(), Sweeps()
        self.keeper = self.another()

    def another(self, clock: FixedClock | None = None) -> Timekeeper:
        """Make one more timekeeper on the same database, as a second machine would."""
        return Timekeeper(
            self.db, clock or self.clock, lambda: self.calendar, [Job("job", EVERY_TEN_MINUTES, self.sweeps)]
        )

    def at(self, moment: datetime) -> list[datetime]:
        """Tick at a moment; returns when the sweep has run so far."""
        self.clock.moment = moment
        self.keeper.tick()
        return self.sweeps.ran

    def next_slot(self) -> datetime:
        """Look up when the job is due next."""
        with self.db.read() as session:
            return session.get_one(Schedule, "job").next_run_at


@pytest.fixture
def keeper(db: Database, calendar: Calendar) -> Keeper:
    return Keeper(db, calendar)


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


# Slices, and pictures


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
