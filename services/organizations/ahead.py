"""What an ending would come to, told before it is entered: what is open, who holds office, which board still counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.appointments import Appointment, officers
from models.organizations import Organization
from models.slips import AWAITING_ANSWER, PAPER, Slip
from rules.applicability import is_ranked
from rules.cases import LAPSE, Machine
from rules.periods import Quarter
from services.organizations.settling import CASES
from services.schemes.versions import closed_at, scheme_for


@dataclass(frozen=True)
class AtStake:
    """What is open of an organisation: slips that would be waived, cases by the name of their kind that would lapse.

    `ranked` tells whether it would still be ranked in the `quarter` of the day (A1).
    """

    slips: Sequence[Slip]
    cases: dict[str, int]
    officers: Sequence[Appointment]
    quarter: Quarter
    ranked: bool


def at_stake(session: Session, organization: Organization, day: date) -> AtStake:
    """Tell what ending an organisation on a day would close; nothing is changed."""
    waiting = (Slip.organization_id == organization.id, Slip.state.in_((*AWAITING_ANSWER, PAPER)))
    slips = session.scalars(select(Slip).where(*waiting).order_by(Slip.id)).all()
    quarter = Quarter.of(day)
    months = scheme_for(session, quarter).policy.min_full_months_in_quarter
    return AtStake(
        [one for one in slips if closed_at(session, one.month.quarter) is None],
        {machine.name: n for table, machine in CASES if (n := _open(session, organization, table, machine))},
        officers(session, organization.id, day),
        quarter,
        organization.assessed and is_ranked(organization.founded, quarter, months, day),
    )


def _open(session: Session, organization: Organization, table: Any, machine: Machine) -> int:
    states = {state for state, event in machine.steps if event == LAPSE}
    query = select(func.count()).where(table.organization_id == organization.id, table.state.in_(states))
    return session.scalar(query) or 0
