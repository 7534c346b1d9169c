"""The disk under the database: how much room is left on it, and from when on there is none."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from rules.checkup_here import MEGABYTE

# Less than SQLite and its journal may ask for at once.
FULL: Final = 16 * MEGABYTE


def free_bytes(folder: Path) -> int | None:
    """Tell how many bytes may still be written below a folder; None where there is no such folder."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None
