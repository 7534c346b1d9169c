"""The simulator's own clock: real time, or a set moment that goes on from there."""

import os
import time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
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


class SimulatorClock:
    """Shows a set moment plus the real time since it was set; real time while nothing is set.

    With a file, the set moment is the file's text and the time of setting is the file's modification time, so that
    the app under test can follow the same clock.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._set_to: datetime | None = None
        self._set_at = 0.0

    def now(self) -> datetime:
        """Return the shown moment, Beijing time."""
        if self._file is not None:
            self._read_file(self._file)
        if self._set_to is None:
            return datetime.now(BEIJING)
        return self._set_to + timedelta(seconds=max(0.0, time.time() - self._set_at))

    def move(self, moment: datetime) -> None:
        """Show `moment` from now on; with a file, write it in one piece."""
        self._set_to, self._set_at = moment.astimezone(BEIJING), time.time()
        if self._file is not None:
            beside = self._file.with_name(f".{self._file.name}.new")
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(f"{self._set_to.isoformat()}\n", encoding="utf-8")
            os.replace(beside, self._file)  # noqa: PTH105  os.replace is the documented atomic way

    def _read_file(self, file: Path) -> None:
        """Take over what the file says; an unreadable text keeps the last moment that could be read."""
        try:
            written_at, text = file.stat().st_mtime, file.read_text(encoding="utf-8")
        except FileNotFoundError:
            self._set_to = None
            return
        try:
            self._set_to, self._set_at = parse_instant(text), written_at
        except ValueError:
            return
