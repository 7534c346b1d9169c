"""Saying something in a town that stays as it was, and seeing whether it did anything."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from bot.callback import Incoming
from bot.drafts import restored
from bot.router import receive
from handlers import ROUTES
from handlers.forms import CONVERSATIONS
from models.conversations import Conversation
from models.outbox import OutboxMessage
from models.people import person_by_userid
from rules.workdays import load_calendar
from tests.worlds.acting import Said
from tests.worlds.phones import KEYS
from tests.worlds.rolled_back import undone
from tests.worlds.snapshots import LEFT_BEHIND
from tests.worlds.towns import HOLIDAYS

_CALENDAR: Final = load_calendar(HOLIDAYS)
READ_BACK: Final = "read back"
_WRITES: Final = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)')


@contextmanager
def after(session: Session, script: Iterable[Said], at: datetime) -> Iterator[None]:
    """Let everything of a script have been said; it is undone at the end."""
    with undone(session):
        for one in script:
            _receive(session, one, at)
        yield


def acted(session: Session, said: Said, at: datetime) -> set[str]:
    """Say something, and undo what comes of it; tells what it did.

    Tables that were written, whether others were told, and whether something is read back that was not before.
    """
    with undone(session):
        last = session.scalar(select(func.max(OutboxMessage.id))) or 0
        with _noting(session) as tables:
            _receive(session, said, at)
        others = OutboxMessage.id > last, OutboxMessage.addressee != said.who
        did = {"told"} if session.scalars(select(OutboxMessage.id).where(*others)).first() else set()
        is_read_back = _read_back(session, said.who) if "conversations" in tables else None
    if is_read_back and is_read_back != _read_back(session, said.who):
        did.add(READ_BACK)
    return (tables - LEFT_BEHIND) | did


def _read_back(session: Session, userid: str) -> tuple[str, object] | None:
    """Give the open form and its draft where nothing is left to ask, so that 确认 would complete it."""
    found = person_by_userid(session, userid)
    row = session.get(Conversation, found.id) if found else None
    if row is None:
        return None
    form = CONVERSATIONS.forms[row.form]
    return None if form.pending(restored(form, row.draft)) else (row.form, row.draft)


def _receive(session: Session, said: Said, at: datetime) -> None:
    key = f"in-{next(KEYS)}"
    incoming = Incoming(key=key, who=said.who, kind="text", at=at, text=said.text, event_key="", response_code="")
    receive(session, incoming, ROUTES, _CALENDAR, at)
    session.flush()


@contextmanager
def _noting(session: Session) -> Iterator[set[str]]:
    """Note into which tables is written."""
    tables: set[str] = set()

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if found := _WRITES.match(statement):
            tables.add(found[1])

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield tables
    finally:
        event.remove(engine, "before_cursor_execute", note)
