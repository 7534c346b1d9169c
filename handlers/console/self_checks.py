"""自查审核: forms beside their slips; passed, returned with a reason, several clean ones at once, and taken back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import Final

from sqlalchemy import exists, select

from bot.bounds import numbered
from handlers.console.acts import Act, ActForm, Deed, Facts, GroupAct, ReasonForm, refusal_of, words
from handlers.console.listing import Column, Stored
from handlers.console.months import month_or
from handlers.console.showing import Chip, chip, say
from handlers.console.stories import story_of, told, told_review
from handlers.console.subject import Subject
from handlers.pages.door import Visit
from models.organizations import Organization
from models.self_checks import ACCEPTED, RETURNED, SUBMITTED, Answer, SelfCheck, Submission, months_in
from models.slips import Slip
from rules.cases import SLIP
from rules.periods import Month
from services.rights.table import Right
from services.self_checks.self_checks import LONGEST_RETURN_REASON, accept, check_review, return_for_redo
from services.self_checks.undoing import check_undo, check_undo_return, undo_acceptance, undo_return
from services.self_checks.waiting import left_to_others

NAME: Final = "self_checks"
KINDS: Final = {SUBMITTED: "wait", RETURNED: "late", ACCEPTED: "done"}


class ReturnForm(ActForm):
    """Why a form is returned."""

    reason = words(LONGEST_RETURN_REASON)


def _month(visit: Visit) -> Month:
    """Tell the month that is shown: the one asked for, else last month, whose forms come in now."""
    return month_or(Month.of(visit.now.date()).previous)


def _above(visit: Visit) -> Facts:
    """Tell the month, and in which others forms still wait."""
    month = _month(visit)
    return {"month": month, "elsewhere": [one for one in months_in(visit.session, SUBMITTED) if one != month]}


def _state(left: Collection[int], one: SelfCheck) -> Chip:
    """Name the state; of a form that only a colleague may review, that it waits for one."""
    return chip(NAME, "others", "off") if one.id in left else chip(NAME, one.state, KINDS[one.state])


def _timely(one: SelfCheck) -> Chip:
    return chip(NAME, "on_time", "done") if one.on_time else chip(NAME, "late", "late")


_HAS_ANSWERS: Final = exists().where(Submission.self_check_id == SelfCheck.id, Answer.submission_id == Submission.id)


def _columns(left: Collection[int]) -> tuple[Column[SelfCheck], ...]:
    return (
        Column[SelfCheck]("organization", lambda one: one.slip.organization.short_name, Organization.short_name),
        Column[SelfCheck]("items", lambda one: len(one.latest.answers), number=True),
        Column[SelfCheck]("by", lambda one: one.latest.submitted_by.name),
        Column[SelfCheck]("came", lambda one: one.first_submitted_at, SelfCheck.first_submitted_at),
        Column[SelfCheck]("timely", _timely, SelfCheck.on_time),
        Column[SelfCheck]("state", partial(_state, left), SelfCheck.state),
    )


def _listing(visit: Visit) -> Stored[SelfCheck]:
    waiting = SelfCheck.state == SUBMITTED
    return Stored(
        select(SelfCheck).join(SelfCheck.slip).join(Slip.organization).where(Slip.month == _month(visit)),
        _columns(left_to_others(visit.session, visit.visitor.person, visit.now)),
        (SelfCheck.reviewed_at.is_not(None), SelfCheck.reviewed_at.desc(), SelfCheck.id),
        {
            SUBMITTED: waiting,
            "clean": waiting & ~_HAS_ANSWERS,
            RETURNED: SelfCheck.state == RETURNED,
            ACCEPTED: SelfCheck.state == ACCEPTED,
        },
        (Organization.name, Organization.short_name),
    )


def _panel(visit: Visit, one: SelfCheck) -> Facts:
    came = [
        line
        for form in one.submissions
        for line in told(form.submitted_at, form.submitted_by, say(NAME, "story_handed_in"))
    ]
    return {"slip": one.slip, "story": story_of(visit.session, SLIP.name, one.slip.id, came, told_review(one))}


def _accept(deed: Deed, one: SelfCheck) -> None:
    accept(deed.session, one, deed.by, deed.now)


def _return(deed: Deed, one: SelfCheck) -> None:
    return_for_redo(deed.session, one, deed.by, deed.form.reason.data, deed.calendar, deed.now)


def _undo_acceptance(deed: Deed, one: SelfCheck) -> None:
    undo_acceptance(deed.session, one, deed.form.reason.data, deed.by, deed.now)


def _undo_return(deed: Deed, one: SelfCheck) -> None:
    undo_return(deed.session, one, deed.form.reason.data, deed.by, deed.now)


def _accept_several(deed: Deed, forms: Sequence[SelfCheck]) -> None:
    for one in forms:
        accept(deed.session, one, deed.by, deed.now)


def _what_follows(visit: Visit, one: SelfCheck) -> Facts:
    """Tell whether the visitor reviews what she handed in herself, nobody else being there."""
    is_own = one.latest.submitted_by_id == visit.visitor.person.id
    return {"is_own": is_own and refusal_of(_may_review, visit, one) is None}


def _may_review(visit: Visit, one: SelfCheck) -> None:
    check_review(visit.session, one, visit.visitor.person, visit.now)


SUBJECT: Final = Subject[SelfCheck](
    name=NAME,
    right=Right.REVIEW_SELF_CHECK,
    listing=_listing,
    find=lambda session, case_id: numbered(session, SelfCheck, case_id),
    key=lambda one: str(one.id),
    panel=_panel,
    above=_above,
    kept=("month",),
    acts=(
        Act(
            "accept",
            Right.REVIEW_SELF_CHECK,
            _accept,
            offered=lambda _visit, one: one.state == SUBMITTED,
            check=_may_review,
            facts=_what_follows,
            is_main=True,
        ),
        Act(
            "return",
            Right.REVIEW_SELF_CHECK,
            _return,
            ReturnForm,
            offered=lambda _visit, one: one.state == SUBMITTED,
            check=_may_review,
            facts=_what_follows,
        ),
        Act(
            "undo_acceptance",
            Right.REVIEW_SELF_CHECK,
            _undo_acceptance,
            ReasonForm,
            offered=lambda _visit, one: one.state == ACCEPTED,
            check=lambda visit, one: check_undo(visit.session, one, visit.visitor.person, visit.now),
        ),
        Act(
            "undo_return",
            Right.REVIEW_SELF_CHECK,
            _undo_return,
            ReasonForm,
            offered=lambda _visit, one: one.state == RETURNED,
            check=lambda visit, one: check_undo_return(visit.session, one, visit.visitor.person, visit.now),
        ),
    ),
    group_acts=(GroupAct("accept_several", Right.REVIEW_SELF_CHECK, _accept_several, check=_may_review, is_main=True),),
)
