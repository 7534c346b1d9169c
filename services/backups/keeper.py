"""Makes a copy every night, by itself, on each machine that keeps the clock: into its own folder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final

import structlog

from bot.clock import Clock
from bot.errors import Refused
from bot.hold import Held
from bot.wording import refusal_text
from rules.periods import BEIJING
from services.backups.copies import newest
from services.backups.dumping import Source
from services.backups.making import Made, Shelf, make

log = structlog.get_logger()

# When nobody works; in Beijing time.
AT: Final = time(2, 10)


class Keeper:
    """Keeps copies of one town. A demonstration, whose clock travels, has none made by itself."""

    def __init__(self, source: Callable[[], Source], shelf: Shelf, clock: Clock, held: Held, *, nightly: bool) -> None:
        self._source, self.shelf, self._clock, self._held, self._nightly = source, shelf, clock, held, nightly

    @property
    def folder(self) -> Path:
        return self.shelf.folder

    def make(self) -> Made:
        """Make a copy now. Raises NotNow where that is not possible."""
        return make(self._source(), self.shelf, self._clock.now())

    def keep(self) -> None:
        """Make tonight's copy where it is due and not there yet; what stands in its way is logged, and tried again."""
        if not self._nightly or self._held() or not self._is_due():
            return
        try:
            made = self.make()
            log.info("backup_made", file=made.path.name, bytes=made.size, rows=made.rows)
        except Refused as error:
            log.warning("backup_failed", reason=refusal_text(error))

    def _is_due(self) -> bool:
        last = newest(self.shelf.folder)
        return last is None or last.made_at < due_since(self._clock.now())


def due_since(now: datetime) -> datetime:
    """Tell the last moment at which a copy was due."""
    tonight = datetime.combine(now.date(), AT, BEIJING)
    return tonight if now >= tonight else tonight - timedelta(days=1)
