"""The only place that reads the clock. Everybody else gets `now` as an argument."""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from bot.errors import SettingsError
from rules.periods import BEIJING


class Clock(Protocol):
    """Whatever can tell the time."""

    def now(self) -> datetime:
        """Tell the present moment, aware, in Beijing time."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(BEIJING)


class FileClock:
    """A clock that can travel: the instant written in a file plus the real time since the file was written."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def now(self) -> datetime:
        """Tell the file's moment in Beijing time; without a file, the real one. Raises SettingsError for nonsense."""
        try:
            with self.path.open(encoding="utf-8") as file:
                written, since = file.read().strip(), time.time() - os.fstat(file.fileno()).st_mtime
        except FileNotFoundError:
            return SystemClock().now()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"CLOCK_FILE {self.path} cannot be read ({error}); write one ISO instant") from None
        return read_instant(written, self.path) + timedelta(seconds=max(since, 0.0))


def read_instant(written: str, path: Path) -> datetime:
    """Read an ISO instant; one without a zone is Beijing time. Raises SettingsError naming the file."""
    try:
        instant = datetime.fromisoformat(written)
    except ValueError as error:
        raise SettingsError(
            f"CLOCK_FILE {path} says {written!r}; write one ISO instant such as 2026-11-02T08:35:00+08:00"
        ) from error
    return instant.astimezone(BEIJING) if instant.tzinfo else instant.replace(tzinfo=BEIJING)


def lease_seconds() -> float:
    """Real seconds since the epoch: leases must not run out because a demonstration moved the clock."""
    return time.time()
