"""更正提醒单: a new version of a slip, in which items are taken out or added; what was answered stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from bot.errors import BadInput, NotNow
from models.locks import lock
from models.people import Person
from models.slips import ANSWERED, PAPER, TAKEN_OUT, Slip, SlipItem
from rules.applicability import is_applicable
from rules.cases import SLIP
from rules.catalogue import Indicator
from rules.push_window import next_push_moment
from rules.scoring import deduction_of
from rules.workdays import Calendar
from services.cases import step
from services.notices.handovers import settle
from services.schemes.versions import scheme_for
from services.slips.changing import check_change, checked_reason, tell_of_change
from services.slips.receipt import start_clock
from services.slips.slips import put_on_paper

NOT_DONE: Final = "not_done"


@dataclass(frozen=True)
class SlipCorrection:
    """What is changed: the positions of items to take out, and the codes of indicators to ask about as well."""

    take_out: tuple[int, ...] = ()
    add: tuple[str, ...] = ()


def correct(
    session: Session, slip: Slip, change: SlipCorrection, reason: str, by: Person, calendar: Calendar, now: datetime
) -> None:
    """Make the next version of a slip; its two working days begin anew only where items were added (状态机 Slip).

    Raises Refused unless the office does it with a reason before the quarter is closed; for an item that is not open,
    an indicator that is not the branch's or asked about already, and for anything added after the form came in.
    """
    lock(session, slip)
    check_change(session, slip, "correct", by, now)
    said = checked_reason(slip, reason)
    taken_out = [_open_item(slip, position) for position in change.take_out]
    added = [_new_item(session, slip, code, said, by, now) for code in change.add]
    if not taken_out and not added:
        raise BadInput("correction_of_what", slip=slip)
    step(session, SLIP, slip, "correct", by, now, reason=said, facts=_facts(taken_out, added))
    for item in taken_out:
        item.state = TAKEN_OUT
    for position, item in enumerate(added, start=len(slip.items) + 1):
        item.position = position
        slip.items.append(item)
    slip.version += 1
    session.flush()
    _tell(session, slip, said, taken_out, added, calendar, now)


def _tell(
    session: Session,
    slip: Slip,
    reason: str,
    taken_out: Sequence[SlipItem],
    added: Sequence[SlipItem],
    calendar: Calendar,
    now: datetime,
) -> None:
    """Put the new version on the list where the old one waits there; else tell the branch what is another now."""
    if slip.state == PAPER:
        settle(session, slip, now)
        put_on_paper(session, slip, calendar, now)
        return
    if added and slip.received_at is not None:
        window = scheme_for(session, slip.month.quarter).policy.push_window
        start_clock(session, slip, calendar, next_push_moment(now, calendar, window))
    tell_of_change(session, slip, "correct", now, reason=reason, taken_out=taken_out, added=added)


def _open_item(slip: Slip, position: int) -> SlipItem:
    found = next((item for item in slip.open_items if item.position == position), None)
    if found is None:
        raise BadInput("correction_of_what", slip=slip)
    return found


def _new_item(session: Session, slip: Slip, code: str, reason: str, by: Person, now: datetime) -> SlipItem:
    if slip.state == ANSWERED:
        raise NotNow("nothing_added_to_answered", slip=slip)
    indicator = scheme_for(session, slip.month.quarter).indicators.get(code)
    if indicator is None or not _is_asked_of(indicator, slip):
        raise BadInput("correction_indicator_wrong", slip=slip, code=code)
    return SlipItem(
        kind=indicator.kind,
        title=indicator.title,
        indicator=code,
        state=NOT_DONE,
        remark=reason,
        points=deduction_of(indicator, late=False),
        recorded_by=by,
        recorded_at=now,
    )


def _is_asked_of(indicator: Indicator, slip: Slip) -> bool:
    is_there = indicator.code in {item.indicator for item in slip.open_items}
    sector, has_committee = slip.organization.sector or "", slip.organization.has_committee
    return is_applicable(indicator, sector, has_committee=has_committee) and not is_there


def _facts(taken_out: Sequence[SlipItem], added: Sequence[SlipItem]) -> dict[str, list[str]]:
    return {"taken_out": [one.title for one in taken_out], "added": [one.indicator for one in added]}
