"""The rows of a year's review: everybody's parts joined into a score and ranked, and what is still missing (R44)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import DatabaseError
from models.annual_reviews import AnnualReview, AnnualReviewRow
from models.boards import CANCELLED, PUBLIC, Board
from models.organizations import Organization, living_organizations
from models.schemes import QuarterRule, SchemeStart, SchemeVersion
from rules.annual import AnnualScore, annual_score, weighing
from rules.periods import Quarter
from rules.policy import Policy
from rules.scoring import round_points
from services.annual_reviews.parts import IN_FORCE, YearParts, quarters_of, year_parts
from services.annual_reviews.too_few import Decided, Reviewed, counted_years, decisions, is_too_few, reviewed, undecided
from services.log.bulk import Values
from services.schemes.versions import rule_of

_WRITTEN: Final = [one.key for one in AnnualReviewRow.__table__.columns if one.key not in ("id", "annual_review_id")]


@dataclass(frozen=True)
class Lacking:
    """Why a year is provisional (A17): everything that is missing, nothing of it when it may be approved.

    `unpublished` are quarters that have begun and whose board is not out; `too_few` says how many boards there are
    where that is less than `quarters_needed`, else None; `undecided` are the organisations that were ranked in fewer,
    and about which nobody has decided yet whether their year counts.
    """

    weights: bool
    year_running: bool
    unpublished: list[Quarter]
    too_few: int | None
    quarters_needed: int
    undecided: list[Reviewed]
    without_democratic: list[Reviewed]
    without_self_checks: list[Reviewed]

    @property
    def nothing(self) -> bool:
        orgs = self.without_democratic or self.without_self_checks
        return not (self.weights or self.year_running or self.unpublished or self.undecided or orgs)


def year_rule(session: Session, year: int) -> SchemeVersion:
    """Find the rule a year is counted by: what was entered last of all that holds for its quarters.

    Not what its quarters are pinned to, for the weights are confirmed at the end of the year (A17).
    """
    holds = SchemeStart.since.is_(None) | (SchemeStart.since <= quarters_of(year)[-1])
    query = select(SchemeVersion).join(SchemeStart, SchemeStart.scheme_version_id == SchemeVersion.id).where(holds)
    version = session.scalar(query.order_by(SchemeStart.id.desc()).limit(1))
    if version is None:
        raise DatabaseError("No rule has been loaded yet; run `flask township load FILE` first")
    return version


def policy_of(version: SchemeVersion) -> Policy:
    """Read the policy of a version of the rule."""
    return rule_of(version).policy


def annual_rows(
    session: Session,
    year: int,
    policy: Policy,
    as_of: datetime,
    now: datetime,
    versions: Mapping[Quarter, int] = IN_FORCE,
    *,
    counted: Collection[str] | None = None,
) -> list[AnnualReviewRow]:
    """Score everybody's year, best first; those without a result follow in the order of the register.

    `as_of`, `now` and `versions` as in `year_parts`. `counted` are those whose year counts although they were ranked
    in too few quarters, as it was decided by default.
    """
    parts = year_parts(session, year, policy, as_of, now, versions)
    counted = counted_years(session, year) if counted is None else counted
    rows = [_row(one, parts.get(one.id, YearParts()), policy, one.id in counted) for one in _reviewed(session, parts)]
    totals = sorted(row.total for row in rows if row.total is not None)
    for row in rows:
        # Equal scores share a rank: one more than there are better ones.
        row.rank = None if row.total is None else 1 + len(totals) - bisect_right(totals, row.total)
    return sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, row.organization.position))


def annual_values(session: Session, year: int, counted: frozenset[str], now: datetime) -> list[Values]:
    """Tell what is to be written of everybody's year as it stands now; `counted` as in `annual_rows`."""
    rows = annual_rows(session, year, policy_of(year_rule(session, year)), now, now, counted=counted)
    return [{name: getattr(row, name) for name in _WRITTEN} for row in rows]


