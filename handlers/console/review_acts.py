"""What one may do about a branch's democratic review: enter a result, open a secret ballot, give it up."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from wtforms import DecimalField, IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional

from handlers.console.acts import Act, ActForm, Deed, ReasonForm, a_day, words
from handlers.pages.door import Visit
from models.ballots import Ballot
from models.democratic_reviews import DemocraticReview
from models.organizations import Organization
from services.ballots.ballots import cancel_ballot, check_may_open, open_ballot, voters_named
from services.democratic_reviews.entering import LONGEST_ORIGIN, check_may_enter, enter_grades, enter_review
from services.democratic_reviews.workbook import grades_of
from services.rights.conflicts import check
from services.rights.table import Right

NAME: Final = "democratic_reviews"
HIGHEST: Final = 100
MOST_VOTES: Final = 100_000
LONGEST_NAMES: Final = 4000
BETWEEN_NAMES: Final = re.compile(r"[\s、，,;；]+")


@dataclass(frozen=True)
class RatedBranch:
    """A branch and a year: the result that holds, and the ballot that is open; None where there is none."""

    organization: Organization
    year: int
    review: DemocraticReview | None
    ballot: Ballot | None


class ScoreForm(ActForm):
    """A result in points, and where it comes from."""

    score = DecimalField(validators=[InputRequired(), NumberRange(0, HIGHEST)])
    origin = words(LONGEST_ORIGIN)


class BallotForm(ActForm):
    """Who may vote, by name, and the last day."""

    voters = words(LONGEST_NAMES)
    last_day = a_day()


def _grades(visit: Visit, one: RatedBranch) -> Callable[..., Any]:
    """Make a form with a field for each grade of the year's rule."""
    counts = {
        f"grade_{number}": IntegerField(validators=[Optional(), NumberRange(0, MOST_VOTES)], description=grade)
        for number, grade in enumerate(grades_of(visit.session, one.year))
    }
    return type("GradesForm", (ActForm,), {**counts, "origin": words(LONGEST_ORIGIN)})


def _enter(deed: Deed, one: RatedBranch) -> None:
    form = deed.form
    enter_review(deed.session, one.organization, one.year, form.score.data, form.origin.data, deed.by, deed.now)


def _enter_grades(deed: Deed, one: RatedBranch) -> None:
    known = enumerate(grades_of(deed.session, one.year))
    given = {grade: deed.form[f"grade_{number}"].data for number, grade in known}
    counts = {grade: count for grade, count in given.items() if count}
    enter_grades(deed.session, one.organization, one.year, counts, deed.form.origin.data, deed.by, deed.now)


def _open(deed: Deed, one: RatedBranch) -> dict[str, object]:
    voters = voters_named(deed.session, [name for name in BETWEEN_NAMES.split(deed.form.voters.data) if name])
    last = deed.form.last_day.data
    return {"ballot": open_ballot(deed.session, one.organization, one.year, voters, last, deed.by, deed.now)}


def _cancel(deed: Deed, one: RatedBranch) -> None:
    cancel_ballot(deed.session, one.organization, deed.form.reason.data, deed.by, deed.now)


def _may_enter(visit: Visit, one: RatedBranch) -> None:
    check_may_enter(visit.session, one.organization, one.year, visit.visitor.person, visit.now)


def _may_open(visit: Visit, one: RatedBranch) -> None:
    check_may_open(visit.session, one.organization, one.year, visit.visitor.person, visit.now)


def _may_cancel(visit: Visit, one: RatedBranch) -> None:
    check(visit.session, visit.visitor.person, Right.ENTER_REVIEW, visit.now, one.organization)


def _is_open(_visit: Visit, one: RatedBranch) -> bool:
    return one.ballot is not None


def _is_not_open(_visit: Visit, one: RatedBranch) -> bool:
    return one.ballot is None


ACTS: Final = (
    Act("enter", Right.ENTER_REVIEW, _enter, ScoreForm, offered=_is_not_open, check=_may_enter, is_main=True),
    Act("enter_grades", Right.ENTER_REVIEW, _enter_grades, offered=_is_not_open, check=_may_enter, fitted=_grades),
    Act("open_ballot", Right.ENTER_REVIEW, _open, BallotForm, offered=_is_not_open, check=_may_open),
    Act("cancel_ballot", Right.ENTER_REVIEW, _cancel, ReasonForm, offered=_is_open, check=_may_cancel),
)
