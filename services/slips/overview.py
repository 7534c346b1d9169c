"""How far the town is with a month: what the office asks first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.self_checks import ACCEPTED, RETURNED, SUBMITTED, SelfCheck
from models.slips import DELIVERED, PAPER, SENT, WAIVED, WITHDRAWN, Slip, slips_of
from rules.periods import Month
from services.slips.half_filled import HalfFilled, all_half_filled


@dataclass(frozen=True)
class MonthOverview:
    """The slips of one month, by how far they are; `begun` are the forms half filled in, by the id of the slip."""

    month: Month
    slips: list[Slip]
    on_the_way: list[Slip]
    on_paper: list[Slip]
    unanswered: list[Slip]
    overdue: list[Slip]
    under_review: list[SelfCheck]
    returned: list[SelfCheck]
    accepted: list[SelfCheck]
    waived: list[Slip]
    withdrawn: list[Slip]
    begun: Mapping[int, HalfFilled]


def month_overview(session: Session, now: datetime) -> MonthOverview:
    """Sort last month's slips, the ones being worked on now, by how far they are."""
    month = Month.of(now.date()).previous
    slips = slips_of(session, month)
    forms = {slip.id: slip.self_check for slip in slips}
    answered = [form for form in forms.values() if form is not None]
    unanswered = [slip for slip in slips if slip.state == DELIVERED and forms[slip.id] is None]
    return MonthOverview(
        month=month,
        slips=slips,
        on_the_way=[slip for slip in slips if slip.state == SENT],
        on_paper=[slip for slip in slips if slip.state == PAPER],
        unanswered=unanswered,
        overdue=[slip for slip in unanswered if slip.due and slip.due <= now],
        under_review=[form for form in answered if form.state == SUBMITTED],
        returned=[form for form in answered if form.state == RETURNED],
        accepted=[form for form in answered if form.state == ACCEPTED],
        waived=[slip for slip in slips if slip.state == WAIVED],
        withdrawn=[slip for slip in slips if slip.state == WITHDRAWN],
        begun=all_half_filled(session, unanswered),
    )
