"""How the answers to a quarter's slips came in: on time, late, or missing (R16, A5, A9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Final, Literal

from sqlalchemy import ColumnElement, bindparam, case, func, select
from sqlalchemy.orm import Session

from models.objections import STRUCK, corrections_in, struck_out
from models.self_checks import SelfCheck, Submission
from models.slips import CALLED_OFF, Slip
from rules.periods import Month, Quarter

ALL_ON_TIME: Final = Fraction(1)


@dataclass(frozen=True)
class HandedIn:
    """How the first complete answer to one received slip came in, and when; `missing` since its deadline passed."""

    organization_id: str
    month: Month
    slip_id: int
    slip: str
    outcome: Literal["on_time", "late", "missing"]
    at: datetime


def handed_in(
    session: Session, quarter: Quarter, as_of: datetime, only: Collection[str] | None = None
) -> Iterator[HandedIn]:
    """Judge the answers to the slips that cover a quarter, as it stood at a moment (A5).

    A slip that nobody has received is left out, and so are those called off or whose answer was not due yet. `only`
    names the organisations wanted.
    """
    query, wanted = (_ANSWERS, {}) if only is None else (_ANSWERS_OF_SOME, {"only": list(only)})
    found = session.execute(query, {"months": quarter.months} | wanted)
    for who, month, slip_id, number, due, entered, came, on_time in found:
        if entered is not None and entered <= as_of:
            yield HandedIn(who, month, slip_id, number, "on_time" if on_time else "late", came)
        elif due <= as_of:
            yield HandedIn(who, month, slip_id, number, "missing", due)


def _entered_at() -> ColumnElement[datetime]:
    """Select when a form was first entered: one on paper may have come in before, and nobody could know."""
    first = select(func.min(Submission.submitted_at)).where(Submission.self_check_id == SelfCheck.id)
    return func.coalesce(first.scalar_subquery(), SelfCheck.first_submitted_at)


# Asked for every branch whose score is shown.
_ANSWERS: Final = (
    select(Slip.organization_id, Slip.month, Slip.id, Slip.number, Slip.due)
    .add_columns(_entered_at(), SelfCheck.first_submitted_at, SelfCheck.on_time)
    .outerjoin(SelfCheck, SelfCheck.slip_id == Slip.id)
    .where(Slip.month.in_(bindparam("months")), Slip.due.is_not(None), Slip.state.not_in(CALLED_OFF))
    .order_by(Slip.id)
)
_ANSWERS_OF_SOME: Final = _ANSWERS.where(Slip.organization_id.in_(bindparam("only")))


@dataclass(frozen=True)
class MonthInTime:
    """A month's slips, counted: all that hold, those whose answer was due or has come, and how the answers came in."""

    month: Month
    slips: int
    due: int
    handed_in: int
    on_time: int

    @property
    def late(self) -> int:
        """The forms that came in after their deadline."""
        return self.handed_in - self.on_time


def months_in_time(session: Session, now: datetime, most: int) -> list[MonthInTime]:
    """Count how the answers to the slips of the last months came in, oldest month first, by the rule of `handed_in`.

    An answer whose lateness an upheld objection has struck out came in on time (A9).
    """
    came = SelfCheck.id.is_not(None)
    counted = (
        func.count(),
        func.count(case((came | (Slip.due <= now), 1))),
        func.count(SelfCheck.id),
        func.count(case((came & (SelfCheck.on_time | struck_out("slip", Slip.id)), 1))),
    )
    query = select(Slip.month, *counted).outerjoin(SelfCheck, SelfCheck.slip_id == Slip.id)
    of_months = query.where(Slip.state.not_in(CALLED_OFF)).group_by(Slip.month).order_by(Slip.month.desc())
    return [MonthInTime(*row) for row in session.execute(of_months.limit(most))][::-1]


def on_time_rates(session: Session, quarter: Quarter, as_of: datetime) -> dict[str, Fraction]:
    """Tell which share of its self-checks each organisation handed in on time, 0 to 1 (A9).

    Whoever has not received a slip is not in it: nobody is behind for an answer that was never asked for. An answer
    whose lateness an upheld objection has struck out came in on time.
    """
    found = list(handed_in(session, quarter, as_of))
    struck = {one.target for one in corrections_in(session, quarter, as_of) if one.verdict == STRUCK}
    due = Counter(one.organization_id for one in found)
    on_time = Counter(
        one.organization_id for one in found if one.outcome == "on_time" or f"slip:{one.slip_id}" in struck
    )
    return {organization_id: Fraction(on_time[organization_id], due[organization_id]) for organization_id in due}
