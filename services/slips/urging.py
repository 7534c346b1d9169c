"""催办: the office reminds branches by hand, each at most once a day, and never at night (D5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from bot.errors import NotNow
from bot.wording import word
from models.locks import lock
from models.people import Person
from models.slips import DELIVERED, PAPER, SENT, Slip, unanswered_slips
from rules.cases import SLIP
from rules.periods import Quarter, moment_on
from rules.push_window import next_push_moment
from rules.workdays import Calendar
from services.cases import step
from services.notices.branches import News, tell_branches, was_told, was_told_since
from services.notices.handovers import matter
from services.rights.asking import check_may
from services.rights.table import Right
from services.schemes.versions import scheme_for
from services.slips.half_filled import half_filled
from services.slips.receipt import check_stands
from services.slips.reminders import overtake_reminders, pointless_from, reminder_keys, urging_key

WORDING: Final = "slips/reminders.txt"


def slips_to_urge(session: Session, calendar: Calendar, now: datetime) -> list[Slip]:
    """List every slip a branch has and has not answered, and that was not reminded of today."""
    waiting = [slip for slip in unanswered_slips(session) if slip.state == DELIVERED]
    return [slip for slip in waiting if not _is_reminded(session, slip, calendar, now)]


def check_urge(session: Session, slip: Slip, by: Person, calendar: Calendar, now: datetime) -> None:
    """Check that a branch may be urged about a slip now. Raises Refused: called off, handed in, not there, or told."""
    check_may(session, by, Right.URGE, now)
    check_stands(slip)
    if slip.state in (SENT, PAPER):
        raise NotNow("urge_not_received", slip=slip)
    if slip.state != DELIVERED:
        raise NotNow("urge_answered", slip=slip)
    if _is_reminded(session, slip, calendar, now):
        raise NotNow("urged_today", slip=slip)


def urge(session: Session, slips: Sequence[Slip], by: Person, calendar: Calendar, now: datetime) -> datetime:
    """Remind each branch once; who urged whom is kept with the slip. Returns when they hear it. Raises Refused."""
    heard = heard_at(session, calendar, now)
    for slip in slips:
        lock(session, slip)
        check_urge(session, slip, by, calendar, now)
        step(session, SLIP, slip, "remind", by, now, facts={"heard": heard.isoformat()})
        said = word(WORDING, "urged", slip=slip, now=heard, begun=half_filled(session, slip))
        key = urging_key(slip, heard.date())
        overtake_reminders(session, [slip], now)
        news = News(slip.organization, said, key, matter(slip), "", slip.recipient, pointless_from(slip, heard))
        tell_branches(session, [news], now)
    return heard


def heard_at(session: Session, calendar: Calendar, now: datetime) -> datetime:
    """Tell when a push written now leaves: at once, or when the push window opens next (D5)."""
    window = scheme_for(session, Quarter.of(now.date())).policy.push_window
    return next_push_moment(now, calendar, window)


def _is_reminded(session: Session, slip: Slip, calendar: Calendar, now: datetime) -> bool:
    """Whether the branch was reminded today, or will be when the push window opens."""
    if was_told(session, urging_key(slip, heard_at(session, calendar, now).date())):
        return True
    return was_told_since(session, reminder_keys(slip), moment_on(now.date(), "00:00"))
