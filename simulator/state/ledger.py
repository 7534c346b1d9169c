"""Every API call with its answer and what became of it."""

import itertools
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import Any

OUTCOMES = ("accepted", "refused", "dropped", "duplicate", "faulted")


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One call. `outcome` is one of OUTCOMES; secrets and tokens are left out of `request`."""

    seq: int
    at: datetime
    api: str
    outcome: str
    request: dict[str, Any]
    answer: dict[str, Any]


class Ledger:
    """The newest `keep` calls; numbers only grow, also over a reset."""

    def __init__(self, counter: "itertools.count[int]", keep: int) -> None:
        self._counter = counter
        self._entries: deque[LedgerEntry] = deque(maxlen=keep)

    def write(
        self, at: datetime, api: str, outcome: str, request: dict[str, Any], answer: dict[str, Any]
    ) -> LedgerEntry:
        """Append one call and return the entry."""
        entry = LedgerEntry(next(self._counter), at, api, outcome, request, answer)
        self._entries.append(entry)
        return entry

    def entries(self, api: str = "", outcome: str = "", after: int = 0) -> list[LedgerEntry]:
        """Return the calls after a number, narrowed to one API and one outcome when given."""
        return [
            entry
            for entry in self._entries
            if entry.seq > after and api in ("", entry.api) and outcome in ("", entry.outcome)
        ]
