"""连续次数: whether the streak of a merged or split branch goes on with its successor; the leading group decides."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import aliased

from bot.bounds import numbered
from handlers.console.acts import Act, Deed, Facts, ReasonForm
from handlers.console.listing import Column, Stored
from handlers.console.showing import Chip, chip
from handlers.console.stories import story_of
from handlers.console.subject import Subject
from handlers.pages.door import Visit
from models.organization_changes import TAKEN_OVER, StreakTakeover
from models.organizations import Organization
from rules.cases import STREAK_TAKEOVER
from services.organizations.streaks import check_decides_takeover, decide_takeover
from services.rights.table import Right

NAME: Final = "takeovers"
KINDS: Final = {STREAK_TAKEOVER.first: "wait", TAKEN_OVER: "done"}
FROM, TO = aliased(Organization), aliased(Organization)


def _state(one: StreakTakeover) -> Chip:
    return chip(NAME, one.state, KINDS.get(one.state, "off"))


COLUMNS: Final = (
    Column[StreakTakeover]("from", lambda one: one.predecessor.short_name, FROM.short_name),
    Column[StreakTakeover]("to", lambda one: one.successor.short_name, TO.short_name),
    Column[StreakTakeover]("day", lambda one: one.day, StreakTakeover.day),
    Column[StreakTakeover]("state", _state, StreakTakeover.state),
)


def _listing(_visit: Visit) -> Stored[StreakTakeover]:
    return Stored(
        select(StreakTakeover).join(FROM, FROM.id == StreakTakeover.from_id).join(TO, TO.id == StreakTakeover.to_id),
        COLUMNS,
        (StreakTakeover.id.desc(),),
        {state: StreakTakeover.state == state for state in (STREAK_TAKEOVER.first, TAKEN_OVER)},
        (FROM.name, FROM.short_name, TO.name, TO.short_name),
    )


def _panel(visit: Visit, one: StreakTakeover) -> Facts:
    return {"story": story_of(visit.session, STREAK_TAKEOVER.name, one.id)}


def _decide(deed: Deed, one: StreakTakeover, *, goes_on: bool) -> None:
    decide_takeover(deed.session, one, deed.form.reason.data, deed.by, deed.now, goes_on=goes_on)


def _may(visit: Visit, one: StreakTakeover) -> None:
    check_decides_takeover(visit.session, one, visit.visitor.person, visit.now)


def _act(name: str, *, goes_on: bool) -> Act[StreakTakeover]:
    return Act(
        name,
        Right.DECIDE_CONSEQUENCE,
        lambda deed, one: _decide(deed, one, goes_on=goes_on),
        ReasonForm,
        offered=lambda _visit, one: one.state == STREAK_TAKEOVER.first,
        check=_may,
    )


SUBJECT: Final = Subject[StreakTakeover](
    name=NAME,
    right=Right.SEE_CONSEQUENCES,
    listing=_listing,
    find=lambda session, case_id: numbered(session, StreakTakeover, case_id),
    key=lambda one: str(one.id),
    panel=_panel,
    acts=(_act("take_over", goes_on=True), _act("leave", goes_on=False)),
)
