"""The log of entries as people read it: who did what when, searched in the database, page by page, newest first."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, false, func, or_, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql import ColumnElement

from models.log import LogEntry, LogHead
from models.organizations import Organization
from models.people import Person
from models.sealed_names import MARK, opened
from rules.periods import moment_on
from services.log.heads import short
from services.log.kinds import DETAILS, GROUPS
from services.pages.log_names import Names, names_of, spoken_of
from services.rights.asking import check_may
from services.rights.table import Right

PAGE: Final = 50
SYSTEM: Final = "system"
Content = Mapping[str, Any]


@dataclass(frozen=True)
class Sought:
    """What is looked for: a group of tables ("" for all that tell something), a person and a branch by name, days.

    `who` is SYSTEM for what nobody did. Only entries before the number `before` are shown, where there is one.
    """

    group: str = ""
    who: str = ""
    branch: str = ""
    first: date | None = None
    last: date | None = None
    before: int | None = None


@dataclass(frozen=True)
class Logged:
    """One entry: `table` and `key` name the row, `new` is what it says (None: it is gone), `old` what it said before.

    `old` is None for a row that came into being. `names` are what is spoken of, by id (`log_names.py`).
    """

    id: int
    at: datetime | None
    by: str | None
    organization: str | None
    table: str
    key: str
    new: Content | None
    old: Content | None
    names: Names


@dataclass(frozen=True)
class LogPage:
    """A page of the log: `older` is the number to go on before, None on the last page; the log ends with `head`."""

    entries: Sequence[Logged]
    older: int | None
    total: int
    head: str


def log_page(session: Session, sought: Sought, by: Person, now: datetime, most: int = PAGE) -> LogPage:
    """Find a page of the log. Raises Refused for anybody but the office."""
    check_may(session, by, Right.SEE_TOWN, now)
    found = session.execute(_found(session, sought).limit(most + 1)).all()
    end = session.execute(select(LogHead.entries, LogHead.digest)).first()
    shown = found[:most]
    entries = list(_told(session, shown))
    return LogPage(entries, shown[-1].id if len(found) > most else None, *((end[0], short(end[1])) if end else (0, "")))


def logged(session: Session, numbers: Collection[int]) -> dict[int, Logged]:
    """Read some entries by their numbers, with what their rows said before."""
    found = session.execute(_entries().where(LogEntry.id.in_(numbers))).all()
    return {one.id: one for one in _told(session, found)}


def _found(session: Session, sought: Sought) -> Select[Any]:
    """Select the entries; beside each the one its row had before.

    Each condition is one that an index in the order of the numbers answers, or none: what is found is not sorted again.
    """
    return _entries().where(*_conditions(session, sought)).order_by(LogEntry.id.desc())


def _entries() -> Select[Any]:
    past = aliased(LogEntry)
    before = select(func.max(past.id)).where(past.row == LogEntry.row, past.id < LogEntry.id).scalar_subquery()
    columns = LogEntry.id, LogEntry.row, LogEntry.content, LogEntry.at, LogEntry.by_id, LogEntry.organization_id
    return select(*columns, before)


def _conditions(session: Session, sought: Sought) -> Iterator[ColumnElement[bool]]:
    tables = GROUPS.get(sought.group)
    yield LogEntry.kind.not_in((*GROUPS[DETAILS], "log")) if tables is None else _one_of(LogEntry.kind, tables)
    if sought.before is not None:
        yield LogEntry.id < sought.before
    if sought.who == SYSTEM:
        yield LogEntry.by_id.is_(None)
    elif sought.who:
        yield _one_of(LogEntry.by_id, session.scalars(select(Person.id).where(Person.name == sought.who)).all())
    if sought.branch:
        named = or_(Organization.short_name == sought.branch, Organization.name == sought.branch)
        yield _one_of(LogEntry.organization_id, session.scalars(select(Organization.id).where(named)).all())
    yield from _days(session, sought)


def _one_of(column: Any, values: Sequence[Any]) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column == values[0] if len(values) == 1 else column.in_(values)
    return found


def _days(session: Session, sought: Sought) -> Iterator[ColumnElement[bool]]:
    """Turn days into numbers: moments never fall along the log."""
    by_moment = select(LogEntry.id).limit(1)
    if sought.first:
        since = by_moment.where(LogEntry.at >= moment_on(sought.first, "00:00")).order_by(LogEntry.at, LogEntry.id)
        first = session.scalar(since)
        yield LogEntry.id >= first if first is not None else false()
    if sought.last:
        until = by_moment.where(LogEntry.at < moment_on(sought.last + timedelta(days=1), "00:00"))
        last = session.scalar(until.order_by(LogEntry.at.desc(), LogEntry.id.desc()))
        yield LogEntry.id <= last if last is not None else false()


def _told(session: Session, found: Sequence[Any]) -> Iterator[Logged]:
    contents = {one.id: json.loads(one.content) for one in found}
    old = _old(session, found, contents)
    contents, old = _readable(session, found, contents, old)
    names = spoken_of(session, found, contents)
    for one in found:
        table, _, key = one.row.partition("/")
        who, about = names.people.get(one.by_id), names.organizations.get(one.organization_id)
        yield Logged(one.id, one.at, who, about, table, key, contents[one.id], old.get(one.id), names)


def _old(session: Session, found: Sequence[Any], contents: Mapping[int, Content | None]) -> dict[int, Content | None]:
    """Read what the rows said before: in the entry before, or in that of the row they replace."""
    replaced = {
        one.id: f"{one.row.partition('/')[0]}/{content['replaces_id']}"
        for one in found
        if (content := contents[one.id]) and content.get("replaces_id")
    }
    wanted = LogEntry.id.in_([one[-1] for one in found if one[-1]]) | LogEntry.row.in_(replaced.values())
    query = select(LogEntry.id, LogEntry.row, LogEntry.content).where(wanted).order_by(LogEntry.id)
    said = session.execute(query).all()
    by_id, by_row = {one.id: one.content for one in said}, {one.row: one.content for one in said}
    told = {one.id: by_id.get(one[-1]) or by_row.get(replaced.get(one.id, "")) for one in found}
    return {number: json.loads(content) for number, content in told.items() if content}


def _readable(
    session: Session, found: Sequence[Any], *said: Mapping[int, Content | None]
) -> Iterator[dict[int, Content | None]]:
    """Open what entries say of people, as long as these have a name (models/sealed_names.py)."""
    whose = {one.id: _whose(one.row, said[0].get(one.id) or {}) for one in found}
    keys = names_of(session, Person.id, Person.seal_key, set(whose.values()))
    for contents in said:
        yield {number: _opened(content, keys.get(whose[number])) for number, content in contents.items()}


def _whose(row: str, content: Content) -> int | None:
    table, _, key = row.partition("/")
    return int(key) if table == Person.__tablename__ else content.get("person_id")


def _opened(content: Content | None, key: str | None) -> Content | None:
    if content is None:
        return None
    return {
        name.removesuffix(MARK): {one: opened(what, key) for one, what in said.items()}
        if isinstance(said, dict)
        else opened(said, key)
        for name, said in content.items()
    }
