"""`flask people`: all that is kept about somebody, and not naming somebody any more."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import click
from sqlalchemy.orm import Session

from bot.errors import BadFile
from bot.wording import word
from handlers.cli.reporting import ReportingGroup, acting, acting_as, acting_person, database, this_moment
from models.people import Person, person_by_userid
from services.privacy.export import note_handed_out, person_workbook
from services.privacy.pseudonyms import entries_in_clear, unname
from services.rights.table import Right

WORDS: Final = "privacy/words.txt"

people = ReportingGroup("people", help="What is kept about a person: hand it out, or let it not be named any more.")


@people.command()
@click.argument("account")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@acting_as(Right.KEEP_PRIVACY)
def export(account: str, file: Path, userid: str) -> None:
    """Write all that is kept about the person with this ACCOUNT into a new Excel FILE; that you did so is noted."""
    _check_new(file)
    with database().read() as session:
        by, person = acting_person(session, userid), _person(session, account)
        book = person_workbook(session, person, by, this_moment())
    with acting(userid) as (session, by):
        note_handed_out(session, _person(session, account), by, this_moment())
    _write(file, book)
    click.echo(word(WORDS, "exported", person=person, file=file))


@people.command("unname")
@click.argument("account")
@click.option("--reason", required=True, help="Why; it stays in the log.")
@acting_as(Right.KEEP_PRIVACY)
def unname_person(account: str, reason: str, userid: str) -> None:
    """Call the person with this ACCOUNT by a number from now on; what was done stays."""
    with acting(userid) as (session, by):
        person = _person(session, account)
        before, in_clear = person.name, entries_in_clear(session, person)
        unname(session, person, reason, by, this_moment())
        told = word(WORDS, "unnamed", person=person, before=before, in_clear=in_clear)
    click.echo(told)


def _person(session: Session, account: str) -> Person:
    found = person_by_userid(session, account)
    if found is None:
        raise BadFile(f"{account}: no such userid in the register; write one of `flask register export`")
    return found


def _check_new(file: Path) -> None:
    """Refuse before anything is noted what could not be written."""
    if file.exists() or not os.access(file.parent, os.W_OK):
        raise BadFile(f"{file}: is there already, or its folder cannot be written; name a file that is not there yet")


def _write(file: Path, content: bytes) -> None:
    try:
        with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as opened:
            opened.write(content)
    except OSError as error:
        raise BadFile(f"{file}: cannot be written ({error.strerror}); name a file that is not there yet") from None
