"""The simulator's own clock: real time, or a set moment that goes on from there."""

import os
import time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
_LONGEST_TEXT = 100
_YEARS = range(2000, 2101)


def parse_instant(text: str) -> datetime:
    """Read an ISO moment with offset and return it in Beijing time; ValueError says what is wrong."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{text!r} is not an ISO moment such as 2026-11-02T08:35:00+08:00") from None
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no offset; write it as 2026-11-02T08:35:00+08:00")
    if moment.year not in _YEARS:
        raise ValueError(f"{text!r} lies outside the years {_YEARS.start} to {_YEARS.stop - 1}")
    return moment.astimezone(BEIJING)


class ClockError(RuntimeError):
    """The clock cannot be moved; the text says why and what to do."""


class SimulatorClock:
    """Shows a set moment plus the real time since it was set; real time while nothing is set.

    With a file, the set moment is the file's text and the time of setting is the file's modification time, so that
    the app under test can follow the same clock.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        # The moment shown and the real time it was set at: one value, so that threads never mix two settings.
        self._setting: tuple[datetime, float] | None = None

    def now(self) -> datetime:
        if self._file is not None:
            self._read_file(self._file)
        setting = self._setting
        if setting is None:
            return datetime.now(BEIJING)
        moment, set_at = setting
        return moment + timedelta(seconds=max(0.0, time.time() - set_at))

    def move(self, moment: datetime) -> None:
        """Show `moment` from now on; with a file, write it in one piece. ClockError when that fails."""
        self._setting = moment.astimezone(BEIJING), time.time()
        if self._file is not None:
            self._write_file(self._file, self._setting[0])

    def _write_file(self, file: Path, moment: datetime) -> None:
        beside = file.with_name(f".{file.name}.new")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(f"{moment.isoformat()}\n", encoding="utf-8")
            beside.replace(file)
        except OSError as error:
            raise ClockError(f"clock_file {file} cannot be written ({error.strerror}); give a writable path") from error

    def _read_file(self, file: Path) -> None:
        """Take over what the file says; an unreadable text keeps the last moment that could be read."""
        try:
            # Time and text come from the same open file: it may be replaced at any moment.
            with file.open(encoding="utf-8") as opened:
                written_at, text = os.fstat(opened.fileno()).st_mtime, opened.read(_LONGEST_TEXT)
            self._setting = parse_instant(text), written_at
        except FileNotFoundError:
            self._setting = None
        except (OSError, ValueError):
            return
