"""`flask restore`, `flask move`: putting a copy back, letting it send again, changing the kind of database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import click
from flask.cli import with_appcontext
from sqlalchemy.engine import make_url

from bot.errors import BadInput, NotNow
from bot.wording import word
from handlers.cli.backups import WORDS, BackupParts, copy_meant, parts_of_app, say
from handlers.cli.reporting import ReportingCommand, ReportingGroup, database, this_moment
from services.backups.releasing import DUE, WAITED, check_held, drop_waiting, newest_message, release, what_waits
from services.backups.restoring import CopyFile, check_empty, kept_to_oneself, last_stirring, name_aside, restore
from services.backups.verifying import problems_in
from services.rights.stated import states
from services.rights.table import Right

NOTHING: Final = "nothing"


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
    parts, copy, now = parts_of_app(), copy_meant(file), this_moment()
    url = parts.settings.database_url.get_secret_value()
    check_empty(url)
    _read_back(copy, url, now)
    if not yes:
        click.confirm(word(WORDS, "ask"), abort=True)
    loaded = restore(copy, url, now)
    say("restored", loaded=loaded, problems=_named(problems_in(url)))
    say("choices")
    say("not_in_it")


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
@click.argument("what", nargs=-1)
@click.option("--yes", is_flag=True, help="Do not ask again.")
@states(Right.OPERATE)
def release_copy(what: tuple[str, ...], *, yes: bool) -> None:
    """Let a restored copy go on: WHAT of it may be sent is waiting, due, both, or nothing. Without it only look."""
    if not what:
        _look()
        return
    let_go = _let_go(what)
    with database().read() as session:
        say("release", held=check_held(session), waits=what_waits(session), let_go=let_go)
    if not yes:
        click.confirm(word(WORDS, "ask_release"), abort=True)
    parts = parts_of_app()
    dropped = 0 if WAITED in let_go else _drop_all(parts)
    silenced = 0 if DUE in let_go else _silence(parts)
    with parts.db.begin() as session:
        release(session, let_go, parts.clock.now())
    say("released", let_go=let_go, dropped=dropped, silenced=silenced)


def _look() -> None:
    """Say what waits, and what may be said of it; nothing is let go."""
    with database().read() as session:
        say("held_copy", held=check_held(session), waits=what_waits(session))
    say("choices")


def _let_go(what: tuple[str, ...]) -> frozenset[str]:
    said = frozenset(what)
    if not said <= {WAITED, DUE, NOTHING} or (NOTHING in said and len(said) > 1):
        raise BadInput("release_word")
    return said - {NOTHING}


def _drop_all(parts: BackupParts) -> int:
    """Let what was written to us count, and nothing be said of it or of what waited."""
    parts.working_off.drain()
    if not parts.arrivals.are_empty():
        raise NotNow("release_unanswered")
    with parts.db.begin() as session:
        return drop_waiting(session)


def _silence(parts: BackupParts) -> int:
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
    keeper = parts_of_app().backups
    if make_url(url).password:
        raise BadInput("move_with_password")
    with kept_to_oneself(parts_of_app().settings.database_url.get_secret_value()):
        made = keeper.make()
        loaded = restore(CopyFile(made.path, keeper.shelf.key), url, this_moment())
    say("moved", loaded=loaded, problems=_named(problems_in(url)))
