"""Proves a copy: restored into a scratch place, compared row by row, and looked through as `flask verify` does."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.db import Database
from services.backups.copies import SCRATCH, Verified, note_verified
from services.backups.loading import Loaded
from services.backups.making import only_one
from services.backups.restoring import CopyFile, fill
from services.verification import all_problems


@dataclass(frozen=True)
class Proof:
    """What a copy holds, and what is wrong with it, in Chinese."""

    loaded: Loaded
    problems: Sequence[str]


def verify_copy(copy: CopyFile, now: datetime) -> Proof:
    """Restore a copy beside it, look everything through, and note what came of it.

    Raises BadInput for one that is not whole, NotNow where the folder cannot take it.
    """
    with only_one(copy.path.parent), tempfile.TemporaryDirectory(prefix=SCRATCH, dir=copy.path.parent) as scratch:
        url = f"sqlite:///{Path(scratch) / 'town.db'}"
        loaded = fill(copy, url, now)
        found = problems_in(url)
        note_verified(copy.path, Verified(now, len(found)))
        return Proof(loaded, found)


def problems_in(url: str) -> list[str]:
    """Look through the database at an address as `flask verify` does."""
    db = Database(url)
    try:
        with db.read() as session:
            return list(all_problems(session))
    finally:
        db.engine.dispose()
