"""意见建议 reach the office word for word (D7), are answered to whoever made them, and carried out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Final

from sqlalchemy.orm import Session

from bot import outbox
from bot.db import page_address
from bot.errors import BadInput, NotNow
from bot.readers import LONGEST_TEXT, as_written, needed
from bot.wording import word
from models.locks import lock
from models.people import Person
from models.slips import Slip
from models.suggestions import Suggestion, made_since
from models.transitions import transitions_of
from rules.cases import SUGGESTION
from rules.periods import BEIJING, ONE_DAY
from rules.workdays import Calendar
from services.cases import check_turn, step
from services.notices.office import tell_office
from services.rights.asking import check_may
from services.rights.table import Right

NOTICES: Final = "suggestions/notices.txt"
# Within so many working days the office answers; the product's own promise, no rule of the town.
ANSWERED_WITHIN: Final = 3
# So many of one person's on one day are pushed word for word; the others wait in the console, all of them.
TOLD_A_DAY: Final = 3
LONGEST: Final = 500


def suggest(
    session: Session, person: Person, text: str, now: datetime, later: Sequence[tuple[Slip, date]] = ()
) -> None:
    """Keep a suggestion and tell the office; of the many of one person on one day it hears once that there are more.

    `later` are the slips that a wish for more time is about, each with the day to which the office might put it off.
    Raises Refused for one in which there is nothing to read, and for one that is too long.
    """
    said = needed(text, BadInput("suggestion_needs_words", longest=LONGEST), LONGEST, clean=as_written)
    made = Suggestion(person_id=person.id, text=said, made_at=now, state=SUGGESTION.first)
    session.add(made)
    session.flush()
    if made_since(session, person, datetime.combine(now.date(), time(), BEIJING)) <= TOLD_A_DAY:
        facts = {"person": person, "text": said, "later": later, "working_days": ANSWERED_WITHIN}
        pages = [page_address(session, f"console/suggestions/{made.id}")]
        tell_office(session, "suggestion", key=f"suggestion:{made.id}", now=now, pages=pages, **facts)
    else:
        key = f"suggestions:{person.id}:{now.date()}"
        tell_office(session, "more_suggestions", key=key, now=now, person=person, told=TOLD_A_DAY)


def answer(session: Session, suggestion: Suggestion, text: str, by: Person, now: datetime) -> None:
    """Answer whoever made a suggestion, in the name of the office and of who writes; it leaves in working hours.

    Raises Refused unless the office answers, without a text, and where the person gets no messages.
    """
    lock(session, suggestion)
    check_may_answer(session, suggestion, by, now)
    said = _said(text)
    step(session, SUGGESTION, suggestion, "answer", by, now, reason=said)
    _tell(session, suggestion, "answered", said, by, now)


def carry_out(session: Session, suggestion: Suggestion, text: str, by: Person, now: datetime) -> None:
    """Note that what was suggested has been done, and tell whoever made it. Raises Refused as `answer`."""
    lock(session, suggestion)
    check_may_answer(session, suggestion, by, now)
    _check_turn(suggestion, "carry_out")
    said = _said(text)
    step(session, SUGGESTION, suggestion, "carry_out", by, now, reason=said)
    _tell(session, suggestion, "carried_out", said, by, now)


def reopen(session: Session, suggestion: Suggestion, reason: str, by: Person, now: datetime) -> None:
    """Take back that it was done, with a reason; nobody hears. Raises Refused unless the office does."""
    lock(session, suggestion)
    check_may(session, by, Right.ANSWER_SUGGESTION, now)
    _check_turn(suggestion, "reopen")
    step(session, SUGGESTION, suggestion, "reopen", by, now, reason=_said(reason))


def check_may_answer(session: Session, suggestion: Suggestion, by: Person, now: datetime) -> None:
    """Check that somebody may answer a suggestion, and that whoever made it can be reached. Raises Refused."""
    check_may(session, by, Right.ANSWER_SUGGESTION, now)
    if suggestion.person.userid is None:
        raise NotNow("suggestion_out_of_reach", suggestion=suggestion)


def waits_since(calendar: Calendar, now: datetime) -> datetime:
    """Tell before which moment a suggestion was made that has waited ANSWERED_WITHIN whole working days at `now`."""
    day, passed = now.date(), 0
    while passed < ANSWERED_WITHIN:
        day -= ONE_DAY
        passed += calendar.is_working(day)
    return datetime.combine(day, time(), BEIJING)


def _check_turn(suggestion: Suggestion, event: str) -> None:
    check_turn(SUGGESTION, suggestion, event, NotNow("suggestion_out_of_turn", suggestion=suggestion))


def _said(text: str) -> str:
    return needed(text, BadInput("suggestion_needs_words", longest=LONGEST_TEXT))


def _tell(session: Session, suggestion: Suggestion, block: str, said: str, by: Person, now: datetime) -> None:
    """Tell whoever made it. Call it after the step."""
    latest = transitions_of(session, SUGGESTION.name, suggestion.id)[-1].id
    body = outbox.text(word(NOTICES, block, suggestion=suggestion, said=said, by=by))
    member, key = outbox.Addressee("member", suggestion.person.userid or ""), f"suggestion:{suggestion.id}:{latest}"
    outbox.push(session, member, body, key=key, now=now)
