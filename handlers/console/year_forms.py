"""The forms of a year's acts, and what they depend on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy.orm import Session
from wtforms import BooleanField
from wtforms.validators import InputRequired

from bot.errors import NotFound
from handlers.console.acts import ActForm, ReasonForm, words
from handlers.console.organization_field import an_organization, to_choose
from handlers.console.showing import say
from handlers.pages.door import Visit
from models.annual_reviews import DRAFT, AnnualReview
from services.annual_reviews.rows import policy_of
from services.annual_reviews.too_few import Reviewed, undecided
from services.annual_reviews.years import YearReview

NAME: Final = "annual_reviews"
LONGEST_NOTE: Final = 300
# So many are offered to be chosen; who is decided about makes room for the next.
OFFERED: Final = 200


class NoteForm(ActForm):
    """What the leading group settled; it may be nothing."""

    note = words(LONGEST_NOTE, required=False)


class PublishForm(ActForm):
    """A tick that the year was looked through."""

    checked = BooleanField(validators=[InputRequired()])


class TooFewForm(ReasonForm):
    """About which organisation it is decided, "" for all that wait, and why."""

    organization = an_organization(required=False)


def review_in(one: YearReview) -> AnnualReview:
    """Give a year's review. Raises NotFound without one."""
    if one.review is None:
        raise NotFound("annual_none", year=one.year)
    return one.review


def too_few(session: Session, one: YearReview) -> list[Reviewed]:
    """List the organisations ranked in too few quarters about which nobody has decided, while a year is a draft."""
    review = one.review
    if review is None or review.state != DRAFT:
        return []
    return undecided(session, review, policy_of(review.scheme_version))


def choosing(visit: Visit, one: YearReview) -> Callable[..., Any]:
    """Let a form offer them."""

    def made(**given: Any) -> TooFewForm:
        form = TooFewForm(**given)
        waiting = too_few(visit.session, one)
        named = ((each.id, each.short_name) for each in waiting[:OFFERED])
        form.organization.choices = to_choose(named, say(NAME, "all_of_them"))
        return form

    return made
