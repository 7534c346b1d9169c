"""Telling everybody who holds one of some roles."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot import outbox
from bot.wording import word
from models.appointments import holders
from models.people import Person


def is_told(session: Session, roles: tuple[str, ...], key: str, now: datetime) -> bool:
    """Tell whether everybody who holds one of the roles has heard what goes by a key: it need not be gathered again."""
    letters = [_key_for(one, key) for one in holders(session, roles, now.date()) if one.userid]
    return len(outbox.said_among(session, letters)) == len(letters)


def tell(
    session: Session, roles: tuple[str, ...], wording: str, block: str, *, key: str, now: datetime, **facts: Any
) -> None:
    """Push a block of a wording to everybody who holds one of the roles, once per key."""
    said = outbox.text(word(wording, block, now=now, **facts))
    hear = [one for one in holders(session, roles, now.date()) if one.userid]
    letters = [outbox.Letter(outbox.Addressee("member", str(one.userid)), said, _key_for(one, key)) for one in hear]
    outbox.push_all(session, letters, now)


def _key_for(person: Person, key: str) -> str:
    return f"{key}:{person.userid}"
