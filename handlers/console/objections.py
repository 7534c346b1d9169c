"""异议: admitted or not, decided by who did not make the entry; what each decision would change, days left."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any, Final

from sqlalchemy import select

from bot.bounds import numbered
from bot.wording import quarter_text
from handlers.console.acts import Act, ActForm, Deed, Facts, words
from handlers.console.listing import Column, Stored
from handlers.console.showing import Chip, chip, say
from handlers.console.stories import story_of
from handlers.console.subject import Subject
from handlers.pages.door import Visit
from models.objections import LATE, STRUCK, Objection
from models.organizations import Organization
from models.people import Person
from rules.cases import OBJECTION
from services.objections.decisions import Verdict, admit, check_may_admit, check_may_decide, decide, refuse_objection
from services.objections.filing import LONGEST
from services.objections.targets import needs_a_person
from services.rights.asking import check_may
from services.rights.table import Right
from services.scores.scores import explained, score_if_corrected

NAME: Final = "objections"
KINDS: Final = {
    "filed": "wait",
    "investigating": "wait",
    "upheld": "done",
    "partly_upheld": "done",
    "dismissed": "done",
}


class DecisionForm(ActForm):
    """Why, as the branch will read it."""

    reason = words(LONGEST)


def _state(one: Objection) -> Chip:
    return chip(NAME, one.state, KINDS.get(one.state, "off"))


def _left(visit: Visit, one: Objection) -> Chip | str:
    """Tell how many working days are left to answer; nothing where it is answered."""
    if one.state not in OBJECTION.open_states:
        return ""
    days = len(visit.parts.calendar.working_days(visit.now.date(), one.reply_day))
    kind = "bad" if one.reply_due <= visit.now else "late" if days <= 1 else "wait"
    block = "overdue" if one.reply_due <= visit.now else "left"
    return Chip(say(NAME, block, days=days, objection=one), kind)


def _listing(visit: Visit) -> Stored[Objection]:
    still_open = Objection.state.in_(OBJECTION.open_states)
    return Stored(
        select(Objection).join(Objection.organization),
        (
            Column[Objection]("id", lambda one: one.id, Objection.id, number=True),
            Column[Objection]("organization", lambda one: one.organization.short_name, Organization.short_name),
            Column[Objection]("quarter", lambda one: quarter_text(one.quarter), Objection.quarter),
            Column[Objection]("subject", lambda one: one.subject),
            Column[Objection]("left", partial(_left, visit), Objection.reply_due),
            Column[Objection]("state", _state, Objection.state),
        ),
        (Objection.state.not_in(OBJECTION.open_states), Objection.reply_due, Objection.id),
        {
            "filed": Objection.state == "filed",
            "investigating": Objection.state == "investigating",
            "overdue": still_open & (Objection.reply_due <= visit.now),
            "ended": ~still_open,
        },
        (Organization.name, Organization.short_name, Objection.subject),
    )


def _panel(visit: Visit, one: Objection) -> Facts:
    check_may(visit.session, visit.visitor.person, Right.SEE_OBJECTIONS, visit.now)
    made_by = visit.session.get(Person, one.made_by_id) if one.made_by_id else None
    return {
        "made_by": made_by.name if made_by else "",
        "left": _left(visit, one),
        "story": story_of(visit.session, OBJECTION.name, one.id),
    }


def _effect(verdict: Verdict, visit: Visit, one: Objection) -> Facts:
    """Tell what the quarter's total is and would be; `is_by_hand` where upholding corrects nothing by itself."""
    if verdict == "dismiss" or needs_a_person(one):
        return {"before": None, "after": None, "is_by_hand": needs_a_person(one)}
    mark = STRUCK if verdict == "uphold" else LATE
    before = explained(visit.session, one.organization, one.quarter, visit.now).score.total
    after: Decimal = score_if_corrected(visit.session, one.organization, one.quarter, visit.now, one.target, mark).total
    return {"before": before, "after": after, "is_by_hand": False}


def _admits(event: str, visit: Visit, one: Objection) -> None:
    check_may_admit(visit.session, one, event, visit.visitor.person, visit.now)


def _decides(verdict: Verdict, visit: Visit, one: Objection) -> None:
    check_may_decide(visit.session, one, verdict, visit.visitor.person, visit.now)


def _admit(deed: Deed, one: Objection) -> None:
    admit(deed.session, one, deed.by, deed.now)


def _refuse(deed: Deed, one: Objection) -> None:
    refuse_objection(deed.session, one, deed.form.reason.data, deed.by, deed.now)


def _decide(verdict: Verdict, deed: Deed, one: Objection) -> Facts:
    correction = decide(deed.session, one, verdict, deed.form.reason.data, deed.by, deed.now)
    return {"correction": correction}


def _filed(_visit: Visit, one: Objection) -> bool:
    return one.state == "filed"


def _deciding(verdict: Verdict, **more: Any) -> Act[Objection]:
    return Act(
        verdict,
        Right.DECIDE_OBJECTION,
        partial(_decide, verdict),
        DecisionForm,
        offered=lambda _visit, one: one.state == "investigating",
        check=partial(_decides, verdict),
        facts=partial(_effect, verdict),
        **more,
    )


SUBJECT: Final = Subject[Objection](
    name=NAME,
    right=Right.SEE_OBJECTIONS,
    listing=_listing,
    find=lambda session, case_id: numbered(session, Objection, case_id),
    key=lambda one: str(one.id),
    panel=_panel,
    acts=(
        Act("admit", Right.ADMIT_OBJECTION, _admit, offered=_filed, check=partial(_admits, "admit"), is_main=True),
        Act("refuse", Right.ADMIT_OBJECTION, _refuse, DecisionForm, offered=_filed, check=partial(_admits, "refuse")),
        _deciding("uphold"),
        _deciding("uphold_in_part"),
        _deciding("dismiss"),
    ),
)
