"""督导检查: which branches are inspected this quarter and by whom, what was found, exemptions, how groups compare."""

from __future__ import annotations

from functools import partial
from typing import Final

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.wording import quarter_text
from handlers.console.acts import Act, ActForm, Deed, Facts, one_of, words
from handlers.console.listing import Column, Stored
from handlers.console.showing import Chip, chip, say
from handlers.console.stories import told
from handlers.console.subject import Subject
from handlers.pages.door import Visit
from models.organizations import Organization
from rules.periods import Quarter
from services.inspections.checking import LONGEST_FACT
from services.inspections.inspections import check_may_exempt, exempt, inspection_quarter
from services.inspections.overview import (
    Inspected,
    compared,
    has_sheet,
    inspected,
    is_exempted,
    sheets_of,
    to_be_inspected,
)
from services.inspections.promised import promises_to_see
from services.inspections.tables import groups_to_take
from services.rights.asking import check_may
from services.rights.table import Right
from services.schemes.quarters import has_begun
from services.schemes.versions import scheme_for

NAME: Final = "inspections"


def quarter_asked(visit: Visit) -> Quarter:
    """Read the quarter of the address; without one, or with none that can be, the one that is inspected now."""
    running = inspection_quarter(visit.session, visit.now.date())
    try:
        asked = Quarter.parse(request.args.get("quarter", ""))
    except ValueError:
        return running
    same_kind = asked.boards_a_year == running.boards_a_year
    return asked if same_kind and _can_be_seen(visit, asked) else running


def _can_be_seen(visit: Visit, quarter: Quarter) -> bool:
    """Whether there is anything to see of a quarter: it has begun, and so had the town."""
    today = visit.now.date()
    return quarter.first_day <= today and (today <= quarter.last_day or has_begun(visit.session, quarter))


def exemption_form(visit: Visit, _row: Inspected) -> type[ActForm]:
    """Make the form that asks why; the quarter goes along, so that the one that was shown is meant."""
    quarter = quarter_asked(visit)
    fields = {"quarter": one_of([(str(quarter), quarter_text(quarter))]), "reason": words(LONGEST_FACT)}
    return type("ExemptionForm", (ActForm,), fields)


def _state(row: Inspected) -> Chip:
    if row.sheet is not None:
        return chip(NAME, "found" if row.sheet.findings else "clean", "done")
    return chip(NAME, "exempted", "off") if row.exemption else chip(NAME, "missing", "wait")


COLUMNS: Final = (
    Column[Inspected]("organization", lambda row: row.organization.short_name, Organization.short_name),
    Column[Inspected]("group", lambda row: row.group.name if row.group else None),
    Column[Inspected]("inspected_on", lambda row: row.sheet.inspected_on if row.sheet else None),
    Column[Inspected]("signed_by", lambda row: row.sheet.signed_by.name if row.sheet else None),
    Column[Inspected]("findings", lambda row: len(row.sheet.findings) if row.sheet else None, number=True),
    Column[Inspected]("state", _state),
)


def _listing(visit: Visit) -> Stored[Inspected]:
    quarter, today = quarter_asked(visit), visit.now.date()
    done, exempted = has_sheet(quarter), is_exempted(quarter)
    return Stored(
        select(Organization).where(to_be_inspected(visit.session, quarter, today)),
        COLUMNS,
        (Organization.position,),
        {"missing": ~done & ~exempted, "done": done, "exempted": exempted & ~done},
        (Organization.name, Organization.short_name),
        partial(_dressed, quarter, visit),
    )


def _dressed(quarter: Quarter, visit: Visit, session: Session, found: list[Organization]) -> list[Inspected]:
    return inspected(session, found, quarter, visit.now.date())


def _found(session: Session, case_id: str) -> Inspected | None:
    organization = session.get(Organization, case_id)
    return Inspected(organization) if organization else None


def _panel(visit: Visit, row: Inspected) -> Facts:
    check_may(visit.session, visit.visitor.person, Right.SEE_TOWN, visit.now)
    quarter = quarter_asked(visit)
    (shown,) = inspected(visit.session, [row.organization], quarter, visit.now.date())
    titles = {code: one.title for code, one in scheme_for(visit.session, quarter).indicators.items()}
    sheets = sheets_of(visit.session, quarter, row.organization.id)
    lines = [
        line
        for one in reversed(sheets)
        for line in told(one.recorded_at, one.recorded_by, say(NAME, "story_sheet", sheet=one))
    ]
    if shown.exemption:
        lines += told(shown.exemption.at, shown.exemption.by, say(NAME, "story_exempted"), shown.exemption.reason)
    promised = promises_to_see(visit.session, row.organization, quarter, visit.now.date())
    told_of = {"quarter": quarter_text(quarter), "shown": shown, "titles": titles}
    return {**told_of, "promised": promised, "story": lines}


def _above(visit: Visit) -> Facts:
    quarter = quarter_asked(visit)
    return {
        "quarter": quarter,
        "neighbours": [one for one in (quarter.previous, quarter.next) if _can_be_seen(visit, one)],
        "compared": compared(visit.session, quarter),
        "groups": groups_to_take(visit.session, visit.visitor.person, visit.now),
    }


def _is_missing(visit: Visit, row: Inspected) -> bool:
    (shown,) = inspected(visit.session, [row.organization], quarter_asked(visit), visit.now.date())
    return shown.sheet is None and shown.exemption is None


def _check_exempt(visit: Visit, row: Inspected) -> None:
    check_may_exempt(visit.session, quarter_asked(visit), row.organization, visit.visitor.person, visit.now)


def _quarter_facts(visit: Visit, _row: Inspected) -> Facts:
    return {"quarter": quarter_text(quarter_asked(visit))}


def _exempt(deed: Deed, row: Inspected) -> Facts:
    quarter = Quarter.parse(deed.form.quarter.data)
    exempt(deed.session, quarter, row.organization, deed.form.reason.data, deed.by, deed.now)
    return {"quarter": quarter_text(quarter)}


SUBJECT: Final = Subject[Inspected](
    name=NAME,
    right=Right.SEE_TOWN,
    listing=_listing,
    find=_found,
    key=lambda row: row.organization.id,
    panel=_panel,
    above=_above,
    kept=("quarter",),
    acts=(
        Act(
            "exempt",
            Right.EXEMPT,
            _exempt,
            offered=_is_missing,
            check=_check_exempt,
            facts=_quarter_facts,
            fitted=exemption_form,
        ),
    ),
)
