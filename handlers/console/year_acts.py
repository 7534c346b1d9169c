"""What one may do to a year's review: each the service of the chat's word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bot.errors import NotNow
from handlers.console.acts import Act, Deed, Facts, ReasonForm
from handlers.console.year_forms import NoteForm, PublishForm, choosing, review_in, too_few
from handlers.pages.door import Visit
from models.annual_reviews import APPROVED, DRAFT, PUBLISHED, REVIEWED
from services.annual_reviews import steps
from services.annual_reviews.rights import check_impartial
from services.annual_reviews.rows import still_lacking
from services.annual_reviews.years import YearReview
from services.duties.duties import Duty, who_may_take, year_duty
from services.duties.reminding import check_remind, remind
from services.register.names import registered
from services.rights.asking import check_may, may
from services.rights.table import Right


def _in(*states: str) -> Callable[[Visit, YearReview], bool]:
    return lambda _visit, one: one.review is not None and one.review.state in states


def _right(right: Right) -> Callable[[Visit, YearReview], None]:
    return lambda visit, _one: check_may(visit.session, visit.visitor.person, right, visit.now)


def _decides(right: Right) -> Callable[[Visit, YearReview], None]:
    def check(visit: Visit, one: YearReview) -> None:
        check_may(visit.session, visit.visitor.person, right, visit.now)
        check_impartial(visit.session, review_in(one), right, visit.visitor.person, visit.now)

    return check


def _may_approve(visit: Visit, one: YearReview) -> None:
    _decides(Right.APPROVE_YEAR)(visit, one)
    if missing := still_lacking(visit.session, review_in(one), visit.now):
        raise NotNow("annual_provisional", year=one.year, missing=missing)


def _draft(deed: Deed, one: YearReview) -> None:
    steps.draft_year(deed.session, one.year, deed.by, deed.now)


def _review(deed: Deed, one: YearReview) -> None:
    steps.review_year(deed.session, one.year, deed.by, deed.now, note=deed.form.note.data)


def _approve(deed: Deed, one: YearReview) -> None:
    steps.approve_year(deed.session, one.year, deed.by, deed.now)


def _publish(deed: Deed, one: YearReview) -> None:
    steps.publish_year(deed.session, one.year, deed.by, deed.now)


def _with_reason(service: Callable[..., object]) -> Callable[[Deed, YearReview], None]:
    """Call a service that takes a year, who, why and when."""

    def do(deed: Deed, one: YearReview) -> None:
        service(deed.session, one.year, deed.by, deed.form.reason.data, deed.now)

    return do


def _deciding(*, counts: bool) -> Callable[[Deed, YearReview], Facts]:
    """Decide about one organisation ranked in too few quarters, or about all that wait."""

    def do(deed: Deed, one: YearReview) -> Facts:
        chosen = deed.form.organization.data
        meant = [registered(deed.session, chosen)] if chosen else []
        why = deed.form.reason.data
        return {"decided": steps.decide_too_few(deed.session, one.year, meant, counts, why, deed.by, deed.now)}

    return do


def _duty(one: YearReview) -> Duty | None:
    return year_duty(one.review) if one.review and one.review.state in (DRAFT, REVIEWED, APPROVED) else None


def _next(visit: Visit, one: YearReview) -> Facts:
    duty = _duty(one)
    return {"people": who_may_take(visit.session, duty, visit.now) if duty else ()}


def _waits_for_others(visit: Visit, one: YearReview) -> bool:
    me, may_remind = visit.visitor.person, may(visit.session, visit.visitor.person, Right.URGE, visit.now)
    return may_remind and any(who.id != me.id for who in _next(visit, one)["people"])


def _may_remind(visit: Visit, one: YearReview) -> None:
    if duty := _duty(one):
        check_remind(visit.session, duty, visit.visitor.person, visit.now)


def _remind(deed: Deed, one: YearReview) -> Facts:
    if (duty := _duty(one)) is None:
        raise NotNow("turn_of_nobody", people=[])
    return {"people": remind(deed.session, duty, deed.by, deed.now, deed.public_url)}


def _has_too_few(visit: Visit, one: YearReview) -> bool:
    return bool(too_few(visit.session, one))


def _is_amendment(_visit: Visit, one: YearReview) -> bool:
    return one.review is not None and one.review.version > 1 and one.review.state == DRAFT


def _may_be_drafted(_visit: Visit, one: YearReview) -> bool:
    return one.review is None or one.review.state == DRAFT


_DRAFTS: Final = _right(Right.DRAFT_YEAR)
ACTS: Final = (
    Act("draft", Right.DRAFT_YEAR, _draft, offered=_may_be_drafted, check=_DRAFTS),
    Act(
        "review",
        Right.REVIEW_YEAR,
        _review,
        NoteForm,
        offered=_in(DRAFT),
        check=_decides(Right.REVIEW_YEAR),
        is_main=True,
    ),
    Act("approve", Right.APPROVE_YEAR, _approve, offered=_in(REVIEWED), check=_may_approve, is_main=True),
    Act(
        "publish",
        Right.PUBLISH_YEAR,
        _publish,
        PublishForm,
        offered=_in(APPROVED),
        check=_right(Right.PUBLISH_YEAR),
        is_main=True,
    ),
    *(
        Act(
            name,
            Right.DECIDE_TOO_FEW,
            _deciding(counts=counts),
            offered=_has_too_few,
            check=_decides(Right.DECIDE_TOO_FEW),
            fitted=choosing,
        )
        for name, counts in (("count", True), ("leave_out", False))
    ),
    Act("remind", Right.URGE, _remind, offered=_waits_for_others, check=_may_remind, facts=_next),
    Act("amend", Right.DRAFT_YEAR, _with_reason(steps.amend_year), ReasonForm, offered=_in(PUBLISHED), check=_DRAFTS),
    Act(
        "reopen",
        Right.REOPEN_YEAR,
        _with_reason(steps.reopen_year),
        ReasonForm,
        offered=_in(REVIEWED, APPROVED),
        check=_right(Right.REOPEN_YEAR),
    ),
    Act("cancel", Right.DRAFT_YEAR, _with_reason(steps.cancel_year), ReasonForm, offered=_is_amendment, check=_DRAFTS),
)
