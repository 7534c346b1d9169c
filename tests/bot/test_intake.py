"""Taking in on PostgreSQL: the table as long as it takes callbacks, the file when not, and back without overtaking."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot import intake as taking_in
from bot.arrivals import Arrivals, Arrived, arrivals_file
from bot.intake import SIGNED, Intake
from rules.periods import BEIJING
from tests.bot.fake_wecom import wait_until

NOW = datetime(2026, 11, 2, 8, 35, tzinfo=BEIJING)
ARGS = dict.fromkeys(SIGNED, "x")


class Table:
    """The table of arrivals, in a database that can be away or hang."""

    def __init__(self) -> None:
        self.rows: list[str] = []
        self.is_away = False
        self.answers = threading.Event()
        self.answers.set()

    def add(self, arrived: Sequence[Arrived]) -> None:
        assert self.answers.wait(20)
        if self.is_away:
            raise ConnectionError
        self.rows += [one.key for one in arrived if one.key not in self.rows]


@dataclass
class Machine:
    """One machine with the file on its disk, and the table elsewhere."""

    file: Arrivals
    table: Table = field(default_factory=Table)
    has_table: bool = True
    rings: int = 0

    @property
    def arrivals(self) -> Any:
        return self.table if self.has_table else self.file

    @property
    def arrivals_file(self) -> Arrivals:
        return self.file

    @property
    def clock(self) -> Any:
        return SimpleNamespace(now=lambda: NOW)

    @property
    def callback(self) -> Any:
        """A door where the body of a callback is its key."""
        return SimpleNamespace(read=lambda _args, body, _now: SimpleNamespace(key=body.decode(), who="wusiyuan"))

    def ring(self) -> None:
        self.rings += 1

    def in_file(self) -> list[str]:
        return [one.key for one in self.file.oldest(100)]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setattr(taking_in, "RETRY_SECONDS", 0.02)
    return Machine(arrivals_file(f"sqlite:///{tmp_path}/honghui.db"))


@pytest.fixture
def intake(machine: Machine) -> Iterator[Intake]:
    intake = Intake(machine)
    intake.start()
    wait_until(intake._file_is_empty.is_set)
    yield intake
    machine.table.is_away = False
    machine.table.answers.set()
    intake.stop()


def test_a_callback_goes_into_the_table_and_wakes_who_works(machine: Machine, intake: Intake) -> None:
    intake.take(ARGS, b"1")
    assert (machine.table.rows, machine.in_file(), machine.rings) == (["1"], [], 1)


def test_without_a_table_it_goes_into_the_file(machine: Machine) -> None:
    machine.has_table = False
    Intake(machine).take(ARGS, b"1")
    assert (machine.table.rows, machine.in_file()) == ([], ["1"])


def test_while_the_database_is_away_all_wait_in_the_file_and_are_moved_over_in_order(
    machine: Machine, intake: Intake
) -> None:
    machine.table.is_away = True
    for key in (b"1", b"2"):
        intake.take(ARGS, key)
    assert machine.in_file() == ["1", "2"]
    machine.table.is_away = False
    wait_until(intake._file_is_empty.is_set)
    intake.take(ARGS, b"3")
    assert (machine.table.rows, machine.in_file()) == (["1", "2", "3"], [])


def test_a_database_that_hangs_is_waited_for_once_and_not_by_the_next(
    machine: Machine, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_in, "TABLE_SECONDS", 0.05)
    machine.table.answers.clear()
    intake.take(ARGS, b"1")
    monkeypatch.setattr(taking_in, "TABLE_SECONDS", 20)
    intake.take(ARGS, b"2")
    assert machine.in_file() == ["1", "2"]


def test_what_another_process_has_put_into_the_file_is_not_overtaken(
    machine: Machine, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_move_over", lambda: None)
    machine.file.add([Arrived("1", "wusiyuan", ARGS, b"1", NOW)])
    intake.take(ARGS, b"2")
    assert (machine.table.rows, machine.in_file()) == ([], ["1", "2"])
    monkeypatch.undo()
    intake.take(ARGS, b"3")
    wait_until(lambda: machine.table.rows == ["1", "2", "3"] and not machine.in_file())


def test_what_waits_in_the_file_when_the_process_starts_is_moved_over(machine: Machine) -> None:
    machine.file.add([Arrived("1", "wusiyuan", ARGS, b"1", NOW)])
    intake = Intake(machine)
    intake.start()
    wait_until(lambda: machine.table.rows == ["1"] and not machine.in_file())
    intake.stop()


def test_where_nothing_takes_it_in_time_the_caller_hears_so(
    machine: Machine, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.table.is_away = True
    monkeypatch.setattr(machine.file, "add", lambda _arrived: (_ for _ in ()).throw(OSError("No space left on device")))
    with pytest.raises(OSError, match="neither database nor disk took callback 1 in time"):
        intake.take(ARGS, b"1")
    assert machine.rings == 0
