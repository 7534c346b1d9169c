"""What the page of a slip shows, to whom, and what may be done there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.errors import NotFound, NotNow
from models.organizations import Organization
from models.people import Person
from models.schemes import Township, township
from models.self_checks import RETURNED, SelfCheck
from models.slips import PAPER, Slip, slip_of
from models.transitions import Transition, transitions_of
from rules.cases import SLIP
from rules.deadlines import Deadline
from rules.periods import Month, Quarter
from rules.workdays import Calendar
from services.rights.asking import check_may, may
from services.rights.table import Right
from services.schemes.versions import scheme_for
from services.slips.half_filled import HalfFilled, half_filled
from services.slips.receipt import check_stands, expected_deadline


@dataclass(frozen=True)
class SlipPage:
    """A slip as somebody may see it. `left` counts the working days until the deadline, today's left out.

    `categories` names the category of each indicator; `changes` are corrections and extensions; `answers` tells
    whether the visitor may still write, `signs` whether 签收 is awaited of the visitor.
    """

    slip: Slip
    town: Township | None
    self_check: SelfCheck | None
    deadline: Deadline
    left: int
    categories: Mapping[str, str]
    changes: list[Transition]
    begun: HalfFilled | None
    answers: bool
    signs: bool

    @property
    def is_over(self) -> bool:
        """Whether nothing is awaited of the branch: handed in, and not returned."""
        return self.self_check is not None and self.self_check.state != RETURNED


def slip_seen(session: Session, organization: Organization, month: Month, by: Person, now: datetime) -> Slip:
    """Find an organisation's slip of a month for whoever may see it. Raises Refused for others, and without one."""
    check_may(session, by, Right.SEE_SLIP, now, organization)
    slip = slip_of(session, organization.id, month)
    if slip is None:
        raise NotFound("no_slip", name=organization.short_name)
    check_stands(slip)
    if slip.state == PAPER:
        raise NotNow("paper_not_received", slip=slip)
    return slip


def slip_page(session: Session, slip: Slip, by: Person, calendar: Calendar, now: datetime) -> SlipPage:
    """Gather what a slip shows; who may see it, `slip_seen` has asked."""
    deadline = slip.counted or expected_deadline(session, slip, calendar, now)
    found = slip.self_check
    signs = slip.acknowledged_at is None and found is None
    return SlipPage(
        slip=slip,
        town=township(session),
        self_check=found,
        deadline=deadline,
        left=len(calendar.working_days(now.date(), deadline.day)) if deadline.day > now.date() else 0,
        categories=categories_of(session, slip.month.quarter, [one.indicator for one in slip.items]),
        changes=[one for one in transitions_of(session, SLIP.name, slip.id) if one.event in ("correct", "extend")],
        begun=half_filled(session, slip) if found is None else None,
        answers=may(session, by, Right.ANSWER_SLIP, now, slip.organization),
        signs=signs and may(session, by, Right.ACKNOWLEDGE_SLIP, now, slip.organization),
    )


def categories_of(session: Session, quarter: Quarter, indicators: Iterable[str]) -> dict[str, str]:
    """Name the category of each of some indicators, as the rule of a quarter does."""
    scheme = scheme_for(session, quarter)
    titles = {one.code: one.title for one in scheme.categories}
    return {code: titles[scheme.indicators[code].category] for code in {*indicators} & scheme.indicators.keys()}
