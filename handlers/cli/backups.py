"""`flask backup`: copies of the town, made, listed, proved."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Protocol, cast

import click
from flask import current_app

from bot.arrivals import Arrivals
from bot.core_parts import CoreParts
from bot.errors import NotFound
from bot.private import check_not_root
from bot.wording import word
from handlers.cli.reporting import ReportingGroup, this_moment
from services.backups.copies import copies, copy_named
from services.backups.keeper import Keeper
from services.backups.restoring import CopyFile
from services.backups.verifying import verify_copy
from services.rights.stated import states
from services.rights.table import Right

WORDS: Final = "backups/commands.txt"


class WorkingOff(Protocol):
    """What answers members."""

    def drain(self) -> None: ...


class Timekeeper(Protocol):
    """What runs the sweeps."""

    def run_all(self) -> None: ...


class BackupParts(CoreParts, Protocol):
    """What these commands need of the application."""

    @property
    def backups(self) -> Keeper: ...

    @property
    def arrivals(self) -> Arrivals: ...

    @property
    def working_off(self) -> WorkingOff: ...

    @property
    def timekeeper(self) -> Timekeeper: ...


def parts_of_app() -> BackupParts:
    """Find the application these commands work on. Raises SettingsError for root: the bot could not read its files."""
    parts = cast(BackupParts, current_app.extensions["honghui"])
    check_not_root(parts.settings)
    return parts


def say(block: str, **facts: Any) -> None:
    """Print one thing."""
    click.echo(word(WORDS, block, **facts))


backup = ReportingGroup("backup", help="Copies of the town: make one, list them, prove that one can be put back.")


@backup.command("make")
@states(Right.OPERATE)
def make_copy() -> None:
    """Make a copy now, also while the bot runs."""
    keeper = parts_of_app().backups
    say("made", made=keeper.make(), sealed=keeper.shelf.key is not None)


@backup.command("list")
@states(Right.OPERATE)
def list_copies() -> None:
    """List the copies, the newest first."""
    folder = parts_of_app().backups.folder
    found = copies(folder)
    for copy in found:
        say("line", copy=copy)
    if not found:
        say("none", folder=folder)


@backup.command("verify")
@click.argument("file", type=click.Path(path_type=Path))
@states(Right.OPERATE)
def verify_file(file: Path) -> None:
    """Restore a copy into a scratch place, compare it, and check all that `flask verify` checks; status 1 if wrong."""
    copy = copy_meant(file)
    proof = verify_copy(copy, this_moment())
    for problem in proof.problems:
        click.echo(problem)
    if proof.problems:
        say("verified_wrong", name=copy.path.name, count=len(proof.problems))
        raise click.exceptions.Exit(1)
    say("verified", name=copy.path.name, loaded=proof.loaded)


def copy_meant(file: Path) -> CopyFile:
    """Find a copy by its path, or by its name alone in the folder of copies. Raises NotFound."""
    keeper = parts_of_app().backups
    known = copy_named(keeper.folder, file.name)
    path = file if file.is_file() else known.path if known and file.parent == Path() else None
    if path is None:
        raise NotFound("backup_not_found", name=file)
    return CopyFile(path, keeper.shelf.key)
