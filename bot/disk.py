"""The disk under the database: how much room is left on it, and from when on that is too little."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

MEGABYTE: Final = 1024 * 1024
# A month of a large town's messages and pictures, and a backup of the database beside it.
LOW: Final = 500 * MEGABYTE
# Less than SQLite and its journal may ask for at once.
FULL: Final = 16 * MEGABYTE


def free_bytes(folder: Path) -> int | None:
    """Tell how many bytes may still be written below a folder; None where there is no such folder."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None
