"""The year's review (年度总评) from draft to publication, step by step, decided on like a board (R42–R44, A17).

draft_year → review_year → approve_year → publish_year → `services/annual_reviews/posts.py`; amend_year begins a new
version, reopen_year goes back, cancel_year gives the new version up; decide_too_few says whose year counts. The states
are those of `rules/cases.py`, ANNUAL_REVIEW; every step is kept as a transition.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from bot.errors import NotNow
from bot.readers import bounded
from models.annual_reviews import (
    DRAFT,
    PUBLISHED,
    AnnualReview,
    AnnualReviewRow,
    last_version,
    published_review,
    states_of_year,
)
from models.boards import Board
from models.democratic_reviews import DemocraticReview
from models.looks import counted
from models.organization_changes import StreakTakeover
from models.organizations import Organization
from models.people import Person
from rules.cases import ANNUAL_REVIEW
from services.annual_reviews.code import year_code
from services.annual_reviews.rights import (
    check_impartial,
    check_in_turn,
    existing_review,
    locked_review,
    needed_reason,
    take_step,
)
from services.annual_reviews.rows import annual_rows, annual_values, lacking, policy_of, ranked_quarters, year_rule
from services.annual_reviews.too_few import COUNT, LEAVE_OUT, counted_years, decisions, ranked_too_seldom
from services.cases import begin, step
from services.log.ahead import ahead
from services.log.bulk import Values, remove_listed, write_listed
from services.notices.office import tell_office
from services.rights.asking import check_may
from services.rights.table import Right
from services.scores.touched import SCORED

# What a year is counted from: what boards are, and the year's own parts.
_COUNTED_FROM: Final = (
    *SCORED,
    *(one.__tablename__ for one in (Board, DemocraticReview, AnnualReview, AnnualReviewRow, StreakTakeover)),
)


def year_is_closed(session: Session, year: int) -> bool:
    """Tell whether a year's parts may no longer change: it is published and no new version is being drafted."""
    states = states_of_year(session, year)
    return PUBLISHED in states and states[-1] != DRAFT


def draft_year(session: Session, year: int, by: Person, now: datetime) -> AnnualReview:
    """Draft a year's review from what holds now; a draft that is not reviewed yet is replaced.

    It may be drafted while parts are missing, and is provisional then. Raises Refused unless somebody who may draft
    boards does it, for a year with a board in force, that is not reviewed yet.
    """
    check_may(session, by, Right.DRAFT_YEAR, now)
    review = locked_review(session, year)
    if review is None and not ranked_quarters(session, year):
        raise NotNow("annual_no_boards", year=year)
    rows = _counted_now(session, year, now)
    if review is not None:
        take_step(session, review, "redraft", by, now)
        return _fill(session, review, rows, by, now)
    return _begin(session, AnnualReview(year=year, version=1), rows, by, now)


def amend_year(session: Session, year: int, by: Person, reason: str, now: datetime) -> AnnualReview:
    """Begin a new version of a published review from what holds now; the published one stays until then.

    Raises Refused without a reason, and for a review that is not published.
    """
    check_may(session, by, Right.DRAFT_YEAR, now)
    reason = needed_reason(year, reason, "amend")
    review = existing_review(session, year)
    if review.state != PUBLISHED:
        raise NotNow("annual_out_of_turn", review=review, event="amend")
    rows, version = _counted_now(session, year, now), last_version(session, year) + 1
    return _begin(session, AnnualReview(year=year, version=version, amendment_reason=reason), rows, by, now)


def cancel_year(session: Session, year: int, by: Person, reason: str, now: datetime) -> AnnualReview:
    """Give up a new version that is being drafted; what is published stays, and the year is closed again.

    Raises Refused unless somebody who may draft boards does it, with a reason, and for a first version.
    """
    check_may(session, by, Right.DRAFT_YEAR, now)
    review = existing_review(session, year)
    if review.version == 1:
        raise NotNow("annual_out_of_turn", review=review, event="cancel")
    take_step(session, review, "cancel", by, now, reason=needed_reason(year, reason, "cancel"))
    return review


