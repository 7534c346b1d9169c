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
    userids = [one.userid for one in holders(session, roles, now.date()) if one.userid]
    members = [outbox.Addressee("member", one) for one in userids]
    outbox.push_all(session, [outbox.Letter(one, said, f"{key}:{one.id}") for one in members], now)
