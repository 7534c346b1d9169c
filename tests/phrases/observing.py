"""What came of a message: rows that changed, the open form before and after, the blocks said, the reply."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from jinja2 import Template

from bot.drafts import restored
from bot.wording import environment
from handlers.forms import CONVERSATIONS
from models import Base
from tests.phrases.saying import TABLES, Undone
from tests.worlds.phones import Phone

Row = Mapping[str, Any]
Rows = Mapping[str, frozenset[tuple[Any, ...]]]


@dataclass(frozen=True)
class Change:
    """A row as it stands now, and as it stood before (None for a new one)."""

    table: str
    now: Row
    before: Row | None


@dataclass(frozen=True)
class Talk:
    """An open form: what it is about, and what is answered."""

    form: str
    subject: str | None
    facts: Mapping[str, Any]
    answers: Mapping[str, Any]
    asked: str | None

    @property
    def reads_back(self) -> bool:
        """Whether everything is answered, so that 确认 would complete it."""
        return self.asked is None


@dataclass(frozen=True)
class Seen:
    """Everything there is to see at one moment."""

    rows: Rows
    columns: Mapping[str, list[str]]
    talk: Talk | None
    # What a form would begin with: what was handed in before.
    kept: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Came:
    """What came of one message."""

    before: Seen
    after: Seen
    changes: tuple[Change, ...]
    blocks: frozenset[tuple[str, str]]
    reply: str
    today: str

    @property
    def signed(self) -> tuple[Change, ...]:
        """The slips that were signed for."""
        return tuple(
            one
            for one in self.changes
            if one.table == "slips" and one.before and not one.before["acknowledged_at"] and one.now["acknowledged_at"]
        )

    @property
    def done(self) -> tuple[Change, ...]:
        """What else changed: something was done."""
        signed = self.signed
        return tuple(one for one in self.changes if one not in signed)

    @property
    def talk(self) -> Talk | None:
        return self.after.talk

    @property
    def answers(self) -> dict[str, Any]:
        """What was put into the open form, or changed in it."""
        before = self.before.talk.answers if self.before.talk else self.before.kept
        after = self.after.talk.answers if self.after.talk else {}
        return {key: value for key, value in after.items() if before.get(key) != value}

    @property
    def opened(self) -> bool:
        """Whether another form is open than before."""
        was, now = self.before.talk, self.after.talk
        return now is not None and (was is None or (was.form, was.subject) != (now.form, now.subject))

    @property
    def unchanged(self) -> bool:
        """Whether all is as it was, the open form too."""
        return not self.changes and self.before.talk == self.after.talk

    def said(self, blocks: frozenset[str]) -> bool:
        """Whether one of these blocks was said."""
        return any(said in blocks for _, said in self.blocks)

    @property
    def refused(self) -> bool:
        """Whether the rules refused something, in one sentence."""
        return any(template == "notices/refusals.txt" for template, _ in self.blocks)

    def is_of(self, change: Change) -> str:
        """Find the organisation a changed row is about; "" where it is about none."""
        row: Row | None = change.now
        for key, table in (("submission_id", "submissions"), ("self_check_id", "self_checks"), ("slip_id", "slips")):
            row = self._row(table, row[key]) if row and key in row else row
        return self._name(str(row["organization_id"])) if row and row.get("organization_id") else ""

    def slip(self, slip_id: str | None) -> tuple[str, str]:
        """Tell the organisation and month of a slip."""
        row = self._row("slips", int(slip_id)) if slip_id and slip_id.isdigit() else None
        return (self._name(row["organization_id"]), str(row["month"])) if row else ("", "")

    def _row(self, table: str, row_id: Any) -> Row | None:
        columns = self.after.columns[table]
        found = (dict(zip(columns, one, strict=True)) for one in self.after.rows[table])
        return next((one for one in found if one["id"] == row_id), None)

    def _name(self, organization_id: str) -> str:
        row = self._row("organizations", organization_id)
        return str(row["short_name"]) if row else organization_id


def observed(phone: Phone, text: str, before: Seen, connection: Undone) -> Came:
    """Write a message and see what comes of it."""
    with noted_blocks() as blocks:
        reply = phone.says(text)
    after = look(connection, phone.userid, before)
    return Came(
        before,
        after,
        tuple(_changes(before, after)),
        frozenset(blocks),
        reply,
        phone.world.clock.now().date().isoformat(),
    )


def look(db: Undone, userid: str, before: Seen | None = None) -> Seen:
    """Read the open form and all tables, of those seen `before` only what has been written."""
    read = {name: db.execute(f'SELECT * FROM "{name}"') for name in (db.written if before else TABLES)}  # noqa: S608
    columns = {name: [one[0] for one in rows.description] for name, rows in read.items()}
    rows = {name: frozenset(found.fetchall()) for name, found in read.items()}
    query = "SELECT form, subject, draft FROM conversations JOIN people ON id = person_id WHERE userid = ?"
    open_one = db.execute(query, [userid]).fetchone()
    talk = _talk(*open_one) if open_one else None
    return Seen({**before.rows, **rows}, before.columns, talk) if before else Seen(rows, columns, talk)


def _talk(name: str, subject: str | None, draft: str) -> Talk:
    held, form = json.loads(draft), CONVERSATIONS.forms[name]
    question = form.pending(restored(form, held))
    return Talk(name, subject, held["facts"], held["answers"], question.key if question else None)


def _changes(before: Seen, after: Seen) -> Iterator[Change]:
    for table in sorted(table for table, rows in after.rows.items() if rows is not before.rows[table]):
        rows, columns = after.rows[table], after.columns[table]
        gone = [dict(zip(columns, one, strict=True)) for one in before.rows[table] - rows]
        keys = [one.name for one in Base.metadata.tables[table].primary_key]
        for row in (dict(zip(columns, one, strict=True)) for one in rows - before.rows[table]):
            yield Change(table, row, next((one for one in gone if all(one[key] == row[key] for key in keys)), None))


class _Noted(dict[str, Callable[..., Any]]):
    """A template's blocks; each that is asked for is noted."""

    def __init__(self, name: str, blocks: Mapping[str, Callable[..., Any]], noted: set[tuple[str, str]]) -> None:
        super().__init__(blocks)
        self._name, self._said = name, noted

    def __getitem__(self, block: str) -> Callable[..., Any]:
        self._said.add((self._name, block))
        return super().__getitem__(block)


@contextmanager
def noted_blocks() -> Iterator[set[tuple[str, str]]]:
    """Note which blocks of which templates are said meanwhile."""
    noted: set[tuple[str, str]] = set()
    find = environment().get_template

    def found(name: str, *more: Any) -> Template:
        template = find(name, *more)
        fresh: Template = object.__new__(Template)
        vars(fresh).update(vars(template))
        fresh.blocks = _Noted(name, template.blocks, noted)
        return fresh

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(environment(), "get_template", found)
        yield noted
