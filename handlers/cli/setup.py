"""`flask setup`: asks for everything a new installation needs, checks it, begins the town, says what to enter where."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import click
from flask.cli import with_appcontext

from bot.command_line import made_to_read
from bot.db import Database
from bot.environment import NAMES_FILE, USUAL, can_be_written, read_environment, write_environment
from bot.errors import Refused
from bot.masking import without_secrets
from bot.schema import upgrade
from bot.settings import Settings, read_settings
from bot.wording import refusal_text, word
from handlers.cli.reporting import ReportingCommand
from handlers.cli.setup_questions import MADE, QUESTIONS, Question, Verdict
from models.people import Person
from services.log.covering import cover_all
from services.people.entering import Contact
from services.people.first import first_person
from services.rights.asking import entitled
from services.rights.stated import states
from services.rights.table import Right

WORDS: Final = "setup/setup.txt"
BACK: Final = "b"
NONE: Final = "-"


@click.command("setup", cls=ReportingCommand)
@with_appcontext
@states(Right.OPERATE)
def setup() -> None:
    """Set this installation up, question by question in Chinese; broken off, it goes on where it was."""
    made_to_read(sys.stdin)
    file = Path(os.environ.get(NAMES_FILE) or USUAL)
    try:
        _set_up(file)
    except click.Abort:
        _say("broken_off", file=file)
        raise click.exceptions.Exit(1) from None
    except UnicodeDecodeError:
        _say("unreadable", file=file)
        raise click.exceptions.Exit(1) from None


def _set_up(file: Path) -> None:
    values = read_environment(file)
    _say("welcome", file=file, kept=bool(values), back=BACK)
    _ask_all(file, values)
    _make(file, values)
    settings = read_settings({**values, **os.environ})
    _begin_database(settings)
    _begin_town(settings)
    _say("console", settings=settings, **_to_enter(values))
    asked = dict.fromkeys([*values, *(one.name for one in QUESTIONS)])
    if beside := [name for name in asked if name in os.environ and os.environ[name] != values.get(name)]:
        _say("overruled", names=beside, file=file)


def _ask_all(file: Path, values: dict[str, str]) -> None:
    """Go from question to question, and back where somebody wants to; every answer is kept at once."""
    number = 0
    while number < len(QUESTIONS):
        question = QUESTIONS[number]
        if not question.wanted(values):
            _let_go(question, file, values)
        elif not _asked(question, file, values):
            number = _before(number, values)
            continue
        number += 1


def _before(number: int, values: dict[str, str]) -> int:
    earlier = [at for at, one in enumerate(QUESTIONS[:number]) if one.wanted(values)]
    return earlier[-1] if earlier else 0


def _asked(question: Question, file: Path, values: dict[str, str]) -> bool:
    """Ask until the answer is right; False where somebody wants to go back."""
    _say(f"ask_{question.name.lower()}")
    while True:
        said = _answer(question, values)
        if said == BACK:
            return False
        if question.optional and said in ("", NONE):
            _let_go(question, file, values)
            return True
        verdict = question.check(said, values) if can_be_written(said) else Verdict("wrong", "unwritable")
        if verdict.block:
            _say(verdict.block, said=verdict.said, back=BACK)
        if verdict.grade != "wrong":
            values[question.name] = said
            _keep(file, values)
            return True


def _let_go(question: Question, file: Path, values: dict[str, str]) -> None:
    """Empty a value: one may do without it, or it is not asked for any more."""
    if values.pop(question.name, None):
        _keep(file, values)
        _say("let_go", name=question.name)


def _answer(question: Question, values: dict[str, str]) -> str:
    """Read one answer; the return key alone keeps what there is, of which a secret is not shown."""
    kept = values.get(question.name) or question.usual(values)
    shown = word(WORDS, "kept" if question.is_secret else "usual", kept=without_secrets(kept)) if kept else ""
    sign = NONE if question.optional and kept else ""
    label = word(WORDS, "label", name=question.name, shown=shown, optional=question.optional, sign=sign)
    said = click.prompt(label, default="", show_default=False, hide_input=question.is_secret, prompt_suffix=" ")
    return str(said).strip() or kept


def _make(file: Path, values: dict[str, str]) -> None:
    """Make what nobody has to think up."""
    made = {name: make() for name, make in MADE.items() if not values.get(name)}
    values.update(made)
    _keep(file, values)
    _say("made", made=bool(made), file=file)


def _keep(file: Path, values: dict[str, str]) -> None:
    write_environment(file, values, word(WORDS, "heading"))


def _begin_database(settings: Settings) -> None:
    database = Database(settings.database_url.get_secret_value())
    upgrade(database)
    with database.begin() as session:
        cover_all(session)
    database.engine.dispose()
    _say("database_ready")


def _begin_town(settings: Settings) -> None:
    """Enter the first person, with whom rule and names of the town come in; somebody of the office is enough."""
    database = Database(settings.database_url.get_secret_value(), settings.public_url)
    now = settings.clock.now()
    with database.read() as session:
        known = [one for one in entitled(session, Right.CHANGE_REGISTER, now) if one.userid]
    if known:
        _say("office_there", people=known)
    else:
        _say("first_person")
        while (person := _first(database, settings)) is None:
            continue
        _say("first_entered", person=person)
    database.engine.dispose()


def _first(database: Database, settings: Settings) -> Person | None:
    """Ask for the first person; None where the answers cannot be taken."""
    town, name, userid = (click.prompt(word(WORDS, block), prompt_suffix=" ") for block in ("town", "name", "userid"))
    head = click.confirm(word(WORDS, "head"), prompt_suffix=" ")
    try:
        with database.begin() as session:
            contact = Contact(name.strip(), userid.strip())
            return first_person(session, town.strip(), contact, settings.clock.now(), head=head)
    except Refused as refused:
        click.echo(refusal_text(refused))
        return None


def _to_enter(values: dict[str, str]) -> dict[str, str]:
    """What has to be entered in the console: made here, so that it must be shown."""
    address = values["PUBLIC_URL"].rstrip("/")
    return {
        "address": address,
        "host": urlsplit(address).netloc,
        "token": values["WECOM_TOKEN"],
        "aes_key": values["WECOM_AES_KEY"],
    }


def _say(block: str, /, **facts: object) -> None:
    click.echo(f"\n{word(WORDS, block, **facts)}")
