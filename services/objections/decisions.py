"""Objections (异议) looked into and decided by somebody who did not make the entry, and taken back (R12, A19)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from bot.errors import BadInput, NoRight, NotFound, NotNow
from bot.readers import needed
from models.bonus_claims import REJECTED, BonusClaim
from models.inspections import Finding
from models.locks import lock
from models.objections import LATE, STRUCK, Correction, Objection
from models.people import Person
from rules.cases import BONUS_CLAIM, OBJECTION
from services.cases import check_turn, step
from services.objections.filing import LONGEST
from services.objections.notices import answer_branch, tell_of_acting_in, tell_of_upheld
from services.objections.targets import CLAIM, kind_of, needs_a_person
from services.rights.asking import check_may
from services.rights.conflicts import check
from services.rights.table import Right
from services.scores.scores import explained

Verdict = Literal["uphold", "uphold_in_part", "dismiss"]


def objection_numbered(session: Session, number: int) -> Objection:
    """Find an objection by its number. Raises Refused when there is none."""
    objection = session.get(Objection, number)
    if objection is None:
        raise NotFound("objection_unknown", number=number)
    return objection


def admit(session: Session, objection: Objection, by: Person, now: datetime) -> None:
    """Admit an objection: from now on it is looked into.

    Raises Refused unless the office does, and nobody who made the entry, filed the objection or leads the branch.
    """
    lock(session, objection)
    check_may_admit(session, objection, "admit", by, now)
    step(session, OBJECTION, objection, "admit", by, now)


def refuse_objection(session: Session, objection: Objection, reason: str, by: Person, now: datetime) -> None:
    """Do not admit an objection; the branch hears why. Raises Refused like `admit`, and without a reason."""
    lock(session, objection)
    check_may_admit(session, objection, "refuse", by, now)
    reason = _checked_reason(objection, reason)
    step(session, OBJECTION, objection, "refuse", by, now, reason=reason)
    answer_branch(session, objection, reason, now)


def decide(
    session: Session, objection: Objection, verdict: Verdict, reason: str, by: Person, now: datetime
) -> Correction | None:
    """Decide an objection with a reason and answer the branch; an upheld one corrects the entry it is about.

    Upheld: the entry is struck out; upheld in part: it counts as late. About a bonus, an order or the board as a whole
    nothing is corrected by itself: the office hears that a person must act; a bonus that was turned down is open again.
    Raises Refused unless the head of the office or the leading group decides, for whoever made the entry, filed the
    objection or leads the branch, and for an entry that cannot be late.
    """
    lock(session, objection)
    check_may_decide(session, objection, verdict, by, now)
    reason = _checked_reason(objection, reason)
    step(session, OBJECTION, objection, verdict, by, now, reason=reason, facts={"target": objection.target})
    correction = None
    if verdict != "dismiss":
        correction = _correct(session, objection, verdict, reason, by, now)
        tell_of_upheld(session, objection, now)
    answer_branch(session, objection, reason, now, corrected=correction is not None)
    return correction


def check_may_decide(session: Session, objection: Objection, verdict: Verdict, by: Person, now: datetime) -> None:
    """Check, before it is done, that somebody may decide an objection like this as it stands now. Raises Refused."""
    check_impartial(session, objection, Right.DECIDE_OBJECTION, by, now)
    _check_turn(objection, verdict)
    if verdict == "uphold_in_part":
        _check_can_be_late(session, objection, now)


def withdraw(session: Session, objection: Objection, by: Person, now: datetime) -> None:
    """Take an objection back before it is decided. Raises Refused unless its filer or an officer of the branch does."""
    lock(session, objection)
    if objection.filed_by_id != by.id:
        check_may(session, by, Right.OBJECT, now, objection.organization)
    _check_turn(objection, "withdraw")
    step(session, OBJECTION, objection, "withdraw", by, now)
    tell_of_acting_in(session, objection, "withdraw", by, now)


def check_may_admit(session: Session, objection: Objection, event: str, by: Person, now: datetime) -> None:
    """Check, before it is done, that somebody may admit an objection, or refuse to. Raises Refused."""
    check_impartial(session, objection, Right.ADMIT_OBJECTION, by, now)
    _check_turn(objection, event)


def check_impartial(session: Session, objection: Objection, right: Right, by: Person, now: datetime) -> None:
    """Check that somebody may judge an objection, and judges neither the own work nor the own branch (D10)."""
    check_may(session, by, right, now)
    if by.id in (objection.made_by_id, _recorder_of_finding(session, objection.target)):
        raise NoRight("objection_own_entry", objection=objection)
    if by.id == objection.filed_by_id:
        raise NoRight("objection_own", objection=objection)
    check(session, by, right, now, objection.organization, objection=objection)


def _recorder_of_finding(session: Session, target: str) -> int | None:
    """Tell who filled in the sheet with a finding: `made_by_id` is who signed it. None for every other entry."""
    kind, _, number = target.partition(":")
    finding = session.get(Finding, int(number)) if kind == "finding" else None
    return finding.inspection.recorded_by_id if finding else None


def _check_turn(objection: Objection, event: str) -> None:
    check_turn(OBJECTION, objection, event, NotNow("objection_out_of_turn", objection=objection))


def _checked_reason(objection: Objection, reason: str) -> str:
    return needed(reason, BadInput("objection_needs_reason", objection=objection), LONGEST)


def _check_can_be_late(session: Session, objection: Objection, now: datetime) -> None:
    """Check that an entry can be made a late one: its indicator has a price for that, and it is not late already."""
    if needs_a_person(objection):
        return
    found = explained(session, objection.organization, objection.quarter, now)
    entry = next((line.entry for line in found.lines if line.entry.key == objection.target), None)
    if entry is None or entry.late or found.scheme.indicators[entry.code].late is None:
        raise NotNow("objection_cannot_be_late", objection=objection)


def _reopen_claim(session: Session, objection: Objection, reason: str, by: Person, now: datetime) -> None:
    """Have a bonus that was turned down decided once more, by the usual way."""
    if kind_of(objection.target) != CLAIM:
        return
    claim = session.get_one(BonusClaim, int(objection.target.partition(":")[2]))
    lock(session, claim)
    if claim.state == REJECTED:
        step(session, BONUS_CLAIM, claim, "reopen", by, now, reason=reason, facts={"objection": objection.id})


def _correct(
    session: Session, objection: Objection, verdict: Verdict, reason: str, by: Person, now: datetime
) -> Correction | None:
    if needs_a_person(objection):
        _reopen_claim(session, objection, reason, by, now)
        return None
    correction = Correction(
        quarter=objection.quarter,
        organization_id=objection.organization_id,
        target=objection.target,
        verdict=STRUCK if verdict == "uphold" else LATE,
        reason=reason,
        objection_id=objection.id,
        by_id=by.id,
        at=now,
    )
    session.add(correction)
    session.flush()
    return correction
