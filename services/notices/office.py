"""Telling the organisation office what it has to know."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot import outbox
from bot.wording import word
from models.appointments import OFFICE, holders


def tell_office(session: Session, block: str, *, key: str, now: datetime, **facts: Any) -> None:
    """Push one notice of templates/notices/office.txt to everybody in the office, once per key."""
    content = outbox.text(word("notices/office.txt", block, now=now, **facts))
    for person in holders(session, OFFICE, now.date()):
        if person.userid:
            member = outbox.Addressee("member", person.userid)
            outbox.push(session, member, content, key=f"{key}:{person.userid}", now=now)
