"""Telling everybody who holds one of some roles."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot import outbox
from bot.wording import word
from models.appointments import (
    holders,
)


def tell(
    session: Session, roles: tuple[str, ...], wording: str, block: str, *, key: str, now: datetime, **facts: Any
) -> None:
    """Push a block of a wording to everybody who holds one of the roles, once per key."""
    said = outbox.text(word(wording, block, now=now, **facts))
    for person in holders(session, roles, now.date()):
        if person.userid:
            member = outbox.Addressee("member", person.userid)
            outbox.push(session, member, said, key=f"{key}:{person.userid}", now=now)
