"""`flask backup`, `flask restore`, `flask move`: copies, putting one back, changing the kind of database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol, cast

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.engine import make_url

from bot.arrivals import Arrivals
from bot.clock import Clock
from bot.db import Database
from bot.errors import BadInput, NotFound, NotNow
from bot.settings import Settings
from bot.wording import word
from handlers.cli.reporting import ReportingCommand, ReportingGroup, database, this_moment
from services.backups.copies import copies, copy_named
from services.backups.keeper import Keeper
from services.backups.releasing import DUE, WAITED, check_held, drop_waiting, newest_message, release, what_waits
from services.backups.restoring import CopyFile, kept_to_oneself, last_stirring, name_aside, restore
from services.backups.verifying import problems_in, verify_copy
from services.rights.stated import states
from services.rights.table import Right

WORDS: Final = "backups/commands.txt"
NOTHING: Final = "nothing"


class WorkingOff(Protocol):
    """What answers members."""

    def drain(self) -> None: ...


class Timekeeper(Protocol):
    """What runs the sweeps."""

    def run_all(self) -> None: ...


class Parts(Protocol):
    """What these commands need of the application."""

    @property
    def settings(self) -> Settings: ...

    @property
    def db(self) -> Database: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def backups(self) -> Keeper: ...

    @property
    def arrivals(self) -> Arrivals: ...

    @property
    def working_off(self) -> WorkingOff: ...

    @property
    def timekeeper(self) -> Timekeeper: ...


def _parts() -> Parts:
    return cast(Parts, current_app.extensions["honghui"])


def say(block: str, **facts: Any) -> None:
    """Print one thing."""
    click.echo(word(WORDS, block, **facts))


backup = ReportingGroup("backup", help="Copies of the town: make one, list them, prove that one can be put back.")


@backup.command("make")
@states(Right.OPERATE)
def make_copy() -> None:
    """Make a copy now, also while the bot runs."""
    keeper = _parts().backups
    say("made", made=keeper.make(), sealed=keeper.shelf.key is not None)


@backup.command("list")
@states(Right.OPERATE)
def list_copies() -> None:
    """List the copies, the newest first."""
    folder = _parts().backups.folder
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
    copy = _copy(file)
    proof = verify_copy(copy, this_moment())
    for problem in proof.problems:
        click.echo(problem)
    if proof.problems:
        say("verified_wrong", name=copy.path.name, count=len(proof.problems))
        raise click.exceptions.Exit(1)
    say("verified", name=copy.path.name, loaded=proof.loaded)


def _copy(file: Path) -> CopyFile:
    """Find a copy by its path, or by its name alone in the folder of copies. Raises NotFound."""
    keeper = _parts().backups
    known = copy_named(keeper.folder, file.name)
    path = file if file.is_file() else known.path if known and file.parent == Path() else None
    if path is None:
        raise NotFound("backup_not_found", name=file)
    return CopyFile(path, keeper.shelf.key)


class _FileOrCommand(ReportingGroup):
    """`flask restore FILE` is short for `flask restore from FILE`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        return super().resolve_command(ctx, args if args[0] in self.commands else ["from", *args])


restoring = _FileOrCommand("restore", help="Put a copy back (flask restore FILE), and say what of it may be sent.")


@restoring.command("from")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask again.")
@states(Right.OPERATE)
def restore_file(file: Path, *, yes: bool) -> None:
    """Put a copy back where DATABASE_URL says; an SQLite file that is there is set aside, never deleted."""
    parts, copy, now = _parts(), _copy(file), this_moment()
    url = parts.settings.database_url.get_secret_value()
    _read_back(copy, url, now)
    if not yes:
        click.confirm(word(WORDS, "ask"), abort=True)
    loaded = restore(copy, url, now)
    say("restored", loaded=loaded, problems=_named(problems_in(url)))


def _read_back(copy: CopyFile, url: str, now: datetime) -> None:
    made_at, stirred = copy.made_at(), last_stirring(url)
    where = make_url(url).render_as_string(hide_password=True)
    aside = name_aside(str(make_url(url).database), now)
    say("before", path=copy.path, made_at=made_at, where=where, stirred=stirred, aside=aside)


def _named(problems: Sequence[str]) -> Sequence[str]:
    for problem in problems:
        click.echo(problem)
    return problems


@restoring.command("release")
@click.argument("what", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Do not ask again.")
@states(Right.OPERATE)
def release_copy(what: tuple[str, ...], *, yes: bool) -> None:
    """Let a restored copy go on: WHAT of it may be sent is waiting, due, both, or nothing."""
    let_go = _let_go(what)
    with database().read() as session:
        say("release", held=check_held(session), waits=what_waits(session), let_go=let_go)
    if not yes:
        click.confirm(word(WORDS, "ask_release"), abort=True)
    parts = _parts()
    dropped = 0 if WAITED in let_go else _drop_all(parts)
    silenced = 0 if DUE in let_go else _silence(parts)
    with parts.db.begin() as session:
        release(session, let_go, parts.clock.now())
    say("released", let_go=let_go, dropped=dropped, silenced=silenced)


def _let_go(what: tuple[str, ...]) -> frozenset[str]:
    said = frozenset(what)
    if not said <= {WAITED, DUE, NOTHING} or (NOTHING in said and len(said) > 1):
        raise BadInput("release_word")
    return said - {NOTHING}


def _drop_all(parts: Parts) -> int:
    """Let what was written to us count, and nothing be said of it or of what waited."""
    parts.working_off.drain()
    if not parts.arrivals.are_empty():
        raise NotNow("release_unanswered")
    with parts.db.begin() as session:
        return drop_waiting(session)


def _silence(parts: Parts) -> int:
    """Let everything that is due be done, and nothing be said of it."""
    with parts.db.read() as session:
        newest = newest_message(session)
    parts.timekeeper.run_all()
    with parts.db.begin() as session:
        return drop_waiting(session, newest)


@click.command("move", cls=ReportingCommand)
@click.argument("url")
@with_appcontext
@states(Right.OPERATE)
def move(url: str) -> None:
    """Move the town into the empty database at URL, compare both, and check all; the old one stays as it is."""
    keeper = _parts().backups
    with kept_to_oneself(_parts().settings.database_url.get_secret_value()):
        made = keeper.make()
        loaded = restore(CopyFile(made.path, keeper.shelf.key), url, this_moment())
    say("moved", loaded=loaded, problems=_named(problems_in(url)))
