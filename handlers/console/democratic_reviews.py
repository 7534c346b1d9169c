"""民主评议: who has a result of the year and where it comes from; entering one, and secret ballots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from handlers.console.listing import Column, Stored
from handlers.console.review_acts import ACTS, NAME, RatedBranch
from handlers.console.showing import Chip, chip, say
from handlers.console.stories import Told, newest_first, story_of, told
from handlers.console.subject import Subject
from handlers.pages.boards import EXCEL
from handlers.pages.door import Door, Visit
from models.ballots import OPEN, Ballot
from models.democratic_reviews import DemocraticReview
from models.organizations import Organization
from rules.bounds import year_written
from rules.cases import BALLOT
from services.democratic_reviews.workbook import review_workbook
from services.rights.asking import check_may
from services.rights.table import Right


def _year(visit: Visit) -> int:
    """Read the year of the address; without one, this year."""
    return year_written(request.args.get("year", "")) or visit.now.year


def _state(one: RatedBranch) -> Chip:
    if one.ballot is not None:
        return chip(NAME, "voting", "wait")
    return chip(NAME, "done", "done") if one.review else chip(NAME, "missing", "wait")


COLUMNS: Final = (
    Column[RatedBranch]("organization", lambda one: one.organization.short_name, Organization.short_name),
    Column[RatedBranch]("score", lambda one: one.review.score if one.review else None, number=True),
    Column[RatedBranch]("origin", lambda one: one.review.origin if one.review else None),
    Column[RatedBranch]("by", lambda one: one.review.entered_by.name if one.review else None),
    Column[RatedBranch]("entered", lambda one: one.review.entered_at if one.review else None),
    Column[RatedBranch]("state", _state),
)


def _rated(session: Session, year: int, found: Sequence[Organization]) -> list[RatedBranch]:
    """Put beside each branch its result of the year and the ballot that is open, in two statements for all."""
    ids = [one.id for one in found]
    of_year = DemocraticReview.year == year, DemocraticReview.organization_id.in_(ids)
    entered = session.scalars(select(DemocraticReview).where(*of_year).order_by(DemocraticReview.id))
    reviews = {one.organization_id: one for one in entered}
    open_now = session.scalars(select(Ballot).where(Ballot.state == OPEN, Ballot.organization_id.in_(ids)))
    ballots = {one.organization_id: one for one in open_now if one.year == year}
    return [RatedBranch(one, year, reviews.get(one.id), ballots.get(one.id)) for one in found]


def _listing(visit: Visit) -> Stored[RatedBranch]:
    year = _year(visit)
    has_result = exists().where(DemocraticReview.year == year, DemocraticReview.organization_id == Organization.id)
    is_open = exists().where(Ballot.year == year, Ballot.organization_id == Organization.id, Ballot.state == OPEN)
    return Stored(
        select(Organization).where(Organization.assessed, Organization.ended.is_(None)),
        COLUMNS,
        (Organization.position,),
        {"missing": ~has_result, "done": has_result, "voting": is_open},
        (Organization.name, Organization.short_name),
        lambda session, found: _rated(session, year, found),
    )


def _find(session: Session, case_id: str) -> RatedBranch | None:
    said, _, organization_id = case_id.partition(".")
    year = year_written(said)
    organization = session.get(Organization, organization_id) if organization_id else None
    if organization is None or year is None:
        return None
    return _rated(session, year, [organization])[0]


def _panel(visit: Visit, one: RatedBranch) -> dict[str, object]:
    check_may(visit.session, visit.visitor.person, Right.FOLLOW_REVIEWS, visit.now)
    ballots = select(Ballot).where(Ballot.year == one.year, Ballot.organization_id == one.organization.id)
    found = visit.session.scalars(ballots.order_by(Ballot.id)).all()
    steps = [line for ballot in found for line in story_of(visit.session, BALLOT.name, ballot.id)]
    story = newest_first([*_entered(visit.session, one), *steps])
    return {"story": story}


def _entered(session: Session, one: RatedBranch) -> list[Told]:
    """Tell every result that was ever entered."""
    of_year = DemocraticReview.year == one.year, DemocraticReview.organization_id == one.organization.id
    found = session.scalars(select(DemocraticReview).where(*of_year).order_by(DemocraticReview.id))
    said = ((each, say(NAME, "story_entered", review=each)) for each in found)
    return [line for each, what in said for line in told(each.entered_at, each.entered_by, what, each.origin)]


def _add_others(console: Blueprint, door: Door) -> None:
    """Add the sheet that is filled in for everybody."""

    @console.get(f"/{NAME}/template.xlsx")
    @door.lets_in(Right.ENTER_REVIEW)
    def democratic_reviews_template(visit: Visit) -> ResponseReturnValue:
        year = _year(visit)
        headers = {"Content-Disposition": f'attachment; filename="review-{year}.xlsx"'}
        return Response(review_workbook(visit.session, year, visit.now), headers=headers, mimetype=EXCEL)


SUBJECT: Final = Subject[RatedBranch](
    name=NAME,
    right=Right.FOLLOW_REVIEWS,
    listing=_listing,
    find=_find,
    key=lambda one: f"{one.year}.{one.organization.id}",
    panel=_panel,
    above=lambda visit: {"year": _year(visit), "years": [visit.now.year, visit.now.year - 1]},
    acts=ACTS,
    kept=("year",),
    others=_add_others,
)