def lacking(session: Session, review: AnnualReview, now: datetime) -> Lacking:
    """Tell what a year still lacks to be approved; weights confirmed since the draft are confirmed."""
    policy = policy_of(year_rule(session, review.year))
    boards = ranked_quarters(session, review.year)
    counted, weighs = decisions(session, review.year), weighing(policy)
    # Who has ended meanwhile is not waited for.
    living = [one for one in reviewed(session, review) if one.is_living]
    results = [one for one in living if one.quarters and not _is_left_out(one, counted, policy)]
    return Lacking(
        weights=not policy.annual_weights_confirmed,
        year_running=now.year <= review.year,
        unpublished=_unpublished(session, review.year),
        too_few=len(boards) if len(boards) < policy.annual_min_ranked_quarters else None,
        quarters_needed=policy.annual_min_ranked_quarters,
        undecided=undecided(session, review, policy),
        without_democratic=[one for one in results if "democratic_review" in weighs and not one.has_democratic],
        without_self_checks=[one for one in results if "self_check" in weighs and not one.has_self_check],
    )


def _is_left_out(one: Reviewed, decided: Mapping[str, Decided], policy: Policy) -> bool:
    """Whether somebody gets no result, or none yet: ranked too seldom, and nobody has decided that its year counts."""
    found = decided.get(one.id)
    return is_too_few(one.quarters, policy) and not (found and found.counts)


def still_lacking(session: Session, review: AnnualReview, now: datetime) -> Lacking | None:
    """Tell what an undecided year still lacks; None where nothing is missing, and once it is approved."""
    missing = None if review.approved_at else lacking(session, review, now)
    return None if missing is None or missing.nothing else missing


def ranked_quarters(session: Session, year: int) -> list[Quarter]:
    """List the quarters of a year that have a board in force."""
    query = select(Board.quarter).where(Board.quarter.in_(quarters_of(year)), Board.state.in_(PUBLIC))
    return sorted(set(session.scalars(query)))


def _unpublished(session: Session, year: int) -> list[Quarter]:
    """List the quarters that were begun (a rule is pinned) and whose newest board is neither out nor cancelled."""
    quarters = quarters_of(year)
    holds = (Board.state != CANCELLED) | (Board.version == 1)
    query = select(Board.quarter, Board.state).where(Board.quarter.in_(quarters), holds).order_by(Board.version)
    newest = dict(session.execute(query).all())
    begun = {*newest, *session.scalars(select(QuarterRule.quarter).where(QuarterRule.quarter.in_(quarters)))}
    return [quarter for quarter in sorted(begun) if newest.get(quarter) not in (*PUBLIC, CANCELLED)]


def _reviewed(session: Session, parts: dict[str, YearParts]) -> list[Organization]:
    """List who is on the review: whoever was ranked in the year, and whoever is assessed now."""
    found = {one.id: one for one in living_organizations(session)}
    ranked = [each for each, own in parts.items() if own.quarters and each not in found]
    return [*found.values(), *(session.get_one(Organization, each) for each in ranked)]


def _row(organization: Organization, parts: YearParts, policy: Policy, counted: bool) -> AnnualReviewRow:
    """Score one organisation; ranked in too few quarters, it has a result only where that was decided."""
    score = year_score(parts, policy)
    enough = bool(parts.quarters) and (counted or not is_too_few(len(parts.quarters), policy))
    return AnnualReviewRow(
        organization_id=organization.id,
        organization=organization,
        total=score.total if enough else None,
        quarter_mean=None if score.quarter_mean is None else round_points(score.quarter_mean),
        self_check_mean=None if score.self_check_mean is None else round_points(score.self_check_mean),
        democratic_score=parts.democratic,
        democratic_origin=parts.origin,
        quarters=[one.as_dict() for one in parts.quarters],
        months=[one.as_dict() for one in parts.months],
    )


def year_score(parts: YearParts, policy: Policy) -> AnnualScore:
    """Join the parts by the rule."""
    quarters = [one.result for one in parts.quarters]
    return annual_score(quarters, [one.points for one in parts.months], parts.democratic, policy)
