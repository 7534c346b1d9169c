"""Telling everybody who holds one of some roles: what happened, once, and lists that differ from their last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy.orm import Session

from bot import outbox
from bot.said_before import last_said
from bot.wording import word
from models.appointments import holders
from models.people import Person

# So many signs tell one list from another.
_MARK: Final = 16


def tell(
    session: Session, roles: tuple[str, ...], wording: str, block: str, *, key: str, now: datetime, **facts: Any
) -> None:
    """Push a block of a wording to everybody who holds one of the roles, once per key.

    The block may say who else is told (`also`), so that of several one sees to it.
    """
    hear = _reached(session, roles, now)
    said = {one: word(wording, block, now=now, also=[o.name for o in hear if o is not one], **facts) for one in hear}
    letters = [outbox.Letter(_member(one), outbox.text(said[one]), f"{key}:{one.userid}") for one in hear]
    outbox.push_all(session, letters, now)


def who_lacks_list(session: Session, roles: tuple[str, ...], name: str, now: datetime) -> dict[str, str]:
    """Give who holds one of the roles and has heard no list of this name today, each with the key of the last one.

    By userid; empty for a list that was never heard. Where there is nobody, the list need not be gathered.
    """
    last = {str(one.userid): last_said(session, _member(one), f"{name}:") for one in _reached(session, roles, now)}
    lacks = {userid: said for userid, said in last.items() if said is None or said.created_at.date() != now.date()}
    return {userid: said.key if said else "" for userid, said in lacks.items()}


def tell_list(
    session: Session, lacking: Mapping[str, str], wording: str, block: str, *, name: str, now: datetime, **facts: Any
) -> bool:
    """Push a list to those whose last one read otherwise, of those who lack today's; tells whether there were any.

    Its wording must say nothing that changes from day to day by itself.
    """
    said = word(wording, block, now=now, **facts)
    mark = sha256(said.encode()).hexdigest()[:_MARK]
    news = [userid for userid, key in lacking.items() if f":{mark}:" not in key]
    to = [(outbox.Addressee("member", userid), f"{name}:{now:%F}:{mark}:{userid}") for userid in news]
    outbox.push_all(session, [outbox.Letter(member, outbox.text(said), key) for member, key in to], now)
    return bool(news)


def _reached(session: Session, roles: tuple[str, ...], now: datetime) -> list[Person]:
    return [one for one in holders(session, roles, now.date()) if one.userid]


def _member(person: Person) -> outbox.Addressee:
    return outbox.Addressee("member", str(person.userid))
