"""All that is kept about one person (导出个人信息), as a workbook: one may ask for it (个人信息保护法 第四十五条).

Who had it written, and when, stands in the log and in the story of the person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, or_, select
from sqlalchemy.orm import Session, selectinload

from bot import outbox
from bot.wording import blocks, cell_text, word
from models import Base
from models.appointments import Appointment
from models.inbox import InboxMessage
from models.outbox import OutboxMessage
from models.people import Person
from models.register_entries import DATA_HANDED_OUT, RegisterEntry
from models.score_readings import ScoreReading
from models.sealed_names import MARK
from services.log.tables import SEAL_KEY
from services.office_files.writing import Column, Page, workbook
from services.people.naming import post_named
from services.rights.asking import check_may
from services.rights.table import Right

WORDS: Final = "privacy/words.txt"
NAMES: Final = "log/names.txt"
# What names a person, and stands on a sheet of its own or tells nothing; how somebody votes is known to nobody.
ELSEWHERE: Final = frozenset({"people", "appointments", "outbox", "score_readings"})
LONGEST: Final = 500


def person_workbook(session: Session, person: Person, by: Person, now: datetime) -> bytes:
    """Write everything down that is kept about a person. Raises NoRight for whoever may not hand it out."""
    check_may(session, by, Right.KEEP_PRIVACY, now)
    pages = (_facts(person), _posts(session, person), _rows(session, person), _written(session, person))
    notes = word(WORDS, "notes", person=person, by=by, now=now)
    return workbook([*pages, _said(session, person), _readings(session, person)], notes)


def note_handed_out(session: Session, person: Person, by: Person, now: datetime) -> None:
    """Note that the workbook goes out, before it does. Raises NoRight for whoever may not hand it out."""
    check_may(session, by, Right.KEEP_PRIVACY, now)
    session.add(RegisterEntry(kind=DATA_HANDED_OUT, day=now.date(), reason="", person=person, by_id=by.id, at=now))


def _page(name: str, rows: Sequence[Sequence[Any]], *widths: int) -> Page:
    """Lay out a sheet; its headings are the lines of its block."""
    headings = word(WORDS, f"headings_{name}").split()
    columns = [Column(heading, width) for heading, width in zip(headings, widths, strict=True)]
    return Page(word(WORDS, f"sheet_{name}"), columns, [[_text(value) for value in row] for row in rows])


def _text(value: Any) -> str:
    return "" if value is None else cell_text(value)[:LONGEST]


def _facts(person: Person) -> Page:
    cards = word(WORDS, "cards" if person.gets_cards else "text")
    facts = (person.name, person.userid, person.phone, cards)
    return _page("facts", [*zip(word(WORDS, "facts").split(), facts, strict=True)], 20, 40)


def _posts(session: Session, person: Person) -> Page:
    query = select(Appointment).where(Appointment.person_id == person.id).order_by(Appointment.id)
    places = (Appointment.organization, Appointment.group, Appointment.department)
    found = session.scalars(query.options(*map(selectinload, places)))
    return _page("posts", [(post_named(one), one.since, one.until) for one in found], 40, 14, 14)


def _rows(session: Session, person: Person) -> Page:
    """Every row of every table that names the person, with its fields as the log names them."""
    rows = [row for table in Base.metadata.sorted_tables for row in _of_table(session, table, person)]
    return _page("rows", rows, 20, 14, 90)


def _of_table(session: Session, table: Table, person: Person) -> Iterator[tuple[str, str, str]]:
    named = [one for one in table.c if any(key.column.table.name == "people" for key in one.foreign_keys)]
    if not named or table.name in ELSEWHERE:
        return
    concerns: ColumnElement[bool] = or_(*(one == person.id for one in named))
    block = f"table_{table.name}"
    name = word(NAMES if block in blocks(NAMES) else WORDS, block)
    for row in session.execute(select(*_told(table)).where(concerns).order_by(*table.primary_key)).mappings():
        number = "-".join(str(row[key.name]) for key in table.primary_key)
        yield name, number, "；".join(_fields(row))


def _told(table: Table) -> list[Any]:
    """List the columns that say something: no file, no key."""
    return [one for one in table.c if one.name != SEAL_KEY and one.type.python_type is not bytes]


def _fields(row: Any) -> Iterator[str]:
    for name, value in row.items():
        if value is not None and value != "" and f"field_{name}" in blocks(NAMES) and MARK not in str(value)[:1]:
            yield f"{word(NAMES, f'field_{name}')} {cell_text(value)}"


def _written(session: Session, person: Person) -> Page:
    query = select(InboxMessage).where(InboxMessage.userid == person.userid).order_by(InboxMessage.received_at)
    found = session.scalars(query) if person.userid else ()
    return _page("written", [(one.received_at, one.text) for one in found], 26, 90)


def _said(session: Session, person: Person) -> Page:
    to = OutboxMessage.addressee_kind == "member", OutboxMessage.addressee == person.userid
    found = session.scalars(select(OutboxMessage).where(*to).order_by(OutboxMessage.id)) if person.userid else ()
    return _page("said", [(one.created_at, outbox.shown(one)) for one in found], 26, 90)


def _readings(session: Session, person: Person) -> Page:
    query = select(ScoreReading).where(ScoreReading.person_id == person.id).order_by(ScoreReading.day, ScoreReading.id)
    found = session.scalars(query.options(selectinload(ScoreReading.organization)))
    return _page("readings", [(one.day, one.organization.short_name, one.quarter) for one in found], 14, 30, 14)
