"""The sweep that proposes consequences and takes proposals back; people decide (R37-R40, A12)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from bot.wording import word
from models.consequences import Consequence, proposed_ones
from models.locks import lock, lock_town
from models.organizations import Organization
from models.transitions import transitions_of
from rules.cases import CONSEQUENCE
from rules.streaks import Proposal
from rules.workdays import Calendar
from services.cases import begin, step
from services.consequences.ground import Grounds, evidence, grounds, key_of
from services.consequences.notices import NOTICES, tell_of_moved_ground, tell_of_proposed
from services.notices.push_hours import may_push
from services.rights.modules import CONSEQUENCES, is_on

DECIDED: Final = frozenset({"confirmed", "carried_out", "closed"})


def propose_consequences(session: Session, calendar: Calendar, now: datetime) -> int:
    """Propose what boards whose publicity is over give ground for, each once, and follow amended boards (A12).

    An open proposal that has lost its ground is withdrawn, and comes back with it; what people have decided is only
    marked. Those who decide hear of it, in one message per board. Returns how many consequences moved.
    """
    if not may_push(session, calendar, now):
        return 0
    # Held like for every act on a board, so that of two sweeps one comes second and finds everything proposed.
    lock_town(session)
    found = grounds(session)
    known = proposed_ones(session)
    astray = [one for one in known if _is_astray(one, found)]
    for one in astray:
        # All of them before the first step is logged, as whoever decides on several does.
        lock(session, one)
    moved = [one for one in astray if _follow(session, one, found, now)]
    fresh = [*_proposed(session, found, {key_of(one) for one in known}, now)]
    back = [one for one in moved if one.state == CONSEQUENCE.first]
    tell_of_proposed(session, [*back, *fresh], now)
    tell_of_moved_ground(session, [one for one in moved if one not in back], now)
    return len(moved) + len(fresh)


def _proposed(session: Session, found: Grounds, known: set[object], now: datetime) -> Iterator[Consequence]:
    """Make the proposals there were none of yet, oldest quarter first; none in a town that does without."""
    if not is_on(session, CONSEQUENCES):
        return
    for key, proposal in sorted(found.proposals.items(), key=lambda one: (one[1].quarter, one[0][0], one[1].streak)):
        if key not in known and found.are_final(proposal) and session.get_one(Organization, key[0]).ended is None:
            yield _begun(session, key[0], proposal, found, now)


def _begun(session: Session, organization_id: str, proposal: Proposal, found: Grounds, now: datetime) -> Consequence:
    consequence = Consequence(
        organization_id=organization_id,
        kind=proposal.consequence,
        quarter=proposal.quarter,
        year=proposal.year,
        begun_at=now,
        state=CONSEQUENCE.first,
    )
    session.add(consequence)
    session.flush()
    rests_on = evidence(session, organization_id, proposal, found)
    begin(session, CONSEQUENCE, consequence, None, now, **rests_on)
    return consequence


def _follow(session: Session, consequence: Consequence, found: Grounds, now: datetime) -> bool:
    """Let a consequence follow its ground; tell whether anything moved."""
    if not _is_astray(consequence, found):
        return False
    proposal = found.proposals.get(key_of(consequence))
    if consequence.state in DECIDED:
        _mark(session, consequence, now, fell=proposal is None)
    elif proposal is None and consequence.state == CONSEQUENCE.first:
        reason = word(NOTICES, "ground_gone", consequence=consequence)
        step(session, CONSEQUENCE, consequence, "withdraw", None, now, reason=reason)
    elif proposal is not None and _withdrawn_by_clock(session, consequence) and found.are_final(proposal):
        rests_on = evidence(session, consequence.organization_id, proposal, found)
        reason = word(NOTICES, "ground_returned", consequence=consequence)
        step(session, CONSEQUENCE, consequence, "propose", None, now, reason=reason, facts=rests_on)
    else:
        return False
    return True


def _is_astray(consequence: Consequence, found: Grounds) -> bool:
    """Tell whether what a consequence says of its ground is not so any more; what was declined says nothing."""
    says_it_stands = consequence.state != "withdrawn" and consequence.ground_fell_at is None
    return consequence.state != "declined" and (key_of(consequence) in found.proposals) != says_it_stands


def _mark(session: Session, consequence: Consequence, now: datetime, *, fell: bool) -> None:
    """Note on what people have decided that the ground fell away, or is back; nothing is undone."""
    event, block = ("ground_fell", "ground_gone") if fell else ("ground_back", "ground_returned")
    step(session, CONSEQUENCE, consequence, event, None, now, reason=word(NOTICES, block, consequence=consequence))
    consequence.ground_fell_at = now if fell else None


def _withdrawn_by_clock(session: Session, consequence: Consequence) -> bool:
    """What a person has withdrawn stays so."""
    last = transitions_of(session, CONSEQUENCE.name, consequence.id)[-1]
    return last.event == "withdraw" and last.by_id is None
