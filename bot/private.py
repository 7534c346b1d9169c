"""What is the bot's own business: its files, which nobody else on the machine may read, and who it runs as."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from bot.errors import SettingsError
from bot.settings import Settings
from bot.settings_checks import is_here

# Nothing for the group, nothing for others.
UMASK: Final = 0o077
OTHERS: Final = 0o077


def keep_files_private() -> None:
    """Let whatever this process writes from now on be readable by its own user alone; every command begins so."""
    os.umask(UMASK)


def close_to_others(*files: Path) -> None:
    """Take from others what they were allowed with files that are there: made by an older version, or by hand."""
    for file in files:
        if file.exists() and (mode := file.stat().st_mode) & OTHERS and file.stat().st_uid == os.geteuid():
            file.chmod(mode & ~OTHERS)


def check_not_root(settings: Settings) -> None:
    """Raise SettingsError where the bot would work for a real town as root, unless RUN_AS_ROOT says that it may."""
    # A platform on this very machine is the simulator's, and nobody's data are at stake.
    if os.geteuid() or settings.run_as_root or is_here(settings.wecom_api_base):
        return
    raise SettingsError(
        "The bot does not run as root: whoever found a hole in it would own the machine. Start it as a user of its own "
        "(in systemd: User=honghui), or set RUN_AS_ROOT=yes where there is none"
    )
