"""Who hears of consequences: those who decide, and the office; never the branch before a person has decided (A12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db import page_address
from bot.wording import quarter_text, word
from models.appointments import (
    DEPARTMENT_HEAD,
    LEADING_GROUP,
    OFFICE,
    OFFICE_HEAD,
    SECRETARY,
    TOWN_LEADER,
    Appointment,
    in_force,
    officers,
)
from models.consequences import Consequence, evidence_of
from models.organizations import Organization
from models.people import Person
from models.transitions import transitions_of
from rules.periods import Quarter
from services.notices.branches import tell_branch
from services.notices.roles import tell

NOTICES: Final = "consequences/notices.txt"
# Who hears of proposals; the leading group decides on them.
DECIDERS: Final = (LEADING_GROUP, OFFICE_HEAD)


@dataclass(frozen=True)
class Shown:
    """Consequences of one organisation and quarter, as people see them: the boards they rest on, then the list.

    `quarter` is None and `evidence` empty for 组织处置. Quarters in the evidence are written out.
    """

    organization: Organization
    quarter: str | None
    evidence: Mapping[str, Any]
    consequences: Sequence[Consequence]


def shown(session: Session, consequences: Sequence[Consequence]) -> list[Shown]:
    """Put consequences together by organisation and quarter, each with what it rests on."""
    rests_on = evidence_of(session, [one.id for one in consequences])
    listed = sorted(consequences, key=lambda one: (str(one.quarter), one.organization.position, one.id))
    grouped = groupby(listed, key=lambda one: (one.quarter, one.organization))
    return [
        Shown(
            organization,
            quarter_text(quarter) if quarter else None,
            written_out(rests_on.get(together[0].id, {})),
            together,
        )
        for (quarter, organization), together in ((key, list(found)) for key, found in grouped)
    ]


def written_out(evidence: Mapping[str, Any]) -> Mapping[str, Any]:
    """Write the quarters of what a proposal rests on out; everything empty for nothing."""
    boards = [{**one, "quarter": quarter_text(Quarter.parse(one["quarter"]))} for one in evidence.get("boards", ())]
    cases = [
        {**one, "name": quarter_text(Quarter.parse(one["name"]))} if one["kind"] == "amendment" else one
        for one in evidence.get("open_cases", ())
    ]
    return {"streak": evidence.get("streak", 0), "boards": boards, "open_cases": cases}


def tell_of_proposed(session: Session, consequences: Sequence[Consequence], now: datetime) -> None:
    """Tell those who decide of new proposals, in one message per board."""
    for quarter, found in groupby(sorted(consequences, key=lambda one: str(one.quarter)), key=lambda one: one.quarter):
        if quarter is not None:
            together = list(found)
            facts = {"quarter": quarter_text(quarter), "shown": shown(session, together), "count": len(together)}
            facts["pages"] = [page_address(session, "m/decisions")]
            # The head hears it and does not decide: of the others one is enough.
            for role in DECIDERS:
                tell(session, (role,), NOTICES, "proposed", key=_key(session, together), now=now, **facts)


def tell_of_moved_ground(session: Session, consequences: Sequence[Consequence], now: datetime) -> None:
    """Tell those who decide what amended boards have withdrawn, and what was decided whose ground has moved."""
    if consequences:
        withdrawn = [one for one in consequences if one.state == "withdrawn"]
        marked = [one for one in consequences if one.state != "withdrawn"]
        facts = {"withdrawn": shown(session, withdrawn), "marked": shown(session, marked)}
        tell(session, DECIDERS, NOTICES, "ground_moved", key=_key(session, consequences), now=now, **facts)


def tell_of_decided(
    session: Session, consequences: Sequence[Consequence], reason: str, by: Person, now: datetime
) -> None:
    """Tell the office what was decided; for an interview with a draft of its notice. Nobody else hears (A12)."""
    drafts = [interview_draft(session, one, now) for one in consequences if is_interview(one)]
    agreed = any(one.state == "confirmed" for one in consequences)
    facts = {"shown": shown(session, consequences), "reason": reason, "by": by, "drafts": drafts, "agreed": agreed}
    tell(session, OFFICE, NOTICES, "decided_for_office", key=_key(session, consequences), now=now, **facts)


def tell_branch_of_withdrawn(session: Session, consequence: Consequence, reason: str, now: datetime) -> None:
    """Tell a branch that what it has felt does not stand any more, and why."""
    said = word(NOTICES, "withdrawn_for_branch", consequence=consequence, reason=reason)
    tell_branch(session, consequence.organization, said, key=f"consequence-withdrawn:{consequence.id}", now=now)


def is_interview(consequence: Consequence) -> bool:
    """Tell whether the notice of an interview can be drafted: it is confirmed."""
    return (consequence.kind, consequence.state) == ("interview", "confirmed")


def interview_draft(session: Session, consequence: Consequence, now: datetime) -> str:
    """Draft the notice of an interview: by the town's leaders, with department head and secretary (R40). Never sent."""
    today, organization = now.date(), consequence.organization
    leads = select(Appointment).where(Appointment.role == TOWN_LEADER, in_force(today)).order_by(Appointment.id)
    heads = select(Appointment).where(
        Appointment.role == DEPARTMENT_HEAD, Appointment.department_id == organization.department_id, in_force(today)
    )
    secretaries = [one for one in officers(session, organization.id, today) if one.role == SECRETARY]
    return word(
        NOTICES,
        "interview_draft",
        shown=shown(session, [consequence])[0],
        consequence=consequence,
        leaders=list(session.scalars(leads)),
        head=session.scalar(heads.order_by(Appointment.id).limit(1)),
        secretary=next(iter(secretaries), None),
    )


def _key(session: Session, consequences: Sequence[Consequence]) -> str:
    """Name the news of some consequences by the latest step of the first of them."""
    first = consequences[0]
    return f"consequence:{first.id}:{transitions_of(session, first.machine.name, first.id)[-1].id}"
