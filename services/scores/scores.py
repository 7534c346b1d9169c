"""The quarter's scores: full points less what failed, plus what was earned, entry by entry (R18, R21, A5)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.objections import LATE
from models.organizations import Organization, assessed_organizations
from rules.applicability import applicable_codes, is_ranked
from rules.periods import Quarter
from rules.scheme import Scheme
from rules.scoring import ZERO, Basis, Score, basis_of, score_on
from services.schemes.versions import scheme_for
from services.scores.entries import Entry, entries_of, with_names

Register = Mapping[str, Any]
BasisOf = Callable[[str, bool], Basis]


@dataclass(frozen=True)
class Line:
    """One entry and what it came to: negative points for a deduction, positive for a bonus, 0 if it did not count."""

    entry: Entry
    points: Decimal

    @property
    def counted(self) -> bool:
        """Whether the entry changed the score."""
        return self.points != 0


@dataclass(frozen=True)
class Explained:
    """A score with every entry behind it: the full score and the points of all lines add up to its total."""

    organization: Organization
    quarter: Quarter
    scheme: Scheme
    score: Score
    lines: tuple[Line, ...]

    @property
    def deductions(self) -> list[Line]:
        """What cost points, the dearest first."""
        return sorted((line for line in self.lines if line.points < 0), key=lambda line: line.points)


def quarter_scores(
    session: Session, quarter: Quarter, as_of: datetime, register: Mapping[str, Register] | None = None
) -> Iterator[tuple[Organization, Score]]:
    """Score every organisation that is ranked in a quarter, one by one in the order of the register (A1, A5, A6).

    Goes by the quarter's version of the rule (R5) and by the entries as they stood at `as_of`. `register` is what the
    register said of each organisation then, as board rows keep it; without it, what it says now. Raises DatabaseError
    when no rule has been loaded.
    """
    scheme = scheme_for(session, quarter)
    if register is None:
        scored = ranked_organizations(session, quarter, scheme)
    else:
        query = select(Organization).where(Organization.id.in_(register)).order_by(Organization.position)
        scored = list(session.scalars(query))
    entries, basis = entries_of(session, quarter, scheme, as_of), _basis(scheme, quarter)
    said = register or {}
    # What has been counted is let go: of a hundred thousand it takes more room than all the rest.
    return ((one, _score(basis, one, entries.pop(one.id, []), said.get(one.id))) for one in scored)


def explained(
    session: Session, organization: Organization, quarter: Quarter, as_of: datetime, register: Register | None = None
) -> Explained:
    """Tell how an organisation's score of a quarter came about, entry by entry, as it stood at a moment.

    `register` as in quarter_scores: what the organisation's row of a board keeps.
    """
    kept = {organization.id: register} if register else {}
    (found,) = all_explained(session, [organization], quarter, as_of, kept, only=[organization.id])
    return found


def all_explained(
    session: Session,
    organizations: Sequence[Organization],
    quarter: Quarter,
    as_of: datetime,
    register: Mapping[str, Register],
    only: Collection[str] | None = None,
) -> list[Explained]:
    """Tell how the scores of some organisations came about, in their order, with as few questions as for one.

    `register` as in quarter_scores; some may be missing. `only` names them to the database, where they are few.
    """
    scheme = scheme_for(session, quarter)
    entries = with_names(session, entries_of(session, quarter, scheme, as_of, only))
    basis, explanations = _basis(scheme, quarter), []
    for one in organizations:
        lines = entries.get(one.id, [])
        found = _score(basis, one, lines, register.get(one.id))
        explanations.append(Explained(one, quarter, scheme, found, _lines(lines, found, scheme)))
    return explanations


def score_if_corrected(
    session: Session, organization: Organization, quarter: Quarter, as_of: datetime, key: str, verdict: str
) -> Score:
    """Score an organisation as if an objection to one of its entries had been upheld ("struck") or in part ("late")."""
    scheme = scheme_for(session, quarter)
    entries = entries_of(session, quarter, scheme, as_of, [organization.id]).get(organization.id, [])
    changed = [
        replace(one, corrected=verdict, late=one.late or verdict == LATE) if one.key == key else one for one in entries
    ]
    return _score(_basis(scheme, quarter), organization, changed, None)


def register_of(organization: Organization) -> Register:
    """Keep what a score depends on in the register: a board's row carries it, so that it can be computed again."""
    return {"sector": organization.sector or "", "has_committee": organization.has_committee}


def ranked_organizations(session: Session, quarter: Quarter, scheme: Scheme) -> list[Organization]:
    """List who is ranked: assessed, and with enough full months of existence in the quarter (A1)."""
    months = scheme.policy.min_full_months_in_quarter
    return [one for one in assessed_organizations(session) if is_ranked(one.founded, quarter, months, one.ended)]


def _basis(scheme: Scheme, quarter: Quarter) -> BasisOf:
    """Give where organisations of a sector start, with or without a committee, computed once for all of a kind."""

    @cache
    def basis(sector: str, has_committee: bool) -> Basis:
        return basis_of(scheme, applicable_codes(scheme, sector, has_committee=has_committee), quarter)

    return basis


def _score(basis: BasisOf, organization: Organization, entries: Sequence[Entry], register: Register | None) -> Score:
    """Score one organisation by its entries; what an objection has struck out does not count."""
    standing = [entry for entry in entries if entry.corrected != "struck"]
    failures = [entry.failure for entry in standing if entry.points is None]
    bonus = sum((entry.points for entry in standing if entry.points is not None), ZERO)
    fits = register or register_of(organization)
    return score_on(basis(fits["sector"], fits["has_committee"]), failures, bonus)


def _lines(entries: Sequence[Entry], found: Score, scheme: Scheme) -> tuple[Line, ...]:
    costs = found.costs()
    in_quarter = scheme.policy.bonus_in == "quarter"
    lines = []
    for entry in entries:
        points = -costs.get(entry.key, ZERO) if entry.points is None else entry.points if in_quarter else ZERO
        lines.append(Line(entry, points if entry.corrected != "struck" else ZERO))
    return tuple(lines)
