"""What a write transaction finds out that it needs long for: `Database.do` has it worked out, and begins it anew."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Final

from sqlalchemy.orm import Session

# What was worked out before a write transaction, kept with its session.
KNOWN: Final = "known"
# How often something is begun anew because others wrote meanwhile, before they have to wait for it.
MOST_TRIES: Final = 6


class NotWorkedOut(Exception):
    """`work` gives it in a transaction that only looks, to be known under `key` when the other begins anew."""

    def __init__(self, key: Hashable, work: Callable[[Session], Any]) -> None:
        super().__init__()
        self.key, self.work = key, work