def review_year(session: Session, year: int, by: Person, now: datetime, *, note: str = "") -> AnnualReview:
    """Note that the leading group has gone through a year, with what it settled; each branch may see its own then.

    Raises Refused unless somebody who may approve boards does it, who has not drafted it, while the draft still holds.
    """
    check_may(session, by, Right.REVIEW_YEAR, now)
    review = existing_review(session, year)
    facts = check_impartial(session, review, Right.REVIEW_YEAR, by, now)
    check_in_turn(review, "review")
    check_up_to_date(session, review, now)
    take_step(session, review, "review", by, now, reason=bounded(note), facts=facts)
    review.reviewed_at = now
    session.flush()
    return review


def decide_too_few(
    session: Session,
    year: int,
    organizations: Sequence[Organization],
    counts: bool,
    reason: str,
    by: Person,
    now: datetime,
) -> list[Organization]:
    """Decide whether the year of organisations ranked in too few quarters counts (A17); without any, of all that wait.

    It can be decided otherwise while the year is a draft.

    Raises Refused unless somebody who may approve boards does it with a reason, who has neither drafted the year nor is
    an officer there.
    """
    check_may(session, by, Right.DECIDE_TOO_FEW, now)
    event = COUNT if counts else LEAVE_OUT
    reason = needed_reason(year, reason, event)
    review = existing_review(session, year)
    check_in_turn(review, event)
    policy = policy_of(review.scheme_version)
    too_few = ahead(session, ranked_too_seldom, review.id, policy.annual_min_ranked_quarters)
    meant = list(organizations) or _undecided(session, year, too_few)
    _check_too_few(year, meant, too_few)
    ids = [one.id for one in meant]
    counted = counted_years(session, year).difference(ids) | frozenset(ids if counts else ())
    rows = ahead(session, annual_values, year, counted, now)
    facts = check_impartial(session, review, Right.DECIDE_TOO_FEW, by, now, over=ids)
    named = {"organizations": ids, "names": [one.short_name for one in meant]}
    take_step(session, review, event, by, now, reason=reason, facts=facts | named)
    _fill(session, review, rows, review.drafted_by, now)
    return meant


def _undecided(session: Session, year: int, too_few: Sequence[str]) -> list[Organization]:
    decided = decisions(session, year)
    return [session.get_one(Organization, one) for one in too_few if one not in decided]


def _check_too_few(year: int, meant: Sequence[Organization], too_few: Sequence[str]) -> None:
    """Refuse to decide about whoever has a result anyway, or was not ranked at all, and about nobody."""
    if not meant:
        raise NotNow("annual_none_too_few", year=year)
    if other := next((one for one in meant if one.id not in too_few), None):
        raise NotNow("annual_not_too_few", year=year, organization=other)


def reopen_year(session: Session, year: int, by: Person, reason: str, now: datetime) -> AnnualReview:
    """Send a reviewed or approved year back, so that it can be drafted anew; review and approval are given again.

    The office, which drafts it, is told why. Raises Refused unless somebody who may approve boards does it, with a
    reason.
    """
    check_may(session, by, Right.REOPEN_YEAR, now)
    review = existing_review(session, year)
    said = needed_reason(year, reason, "reopen")
    take_step(session, review, "reopen", by, now, reason=said)
    review.reviewed_at = review.approved_at = review.approved_by_id = None
    session.flush()
    key = f"year-reopened:{review.id}:{now.isoformat()}"
    tell_office(session, "year_reopened", key=key, now=now, review=review, reason=said, by=by)
    return review


def approve_year(session: Session, year: int, by: Person, now: datetime) -> AnnualReview:
    """Approve a reviewed year (A17).

    Raises Refused unless somebody who may approve boards does it, who has not drafted it, while the draft still holds
    and nothing is missing: the year is over, its weights confirmed, its boards out, everybody's parts there.
    """
    check_may(session, by, Right.APPROVE_YEAR, now)
    review = existing_review(session, year)
    facts = check_impartial(session, review, Right.APPROVE_YEAR, by, now)
    check_in_turn(review, "approve")
    check_up_to_date(session, review, now)
    if not ahead(session, _is_complete, review.id, now):
        raise NotNow("annual_provisional", year=year, missing=lacking(session, review, now))
    take_step(session, review, "approve", by, now, facts=facts)
    review.approved_at, review.approved_by_id = now, by.id
    session.flush()
    return review


