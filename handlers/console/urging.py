"""催办: who has not answered, how late, how far the form is; reminded together, called where they are on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from bot.bounds import numbered
from handlers.console.acts import Act, ActForm, Deed, Facts, GroupAct, words
from handlers.console.listing import Column, Stored
from handlers.console.showing import Chip, chip, say
from handlers.console.stories import story_of
from handlers.console.subject import Subject
from handlers.pages.door import Visit
from models.appointments import officers
from models.organizations import Organization
from models.people import Person
from models.slips import AWAITING_ANSWER, DELIVERED, PAPER, SENT, Slip
from rules.cases import SLIP
from rules.periods import moment_on
from services.notices.branches import lines_of
from services.notices.month_cap import past_cap
from services.notices.passing_on import LONGEST, pass_on
from services.rights.asking import check_may
from services.rights.table import Right
from services.slips.half_filled import is_begun
from services.slips.to_urge import Unanswered, how_far, unanswered, words_of
from services.slips.urging import check_urge, heard_at, urge

NAME: Final = "urging"


class PassOnForm(ActForm):
    """What is passed on to the branch, word for word."""

    words = words(LONGEST)


def _found(session: Session, case_id: str) -> Unanswered | None:
    slip = numbered(session, Slip, case_id)
    if slip is None or slip.state not in (*AWAITING_ANSWER, PAPER):
        return None
    return how_far(session, [slip])[0]


def _reason(visit: Visit) -> Any:
    """Say why a slip stands here: not there yet, on paper, how late, or until when there is time."""

    def reason(one: Unanswered) -> Chip | object:
        slip = one.slip
        if slip.state in (SENT, PAPER) or slip.due is None:
            return chip(NAME, slip.state, "off")
        if slip.due <= visit.now:
            return Chip(say(NAME, "days_late", days=one.days_late(visit.now)), "bad")
        # A deadline of 24:00 ends with its day.
        day = (slip.due - timedelta(seconds=1)).date()
        return chip(NAME, "due_today", "wait") if day == visit.now.date() else day

    return reason


def _how_far(one: Unanswered) -> str:
    return say(NAME, "how_far", one=one)


def _columns(visit: Visit) -> tuple[Column[Unanswered], ...]:
    return (
        Column("organization", lambda one: one.slip.organization.short_name, Organization.short_name),
        Column("month", lambda one: say(NAME, "month", month=one.slip.month), Slip.month),
        Column("due", _reason(visit), Slip.due),
        Column("how_far", _how_far),
        Column("recipient", lambda one: one.slip.recipient and one.slip.recipient.name),
        Column("urged", lambda one: one.urged),
    )


def _listing(visit: Visit) -> Stored[Unanswered]:
    late = Slip.state.in_(AWAITING_ANSWER) & (Slip.due <= visit.now)
    today = Slip.state.in_(AWAITING_ANSWER) & (Slip.due > visit.now)
    there = Slip.state == DELIVERED
    return Stored(
        unanswered(),
        _columns(visit),
        (Slip.due.is_(None), Slip.due, Organization.position),
        {
            "overdue": late,
            "due_today": today & (Slip.due <= moment_on(visit.now.date(), "24:00")),
            "not_begun": there & ~is_begun(),
            "begun": there & is_begun(),
            "paper": (Slip.state == PAPER) | (Organization.delivery == PAPER),
        },
        (Organization.name, Organization.short_name),
        how_far,
    )


def _panel(visit: Visit, one: Unanswered) -> Facts:
    session, slip = visit.session, one.slip
    return {
        "slip": slip,
        "line": lines_of(session, [slip.organization], visit.now)[slip.organization_id].people,
        "officers": officers(session, slip.organization_id, visit.now.date()),
        "words": words_of(session, one, visit.parts.calendar, visit.now) if slip.state == DELIVERED else "",
        "story": story_of(session, SLIP.name, slip.id),
    }


def _may_urge(visit: Visit, one: Unanswered) -> None:
    check_urge(visit.session, one.slip, visit.visitor.person, visit.parts.calendar, visit.now)


def _may_tell(visit: Visit, _one: Unanswered) -> None:
    check_may(visit.session, visit.visitor.person, Right.TELL_BRANCH, visit.now)


def _urge(deed: Deed, one: Unanswered) -> Facts:
    return _urge_several(deed, [one])


def _urge_several(deed: Deed, those: Sequence[Unanswered]) -> Facts:
    slips = [one.slip for one in those]
    hears = _hearers(deed.session, those, deed.now)
    heard = urge(deed.session, slips, deed.by, deed.calendar, deed.now)
    return {**_counted(hears), "slips": slips, "heard": heard, "now": deed.now}


def _pass_on(deed: Deed, one: Unanswered) -> None:
    pass_on(deed.session, one.slip.organization, deed.form.words.data, deed.by, deed.now)


def _hearers(session: Session, those: Sequence[Unanswered], now: datetime) -> list[tuple[Unanswered, Person | None]]:
    """Tell of each slip who of its branch hears; None where it goes onto the office's list."""
    lines = lines_of(session, [one.slip.organization for one in those], now)
    return [(one, lines[one.slip.organization_id].first(one.slip.recipient)) for one in those]


def _counted(hears: Sequence[tuple[Unanswered, Person | None]]) -> Facts:
    """Count branches, not slips: how many hear by WeCom, and how many the office tells itself."""
    told = {one.slip.organization_id for one, person in hears if person is not None}
    by_hand = {one.slip.organization_id for one, person in hears if person is None}
    return {"told": len(told), "by_hand": len(by_hand), "branches": len(told | by_hand)}


def _before(visit: Visit, one: Unanswered) -> Facts:
    return _before_several(visit, [one])


def _before_several(visit: Visit, those: Sequence[Unanswered]) -> Facts:
    """Say who would read which words and when, and whom it takes past what a month may bring."""
    session, calendar = visit.session, visit.parts.calendar
    hears = _hearers(session, those, visit.now)
    past = past_cap(session, [person for _, person in hears if person], visit.now)
    return {
        "heard": heard_at(session, calendar, visit.now),
        "now": visit.now,
        **_counted(hears),
        "past": past,
        "words": [
            (say(NAME, "who_reads", slip=one.slip, person=person), words_of(session, one, calendar, visit.now))
            for one, person in hears
        ],
        "warning": say(NAME, "warning", past=past) if past else "",
    }


SUBJECT: Final = Subject[Unanswered](
    name=NAME,
    right=Right.URGE,
    listing=_listing,
    find=_found,
    key=lambda one: str(one.slip.id),
    panel=_panel,
    acts=(
        Act(
            "urge",
            Right.URGE,
            _urge,
            offered=lambda _visit, one: one.slip.state != PAPER,
            check=_may_urge,
            facts=_before,
            is_main=True,
        ),
        Act("pass_on", Right.TELL_BRANCH, _pass_on, PassOnForm, check=_may_tell),
    ),
    group_acts=(GroupAct("urge_several", Right.URGE, _urge_several, check=_may_urge, facts=_before_several),),
)
