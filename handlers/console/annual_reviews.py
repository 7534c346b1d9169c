"""年度: a year's table, why it is provisional, its steps, and what goes out of it as Excel."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bot.wording import refusal_text
from handlers.console.acts import refusal_of
from handlers.console.listing import Column, WorkedOut
from handlers.console.showing import Chip, chip
from handlers.console.stories import story_of
from handlers.console.subject import Subject
from handlers.console.year_acts import ACTS
from handlers.console.year_forms import NAME
from handlers.pages.door import Door, Visit
from handlers.pages.showing import filled
from models.annual_reviews import APPROVED, DRAFT, PUBLISHED, REVIEWED
from rules.bounds import year_written
from rules.cases import ANNUAL_REVIEW
from services.annual_reviews.code import shown_code
from services.annual_reviews.rows import policy_of, still_lacking
from services.annual_reviews.steps import check_up_to_date
from services.annual_reviews.years import YearReview, year_review, year_reviews
from services.rights.asking import check_may
from services.rights.table import Right

KINDS: Final = {DRAFT: "wait", REVIEWED: "wait", APPROVED: "wait", PUBLISHED: "done"}


def _state(one: YearReview) -> Chip:
    return chip(NAME, one.review.state, KINDS[one.review.state]) if one.review else chip(NAME, "none", "off")


COLUMNS: Final = (
    Column[YearReview]("year", lambda one: str(one.year)),
    Column[YearReview]("version", lambda one: one.review.version if one.review else None, number=True),
    Column[YearReview]("drafted_by", lambda one: one.review.drafted_by.name if one.review else None),
    Column[YearReview]("published", lambda one: one.review.published_at if one.review else None),
    Column[YearReview]("state", _state),
)


def _listing(visit: Visit) -> WorkedOut[YearReview]:
    return WorkedOut(year_reviews(visit.session), COLUMNS, searched=lambda one: [str(one.year)])


def _find(session: Session, case_id: str) -> YearReview | None:
    year = year_written(case_id)
    return None if year is None else year_review(session, year)


def _panel(visit: Visit, one: YearReview) -> dict[str, object]:
    check_may(visit.session, visit.visitor.person, Right.SEE_YEAR, visit.now)
    told: dict[str, object] = {"chip": _state(one)}
    if one.review is None:
        return told
    return told | {
        "missing": still_lacking(visit.session, one.review, visit.now),
        "policy": policy_of(one.review.scheme_version),
        "code": shown_code(visit.session, one.review) if one.review.published_at else "",
        "story": story_of(visit.session, ANNUAL_REVIEW.name, one.review.id),
    }


def _add_others(console: Blueprint, door: Door) -> None:
    """Add what the page asks for when it is there: everybody's year is counted for it, and nobody waits for that."""

    @console.get(f"/{NAME}/<year>/overtaken")
    @door.lets_in(Right.SEE_YEAR)
    def annual_review_overtaken(visit: Visit, year: str) -> ResponseReturnValue:
        one = _find(visit.session, year) or abort(404)
        refusal = refusal_of(_check_true, visit, one)
        return filled("console/annual_reviews_overtaken.html", said=refusal and refusal_text(refusal))


def _check_true(visit: Visit, one: YearReview) -> None:
    if one.review is not None and one.review.published_at is None:
        check_up_to_date(visit.session, one.review, visit.now)


SUBJECT: Final = Subject[YearReview](
    name=NAME,
    right=Right.SEE_YEAR,
    listing=_listing,
    find=_find,
    key=lambda one: str(one.year),
    panel=_panel,
    acts=ACTS,
    others=_add_others,
)