def publish_year(session: Session, year: int, by: Person, now: datetime) -> AnnualReview:
    """Publish an approved year: it is closed, and the version before it is replaced.

    Raises Refused unless somebody who may draft or approve boards does it, once, while the approved numbers still hold.
    """
    check_may(session, by, Right.PUBLISH_YEAR, now)
    review = existing_review(session, year)
    check_in_turn(review, "publish")
    check_up_to_date(session, review, now)
    before, code = published_review(session, year), ahead(session, _code, review.id)
    # The log keeps the code, so that rows cannot be altered unnoticed.
    take_step(session, review, "publish", by, now, facts={"code": code})
    if before is not None:
        step(session, ANNUAL_REVIEW, before, "replace", by, now, facts={"version": review.version})
    review.published_at, review.published_by_id = now, by.id
    session.flush()
    return review


def check_up_to_date(session: Session, review: AnnualReview, now: datetime) -> None:
    """Raise Refused when the parts would be others now: a board was amended, a result came in, a weight was changed."""
    changed, others = ahead(session, _kept_changed, review.id, _Moment(now))
    weights = policy_of(year_rule(session, review.year)).annual_weights
    if changed or others or weights != policy_of(review.scheme_version).annual_weights:
        # The sentence names three, and says whether there are more.
        named = [session.get_one(Organization, one) for one in changed[:4]]
        raise NotNow("annual_out_of_date", review=review, changed=named)


@dataclass(frozen=True)
class _Moment:
    """When somebody looks: by itself it changes nothing of a year."""

    now: datetime = field(compare=False)


def _kept_changed(session: Session, review_id: int, at: _Moment) -> tuple[list[str], bool]:
    return counted(session, _COUNTED_FROM, _changed, review_id, at)


def _changed(session: Session, review_id: int, at: _Moment) -> tuple[list[str], bool]:
    """List whose year would be another one now, and tell whether others would be in it."""
    review = session.get_one(AnnualReview, review_id)
    policy = policy_of(year_rule(session, review.year))
    fresh = {row.organization_id: row for row in annual_rows(session, review.year, policy, review.drafted_at, at.now)}
    changed = [row for row in review.rows if _said(row) != _said(fresh.pop(row.organization_id, None))]
    return [row.organization_id for row in changed], bool(fresh)


def _is_complete(session: Session, review_id: int, now: datetime) -> bool:
    return lacking(session, session.get_one(AnnualReview, review_id), now).nothing


def _code(session: Session, review_id: int) -> str:
    return year_code(session.get_one(AnnualReview, review_id))


def _counted_now(session: Session, year: int, now: datetime) -> list[Values]:
    """Count everybody's year as it stands now, and as it was decided whose year counts."""
    return ahead(session, annual_values, year, counted_years(session, year), now)


def _said(row: AnnualReviewRow | None) -> tuple[Any, ...]:
    if row is None:
        return ()
    review = row.democratic_score, row.democratic_origin
    return row.rank, row.total, row.quarter_mean, row.self_check_mean, *review, row.quarters, row.months


def _begin(session: Session, review: AnnualReview, rows: Sequence[Values], by: Person, now: datetime) -> AnnualReview:
    """Bring a version into being; its rows and its first transition need its id."""
    review.state, review.scheme_version = ANNUAL_REVIEW.first, year_rule(session, review.year)
    review.drafted_at, review.drafted_by = now, by
    session.add(review)
    session.flush()
    begin(
        session, ANNUAL_REVIEW, review, by, now, **({"reason": review.amendment_reason} if review.version > 1 else {})
    )
    return _fill(session, review, rows, by, now)


def _fill(session: Session, review: AnnualReview, rows: Sequence[Values], by: Person, now: datetime) -> AnnualReview:
    """Put everybody's year into the draft, in place of what stood there before."""
    review.drafted_at, review.drafted_by, review.scheme_version = now, by, year_rule(session, review.year)
    session.flush()
    remove_listed(session, AnnualReviewRow, AnnualReviewRow.annual_review_id == review.id)
    write_listed(session, AnnualReviewRow, [{**row, "annual_review_id": review.id} for row in rows])
    session.expire(review, ["rows"])
    return review
