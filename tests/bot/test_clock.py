"""The one place that reads the clock, and the file that lets it travel."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import FileClock, SystemClock, read_instant
from bot.errors import SettingsError
from rules.periods import BEIJING

SECOND = timedelta(seconds=1)


def test_the_machines_clock_tells_beijing_time() -> None:
    now = SystemClock().now()
    assert now.tzinfo is BEIJING
    assert abs(now - datetime.now(UTC)) < SECOND * 5


def test_the_file_clock_tells_the_files_instant_plus_the_time_since_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    file.write_text("2026-11-02T08:35:00+08:00\n")
    an_hour_ago = time.time() - 3600
    os.utime(file, (an_hour_ago, an_hour_ago))
    told = FileClock(file).now()
    assert timedelta(0) <= told - datetime(2026, 11, 2, 9, 35, tzinfo=BEIJING) < SECOND * 5
    assert told.tzinfo is BEIJING


def test_the_file_clock_follows_the_file(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    clock = FileClock(file)
    for day in (2, 9, 3):
        file.write_text(f"2026-11-{day:02d}T08:35:00+08:00")
        assert clock.now().day == day


def test_the_file_clock_runs(tmp_path: Path) -> None:
    (tmp_path / "clock").write_text("2026-11-02T08:35:00+08:00")
    clock = FileClock(tmp_path / "clock")
    first = clock.now()
    time.sleep(0.02)
    assert clock.now() > first


def test_a_file_written_in_the_future_does_not_turn_the_clock_back(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    file.write_text("2026-11-02T08:35:00+08:00")
    later = time.time() + 3600
    os.utime(file, (later, later))
    assert FileClock(file).now() == datetime(2026, 11, 2, 8, 35, tzinfo=BEIJING)


def test_without_a_file_the_real_time_is_told(tmp_path: Path) -> None:
    assert abs(FileClock(tmp_path / "none").now() - datetime.now(UTC)) < SECOND * 5


@pytest.mark.parametrize(
    ("written", "hour"),
    [("2026-11-02T08:35:00", 8), ("2026-11-02T08:35:00+00:00", 16), ("2026-11-02T08:35:00Z", 16), ("2026-11-02", 0)],
)
def test_an_instant_without_a_zone_is_beijing_time(written: str, hour: int) -> None:
    assert read_instant(written, Path("clock")).hour == hour


@pytest.mark.parametrize("written", ["", "tomorrow", "2026-13-01T00:00:00", "08:35"])
def test_nonsense_in_the_file_is_refused_with_the_file_and_an_example(tmp_path: Path, written: str) -> None:
    (tmp_path / "clock").write_text(written)
    with pytest.raises(
        SettingsError, match=rf"CLOCK_FILE {tmp_path}/clock says .*; write one ISO instant such as 2026"
    ):
        FileClock(tmp_path / "clock").now()


def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path, tmp_path / "binary"):
        with pytest.raises(SettingsError, match=rf"CLOCK_FILE {path} cannot be read"):
            FileClock(path).now()
