"""Whether the grey boards in a row of a branch that was merged or split go on with its successor: a person decides.

Nothing of it is automatic, in either way (A11, A12): the clock asks once, when there is such a streak at all, and the
leading group decides with a reason. Taken over, the boards before count for the successor from its next board on.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from bot.errors import BadInput, NotFound, NotNow
from bot.readers import needed
from models.appointments import LEADING_GROUP, OFFICE
from models.boards import newest_published
from models.locks import lock_numbered
from models.organization_changes import OrganizationChange, StreakTakeover, successions_undecided
from models.people import Person
from rules.cases import STREAK_TAKEOVER
from rules.streaks import grey_streak
from rules.workdays import Calendar
from services.boards.history import history
from services.cases import begin, check_turn, step
from services.notices.push_hours import may_push
from services.notices.roles import tell
from services.organizations.carrying_out import NOTICES
from services.rights.conflicts import check
from services.rights.table import Right
from services.schemes.versions import scheme_for

# The board of its last quarter comes out months after an organisation has ended.
ASKED_FOR: Final = timedelta(days=200)


def propose_takeovers(session: Session, calendar: Calendar, now: datetime) -> int:
    """Ask the leading group about every streak whose branch was merged or split, once; returns how many are new."""
    if not may_push(session, calendar, now):
        return 0
    fresh = [
        _begun(session, change, to, streak, now)
        for change, to in successions_undecided(session, now - ASKED_FOR)
        if (streak := _streak_of(session, change))
    ]
    for one, streak in fresh:
        key = f"streak-takeover:{one.id}"
        tell(session, (LEADING_GROUP,), NOTICES, "takeover_asked", key=key, now=now, takeover=one, streak=streak)
    return len(fresh)


def _streak_of(session: Session, change: OrganizationChange) -> int:
    """Count the grey boards in a row that stand for an organisation that ended."""
    newest = newest_published(session)
    if newest is None:
        return 0
    past = history(session, newest.quarter.next, [change.organization_id])
    return grey_streak(past.outcomes[change.organization_id], scheme_for(session, newest.quarter).policy)


def _begun(
    session: Session, change: OrganizationChange, to: str, streak: int, now: datetime
) -> tuple[StreakTakeover, int]:
    asked = StreakTakeover(
        from_id=change.organization_id, to_id=to, day=change.day, state=STREAK_TAKEOVER.first, begun_at=now
    )
    session.add(asked)
    session.flush()
    begin(session, STREAK_TAKEOVER, asked, None, now, streak=streak, change=change.id)
    return asked, streak


def takeover_numbered(session: Session, number: int) -> StreakTakeover:
    """Find the question about a streak by its number, and lock it. Raises NotFound."""
    found = lock_numbered(session, StreakTakeover, number)
    if found is None:
        raise NotFound("takeover_unknown", number=number)
    return found


def check_decides_takeover(session: Session, takeover: StreakTakeover, by: Person, now: datetime) -> None:
    """Check that somebody of the leading group is an officer of neither branch (D10). Raises Refused."""
    for one in (takeover.predecessor, takeover.successor):
        check(session, by, Right.DECIDE_CONSEQUENCE, now, one)


def decide_takeover(
    session: Session, takeover: StreakTakeover, reason: str, by: Person, now: datetime, *, goes_on: bool
) -> None:
    """Decide with a reason whether a streak goes on with the successor; the office hears of it.

    Raises Refused unless somebody of the leading group decides who is an officer of neither branch (D10), once.
    """
    check_decides_takeover(session, takeover, by, now)
    event = "take_over" if goes_on else "leave"
    check_turn(STREAK_TAKEOVER, takeover, event, NotNow("takeover_decided", takeover=takeover))
    said = needed(reason, BadInput("takeover_reason_missing", takeover=takeover))
    step(session, STREAK_TAKEOVER, takeover, event, by, now, reason=said)
    facts = {"takeover": takeover, "reason": said, "by": by}
    tell(session, OFFICE, NOTICES, "takeover_decided", key=f"streak-takeover:{takeover.id}:decided", now=now, **facts)
