"""Letting a red line through (放行): a named person of the leading group, with a reason, at the value of today."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.errors import NotNow
from models.people import Person
from models.red_line_overrides import RedLineOverride
from services.red_lines.standing import crossed
from services.register.changes import reason_given
from services.rights.asking import check_may
from services.rights.table import Right


def override_red_line(session: Session, line: str, value: str, reason: str, by: Person, now: datetime) -> None:
    """Answer for a red line at the value that was shown. Raises Refused: no right, no reason, no longer crossed so."""
    check_may(session, by, Right.OVERRIDE_RED_LINE, now)
    standing = next((one for one in crossed(session, now) if one.crossing.line == line), None)
    if standing is None or standing.crossing.value != value:
        raise NotNow("red_line_not_crossed")
    if standing.override:
        raise NotNow("red_line_overridden", override=standing.override)
    session.add(RedLineOverride(line=line, value=value, reason=reason_given(reason), by_id=by.id, at=now))
    session.flush()
