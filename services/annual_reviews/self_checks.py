"""The year's self-check score: what each month's form was worth (R16, R42, A5, A17)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.objections import LATE, STRUCK, corrections_in
from models.self_checks import RETURNED, SelfCheck
from models.slips import Slip
from rules.periods import Month, Quarter
from rules.policy import Policy
from services.self_checks.in_time import HandedIn, handed_in

State = Literal["on_time", "on_time_after_redo", "late", "missing"]


@dataclass(frozen=True)
class MonthPart:
    """One month's self-check: the number of its slip, how it was answered, and the points for that."""

    month: Month
    slip: str
    state: State
    points: Decimal

    def as_dict(self) -> dict[str, Any]:
        """Write it down for a row of the review."""
        return {"month": str(self.month), "slip": self.slip, "state": self.state, "points": f"{self.points:.2f}"}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Self:
        """Read what `as_dict` wrote."""
        return cls(Month.parse(kept["month"]), kept["slip"], kept["state"], Decimal(kept["points"]))


def self_check_parts(
    session: Session, months: Sequence[Month], policy: Policy, as_of: datetime, now: datetime
) -> dict[str, list[MonthPart]]:
    """Score each month's self-check of each organisation, oldest first.

    A month without a slip is left out, and so is one whose slip nobody has received, or whose answer was not due
    `as_of` the draft. What an upheld objection struck out came in on time; upheld in part it came in late.
    """
    found: dict[str, list[MonthPart]] = defaultdict(list)
    for quarter in sorted({month.quarter for month in months}):
        answers = sorted(handed_in(session, quarter, as_of), key=lambda one: one.month)
        verdicts = {one.target: one.verdict for one in corrections_in(session, quarter, now)}
        returned = _returned(session, quarter)
        for one in answers:
            state = _state(one, verdicts.get(f"slip:{one.slip_id}"), returned.get(one.slip_id), as_of)
            found[one.organization_id].append(MonthPart(one.month, one.slip, state, policy.self_check_scores[state]))
    return found


def _returned(session: Session, quarter: Quarter) -> dict[int, SelfCheck]:
    """Find the forms of a quarter's months that the office has returned once, by slip."""
    query = select(SelfCheck).join(Slip).where(Slip.month.in_(quarter.months), SelfCheck.return_reason.is_not(None))
    return {one.slip_id: one for one in session.scalars(query)}


def _state(answer: HandedIn, verdict: str | None, returned: SelfCheck | None, as_of: datetime) -> State:
    """Judge a month: the first complete form says whether it was in time, a returned one has to come back (A5)."""
    if verdict == STRUCK:
        return "on_time"
    if verdict == LATE or answer.outcome == "late":
        return "late"
    if answer.outcome == "missing" or returned is None or _may_still_come_back(returned, as_of):
        return answer.outcome
    return "on_time_after_redo" if _came_back_in_time(returned) else "late"


def _may_still_come_back(returned: SelfCheck, as_of: datetime) -> bool:
    return returned.state == RETURNED and returned.redo_due is not None and as_of < returned.redo_due


def _came_back_in_time(returned: SelfCheck) -> bool:
    """Tell whether a returned form was redone in time; one on paper, entered later by the office, counts as such."""
    if returned.state == RETURNED:
        return False
    if returned.slip.organization.is_on_paper:
        return True
    limits = [limit for limit in (returned.redo_due, returned.slip.due) if limit is not None]
    return returned.latest.submitted_at < max(limits)
