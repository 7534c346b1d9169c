"""What all command groups share: the app's parts at hand, and the kinds of argument."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import click
from flask import current_app
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.command_line import ReportingCommand, ReportingGroup
from bot.db import Database, Done
from bot.errors import BadFile
from bot.hold import Hold
from bot.wording import word
from models.people import Person, person_by_userid
from rules.periods import Month, Quarter
from rules.workdays import Calendar
from services.files import decoded
from services.office_files.cells import Book
from services.office_files.reading import read_book
from services.rights.asking import check_at_door
from services.rights.stated import right_of, states
from services.rights.table import Right

__all__ = [
    "GivenFile",
    "ReportingCommand",
    "ReportingGroup",
    "acting",
    "acting_as",
    "acting_in_one",
    "acting_person",
    "calendar",
    "database",
    "month_type",
    "quarter_type",
    "read_file",
    "read_table",
    "this_moment",
]

Run = Callable[..., None]
_HELD = "honghui.held"
ANYONE = "Who does it: a userid of the register."
# A file an operator names: it must exist and be readable.
GivenFile = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


def database() -> Database:
    """Find the app's database; whoever works on a restored copy is told so."""
    found = cast(Database, current_app.extensions["honghui"].db)
    said = click.get_current_context().meta
    if _HELD not in said:
        said[_HELD] = Hold(found).lasts()
        if said[_HELD]:
            click.echo(word("backups/commands.txt", "held"), err=True)
    return found


def this_moment() -> datetime:
    """Ask the app's clock."""
    return cast(Clock, current_app.extensions["honghui"].clock).now()


def read_file(path: Path) -> str:
    """Read a text file; a leading byte order mark is dropped. Raises BadFile for anything but UTF-8."""
    return decoded(path.read_bytes(), path.name)


def read_table(path: Path) -> Book:
    """Read a table, of Excel or as text. Raises BadFile for what is none."""
    return read_book(path.read_bytes(), path.name)


def calendar() -> Calendar:
    """Find the app's working days."""
    return cast(Calendar, current_app.extensions["honghui"].calendar)


def acting_person(session: Session, userid: str) -> Person:
    """Find who a command is run as (--as), and check the right it states.

    Raises BadFile when the register does not know the userid, NoRight for whoever may not, were it for one branch only.
    """
    person = person_by_userid(session, userid)
    if person is None:
        raise BadFile(
            f"--as {userid}: no such userid in the register; write one of the office's, as in the township file"
        )
    if right := right_of(click.get_current_context().command.callback):
        check_at_door(session, person, right, this_moment())
    return person


@contextmanager
def acting(userid: str) -> Iterator[tuple[Session, Person]]:
    """Open a transaction for who a command is run as. Raises BadFile like `acting_person`."""
    with database().begin() as session:
        yield session, acting_person(session, userid)


def acting_in_one(userid: str, act: Callable[[Session, Person], Done]) -> Done:
    """Do something as a person in one transaction, and before it what takes long, as `Database.do` says."""
    return database().do(lambda session: act(session, acting_person(session, userid)))


def acting_as(right: Right, who: str = ANYONE, *, required: bool = True) -> Callable[[Run], Run]:
    """Declare --as of a command and the right it needs; `who` says in its help whose userid is meant."""
    option = click.option("--as", "userid", required=required, help=who)
    return lambda run: option(states(right)(run))


class _Period(click.ParamType[object]):
    def __init__(self, name: str, parse: Callable[[str], object]) -> None:
        self.name = name
        self._parse = parse

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> object:
        """Read a month or a quarter; click says which argument was wrong."""
        try:
            return self._parse(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


month_type = _Period("month", Month.parse)
quarter_type = _Period("quarter", Quarter.parse)
