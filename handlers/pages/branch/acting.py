"""Acting on a page as in the chat: in one transaction, with the person's row held, and with the receipt in the chat."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from sqlalchemy.orm import Session

from bot.callback import Incoming
from bot.router import Turn
from handlers.pages.door import Visit
from models.ballots import locked_writers
from models.people import Person


def looks(visit: Visit) -> Turn:
    """Give what the chat's forms are begun from to somebody who only looks."""
    return _turn(visit.session, visit.visitor.person, visit)


@contextmanager
def acts(visit: Visit) -> Iterator[Turn]:
    """Let somebody act; what is said goes into the chat when all of it is kept.

    The person's row is held, so that a click and a message of the same person go one after the other.
    """
    with visit.parts.db.begin() as session:
        found = locked_writers(session, [visit.visitor.person.userid or ""])
        if not found:
            raise LookupError(f"person {visit.visitor.person.id} has left the register during the request")
        [(person, _)] = found.values()
        yield _turn(session, person, visit)


def _turn(session: Session, person: Person, visit: Visit) -> Turn:
    said = Incoming(key=f"page:{uuid4().hex}", who=person.userid or "", kind="other", at=visit.now)
    return Turn(session, person, said, visit.now, visit.parts.calendar)
