"""The office reminds whoever has to take the next step of a board or a year, by hand, once a day (R21–R24)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot import outbox
from bot.errors import NotNow
from bot.wording import word
from models.people import Person
from rules.periods import Quarter
from services.duties.duties import Duty, who_may_take
from services.duties.notices import WORDING
from services.duties.pages import pages_of
from services.rights.asking import check_may
from services.rights.table import Right


def check_remind(session: Session, duty: Duty, by: Person, now: datetime) -> Sequence[Person]:
    """Check that the people whose turn it is may be reminded now, and list them.

    Raises Refused for anybody but the office, where nobody can be reached, and where all were reminded today.
    """
    check_may(session, by, Right.URGE, now)
    people = who_may_take(session, duty, now)
    reached = [one for one in people if one.userid and one.id != by.id]
    if not reached:
        raise NotNow("turn_of_nobody", people=[one for one in people if one.id != by.id])
    if all(outbox.was_said(session, _key(duty, one, now)) for one in reached):
        raise NotNow("turn_reminded_today", people=reached)
    return reached


def remind(session: Session, duty: Duty, by: Person, now: datetime, public_url: str | None = None) -> list[Person]:
    """Remind everybody whose turn it is and who was not reminded today; returns whom. Raises Refused as above.

    `public_url` is how phones reach us, for the link to the page on which it is decided.
    """
    told = []
    last = Quarter.of(now.date()).previous
    for person in check_remind(session, duty, by, now):
        pages = pages_of(session, person, [duty], now, public_url)
        said = word(WORDING, "reminded", person=person, by=by, duty=duty, last=last, pages=pages)
        member = outbox.Addressee("member", str(person.userid))
        if outbox.push(session, member, outbox.text(said), key=_key(duty, person, now), now=now):
            told.append(person)
    return told


def _key(duty: Duty, person: Person, now: datetime) -> str:
    return f"turn-reminded:{duty.kind}:{duty.case.id}:{person.id}:{now:%Y%m%d}"
