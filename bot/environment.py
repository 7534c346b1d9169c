"""The file of the environment: what `flask setup` writes, and every command and process reads by itself.

One NAME=value a line, nothing quoted, nothing expanded; # begins a line that says nothing. systemd reads the same file
(EnvironmentFile=). What the environment itself says wins over the file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bot.errors import SettingsError

# Names another file, or none where it is set and empty.
NAMES_FILE: Final = "HONGHUI_ENV_FILE"
USUAL: Final = "honghui.env"
ONLY_OURS: Final = 0o600
FOR_OTHERS: Final = 0o077
# What systemd would take for a quote, an escape or the end of the line.
_UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f\"'\\]|^\s|\s$")
_LINE: Final = re.compile(r"([A-Z][A-Z0-9_]*)=(.*)")


def environment_file(environ: Mapping[str, str]) -> Path | None:
    """Name the file of this environment: in the folder of the start, where no other one is named."""
    named = environ.get(NAMES_FILE, USUAL)
    return Path(named) if named else None


def whole_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Give the environment with what its file says beside. Raises SettingsError for a file that cannot be read."""
    file = environment_file(environ)
    return {**(read_environment(file) if file else {}), **environ}


def read_environment(file: Path) -> dict[str, str]:
    """Read a file; one that is not there says nothing. Raises SettingsError naming the line that is wrong."""
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise SettingsError(
            f"{file} cannot be read ({why}); it has to belong to the user who runs this (`chown`), mode 0600"
        ) from None
    said = [(number, line.strip()) for number, line in enumerate(lines, 1)]
    return dict(_read(file, number, line) for number, line in said if line and not line.startswith("#"))


def _read(file: Path, number: int, line: str) -> tuple[str, str]:
    found = _LINE.fullmatch(line)
    if found is None:
        raise SettingsError(f"{file}, line {number}: write NAME=value, the name in capitals, nothing quoted")
    return found[1], found[2]


def can_be_written(value: str) -> bool:
    """Whether a value can stand in the file as it is."""
    return _UNSAFE.search(value) is None


def write_environment(file: Path, values: Mapping[str, str], heading: str) -> None:
    """Put a file for nobody else in place of the old one, at once and whole. Raises SettingsError where it cannot."""
    lines = [*(f"# {line}" for line in heading.splitlines()), *(f"{name}={value}" for name, value in values.items())]
    new = file.with_name(f"{file.name}.new")
    try:
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_OURS), "w", encoding="utf-8") as opened:
            opened.write("\n".join(lines) + "\n")
            opened.flush()
            os.fsync(opened.fileno())
        new.replace(file)
    except OSError as error:
        raise SettingsError(f"{file} cannot be written ({error.strerror}); choose a folder you may write to") from None


def is_open_to_others(file: Path) -> bool:
    """Whether others of the machine may read or change a file; False where there is none."""
    try:
        return bool(file.stat().st_mode & FOR_OTHERS)
    except OSError:
        return False
