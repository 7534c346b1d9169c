"""The folder of copies: which there are, which is the newest, which go because there are enough of them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Final

from bot.beside import folder_beside
from bot.settings import Settings
from rules.periods import BEIJING
from services.backups.sealing import is_sealed

ENDING: Final = ".backup"
VERIFIED: Final = ".verified"
# Written half, perhaps by a process that died.
PART: Final = ".part"
SCRATCH: Final = ".scratch-"
_NAME: Final = re.compile(r"honghui-(\d{8}-\d{6})\.backup")
_MOMENT: Final = "%Y%m%d-%H%M%S"


@dataclass(frozen=True)
class Verified:
    """When a copy was last restored into a scratch place and looked through, and how much was wrong with it."""

    at: datetime
    problems: int


@dataclass(frozen=True)
class Copy:
    """One copy in the folder."""

    path: Path
    made_at: datetime
    size: int
    is_sealed: bool
    verified: Verified | None


def name_at(now: datetime) -> str:
    """Name the copy of a moment."""
    return f"honghui-{now.astimezone(BEIJING):{_MOMENT}}{ENDING}"


def folder_of(settings: Settings) -> Path:
    """Name the folder that holds a town's copies."""
    return settings.backup_dir or folder_beside(settings.database_url.get_secret_value()) / "backups"


def copies(folder: Path) -> list[Copy]:
    """List the whole copies of a folder that can be read, the newest first; none where there is no folder."""
    found = [(made_at, path) for path in folder.glob(f"*{ENDING}") if (made_at := _moment_of(path.name))]
    return [copy for made_at, path in sorted(found, reverse=True) if (copy := _read(path, made_at))]


def newest(folder: Path) -> Copy | None:
    """Find the newest copy of a folder; None where there is none."""
    return next(iter(copies(folder)), None)


def copy_named(folder: Path, name: str) -> Copy | None:
    """Find a copy by its file name; None for any other file."""
    return next((one for one in copies(folder) if one.path.name == name), None)


def note_verified(path: Path, verified: Verified) -> None:
    """Keep beside a copy what came of looking it through."""
    said = {"at": verified.at.isoformat(), "problems": verified.problems}
    _note_of(path).write_text(json.dumps(said), encoding="utf-8")


def remove_surplus(folder: Path, keep: int) -> Sequence[Path]:
    """Remove what was written half, and copies beyond enough; returns which copies went.

    Enough are those of the newest of so many days, and of each day before it the last one: whoever makes thirty in an
    afternoon pushes no night out.
    """
    for half in folder.glob(f"*{PART}"):
        half.unlink(missing_ok=True)
    for scratch in folder.glob(f"{SCRATCH}*"):
        shutil.rmtree(scratch, ignore_errors=True)
    gone = _surplus(copies(folder), keep)
    for path in gone:
        path.unlink(missing_ok=True)
        _note_of(path).unlink(missing_ok=True)
    return gone


def _surplus(newest_first: Sequence[Copy], keep: int) -> list[Path]:
    by_day = [list(made) for _, made in groupby(newest_first, lambda one: one.made_at.date())]
    kept = {one.path for number, made in enumerate(by_day[:keep]) for one in (made if number == 0 else made[:1])}
    return [one.path for one in newest_first if one.path not in kept]


def _moment_of(name: str) -> datetime | None:
    said = _NAME.fullmatch(name)
    try:
        return datetime.strptime(said[1], _MOMENT).replace(tzinfo=BEIJING) if said else None
    except ValueError:
        return None


def _read(path: Path, made_at: datetime) -> Copy | None:
    """Look at a copy; None for one that has just gone, or is somebody else's."""
    try:
        with path.open("rb") as file:
            sealed = is_sealed(file)
        return Copy(path, made_at, path.stat().st_size, sealed, _verified(path))
    except OSError:
        return None


def _verified(path: Path) -> Verified | None:
    try:
        said = json.loads(_note_of(path).read_text(encoding="utf-8"))
        return Verified(datetime.fromisoformat(said["at"]), int(said["problems"]))
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _note_of(path: Path) -> Path:
    return path.with_name(f"{path.name}{VERIFIED}")
