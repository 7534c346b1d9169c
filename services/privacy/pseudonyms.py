"""Not naming somebody any more (去标识): name, account and words go, what was done stays, proved."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from bot import outbox
from bot.errors import NotNow
from bot.repeats import exact
from bot.wording import word
from models.appointments import Appointment
from models.conversations import Conversation, PageDraft
from models.inbox import InboxMessage
from models.log import LogEntry
from models.outbox import OutboxMessage
from models.people import Person
from models.pseudonyms import Pseudonym, is_pseudonymous
from models.sealed_names import new_key
from services.register.changes import reason_given
from services.rights.asking import check_may
from services.rights.table import Right

WORDS: Final = "privacy/words.txt"
# How an entry says a name that is not sealed.
CLEAR_NAME: Final = '"name":'
_UNDERWAY: Final = OutboxMessage.state.in_((outbox.WAITING, outbox.SENDING))


def check_may_be_unnamed(session: Session, person: Person, by: Person, now: datetime) -> None:
    """Raise Refused unless somebody can be called by a number: who holds an office, or is being written to, cannot."""
    check_may(session, by, Right.KEEP_PRIVACY, now)
    if is_pseudonymous(session, person):
        raise NotNow("person_unnamed_already", person=person)
    if _holds(session, person, now.date()):
        raise NotNow("person_in_office", person=person)
    to = OutboxMessage.addressee_kind == "member", OutboxMessage.addressee == person.userid
    waiting = select(OutboxMessage.id).where(_UNDERWAY, *to).limit(1)
    if person.userid and session.scalar(waiting) is not None:
        raise NotNow("person_awaits_messages", person=person)


def unname(session: Session, person: Person, reason: str, by: Person, now: datetime) -> Pseudonym:
    """Call somebody by a number from now on, everywhere and also in what the log said before.

    The log's entries stay to the letter: with the key they were sealed under, the name in them is gone; of those that
    were written before names were sealed `entries_in_clear` tells. Raises Refused as `check_may_be_unnamed`, and
    without a reason.
    """
    check_may_be_unnamed(session, person, by, now)
    noted = Pseudonym(person=person, reason=reason_given(reason), by_id=by.id, at=now)
    userid, name = person.userid, word(WORDS, "pseudonym", person=person)
    person.name, person.userid, person.phone, person.seal_key = name, None, None, new_key()
    session.add(noted)
    if userid:
        _forget_words(session, userid, f"unnamed-{person.id}", now)
    for table in (Conversation, PageDraft):
        session.execute(delete(table).where(table.person_id == person.id))
    session.flush()
    return noted


def entries_in_clear(session: Session, person: Person) -> int:
    """Count the entries that say somebody's name in clear, asked before it goes: those from before revision 0028."""
    register = and_(LogEntry.kind == "register_entries", LogEntry.content.contains(person.name, autoescape=True))
    own = and_(LogEntry.row == f"people/{person.id}", LogEntry.content.contains(CLEAR_NAME))
    return session.scalar(select(func.count(LogEntry.id)).where(or_(own, register))) or 0


def _holds(session: Session, person: Person, today: date) -> bool:
    """Tell whether somebody holds an office, or is going to."""
    lasts = or_(Appointment.until.is_(None), Appointment.until >= today)
    return session.scalar(select(func.count()).where(Appointment.person_id == person.id, lasts)) != 0


def _forget_words(session: Session, userid: str, number: str, now: datetime) -> None:
    """Let go of what was written and said, also of the account within keys; that it was, and when, stays."""
    written: dict[str, Any] = {"userid": number, "text": "", "error": None, "forgotten_at": now}
    written["key"] = func.replace(InboxMessage.key, userid, number)
    session.execute(update(InboxMessage).where(InboxMessage.userid == userid).values(written))
    gone = exact(outbox.text(word(WORDS, "gone")))
    said: dict[str, Any] = {"addressee": number, "body": gone, "picture": None, "forgotten_at": now}
    said["key"] = func.replace(OutboxMessage.key, userid, number)
    to = OutboxMessage.addressee_kind == "member", OutboxMessage.addressee == userid
    session.execute(update(OutboxMessage).where(*to).values(said))
