"""The quarter's scores: what daily records and self-checks of three months cost each organisation (R18, R21, A5)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.daily_records import DailyRecord, records_of
from models.organizations import Organization, assessed_organizations
from models.self_checks import SelfCheck
from models.slips import Slip
from models.tasks import tasks_of
from rules.applicability import applicable_codes, is_ranked
from rules.periods import Month, Quarter
from rules.scheme import Scheme
from rules.scoring import Failure, Score, score
from services.schemes import scheme_for

# Handing in the monthly self-check (R16, A5); a rule without this indicator takes no points for it.
SELF_CHECK: Final = "ZD-07"
# Bonus claims (R30–R33) are not taken yet: until then nobody has any, and this is where they will come in.
NO_BONUS: Final = Decimal(0)
ALL_ON_TIME: Final = Decimal(1)


@dataclass(frozen=True)
class HandedIn:
    """How the first complete answer to one received slip came in; `missing` once its deadline has passed."""

    organization_id: str
    month: Month
    slip: str
    outcome: Literal["on_time", "late", "missing"]


def quarter_scores(session: Session, quarter: Quarter, now: datetime) -> list[tuple[Organization, Score]]:
    """Score every organisation that is ranked in a quarter, in the order of the register (A1, A5, A6).

    Goes by the quarter's version of the rule (R5) and by the daily records that hold now. Raises DatabaseError when no
    rule has been loaded.
    """
    scheme = scheme_for(session, quarter)
    failures: dict[str, list[Failure]] = defaultdict(list)
    for organization_id, failure in _failures(session, quarter, scheme, now):
        failures[organization_id].append(failure)
    return [
        (one, score(scheme, failures[one.id], _applicable(scheme, one), quarter, NO_BONUS))
        for one in ranked_organizations(session, quarter, scheme)
    ]


def ranked_organizations(session: Session, quarter: Quarter, scheme: Scheme) -> list[Organization]:
    """List who is ranked: assessed, and with enough full months of existence in the quarter (A1)."""
    months = scheme.policy.min_full_months_in_quarter
    return [one for one in assessed_organizations(session) if is_ranked(one.founded, quarter, months)]


def handed_in(session: Session, quarter: Quarter, now: datetime) -> list[HandedIn]:
    """Judge the answers to the slips that cover a quarter: on time, late, or missing after the deadline (A5).

    A slip that nobody has received is left out, and so is one whose answer is not due yet.
    """
    query = (
        select(Slip.organization_id, Slip.month, Slip.number, SelfCheck.on_time)
        .outerjoin(SelfCheck, SelfCheck.slip_id == Slip.id)
        .where(Slip.month.in_(quarter.months), Slip.due.is_not(None), SelfCheck.id.is_not(None) | (Slip.due <= now))
        .order_by(Slip.id)
    )
    words: dict[bool | None, Literal["on_time", "late", "missing"]] = {True: "on_time", False: "late", None: "missing"}
    return [HandedIn(who, month, slip, words[on_time]) for who, month, slip, on_time in session.execute(query)]


def on_time_rates(session: Session, quarter: Quarter, now: datetime) -> dict[str, Decimal]:
    """Tell which share of its self-checks each organisation handed in on time, 0 to 1 (A9).

    Whoever has not received a slip is not in it: nobody is behind for an answer that was never asked for.
    """
    found = handed_in(session, quarter, now)
    due = Counter(one.organization_id for one in found)
    on_time = Counter(one.organization_id for one in found if one.outcome == "on_time")
    return {organization_id: Decimal(on_time[organization_id]) / due[organization_id] for organization_id in due}


def unrecorded(
    session: Session, quarter: Quarter, organizations: list[Organization]
) -> dict[Month, list[Organization]]:
    """List, month by month, the organisations that existed all month and have no record at all in it."""
    query = select(DailyRecord.month, DailyRecord.organization_id).where(DailyRecord.month.in_(quarter.months))
    recorded = {(month, organization_id) for month, organization_id in session.execute(query.distinct())}
    missing: dict[Month, list[Organization]] = {}
    for month in quarter.months:
        existing = [one for one in organizations if one.founded is None or one.founded <= month.first_day]
        if without := [one for one in existing if (month, one.id) not in recorded]:
            missing[month] = without
    return missing


def _applicable(scheme: Scheme, organization: Organization) -> frozenset[str]:
    return applicable_codes(scheme, organization.sector or "", has_committee=organization.has_committee)


def _failures(session: Session, quarter: Quarter, scheme: Scheme, now: datetime) -> Iterator[tuple[str, Failure]]:
    """Find every failure with the organisation it belongs to; its source names the entry or the slip (R12)."""
    indicators = {task.id: task.indicator for month in quarter.months for task in tasks_of(session, month)}
    for record in records_of(session, *quarter.months):
        if record.state in ("late", "not_done"):
            code = indicators.get(record.item, record.item)
            source = f"daily record {record.id} ({record.item})"
            yield record.organization_id, Failure(code, record.month, record.state == "late", source)
    if SELF_CHECK in scheme.indicators:
        for one in handed_in(session, quarter, now):
            if one.outcome != "on_time":
                yield one.organization_id, Failure(SELF_CHECK, one.month, one.outcome == "late", one.slip)
