"""Real seconds as all processes of one database count them: leases and slots of machines that are minutes apart."""

from __future__ import annotations

from math import inf
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.clock import lease_seconds

_DATABASE_SECONDS: Final = select(func.extract("epoch", func.clock_timestamp()))
# By less than a lease is renewed ahead of its end. A process that stood still while it asked knows less exactly.
SURE_SECONDS: Final = 1.0


class LeaseClock:
    """Tells real seconds since the epoch: this machine's, put right by the database's as of the last look."""

    def __init__(self) -> None:
        self._behind, self._unsure = 0.0, inf

    def now(self) -> float:
        """Tell the second."""
        return lease_seconds() + self._behind

    def look(self, session: Session) -> None:
        """See by how much this machine's clock is behind. A slow answer counts only where there was none as quick."""
        began = lease_seconds()
        told = database_seconds(session)
        if told is None:
            return
        unsure = lease_seconds() - began
        if unsure <= max(SURE_SECONDS, self._unsure):
            self._behind, self._unsure = told - began - unsure / 2, unsure


def database_seconds(session: Session) -> float | None:
    """Ask the database for the second; None on SQLite, where all processes are on one machine."""
    if session.get_bind().dialect.name == "sqlite":
        return None
    return float(session.scalars(_DATABASE_SECONDS).one())
