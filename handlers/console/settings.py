"""设置: what the town is called, changed here; what the rule sets, with its range, changed by a version of the rule."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import NoRight, Refused
from bot.wording import refusal_text
from handlers.console.acts import line
from handlers.console.edited import EditForm, settle
from handlers.console.modules import add_switch, shown_modules
from handlers.console.register.stories import told_entries
from handlers.console.showing import say, show
from handlers.pages.door import Door, Visit
from models.looks import look_anew
from models.people import Person
from models.register_entries import MODULE_SWITCHED, TOWN_CHANGED, RegisterEntry
from models.schemes import township
from rules.periods import Quarter
from services.register.changes import LONGEST_REASON
from services.rights.table import Right
from services.settings.policy import settings_of
from services.settings.town import NAMES, change_town

NAME: Final = "settings"


class TownForm(EditForm):
    """What the town is called, and how its office is reached."""

    name = line(NAMES["name"])
    full_name = line(NAMES["full_name"])
    committee = line(NAMES["committee"])
    rule_title = line(NAMES["rule_title"])
    publication_channel = line(NAMES["publication_channel"])
    platform = line(NAMES["platform"])
    document_prefix = line(NAMES["document_prefix"])
    office_phone = line(NAMES["office_phone"], required=False)
    reason = line(LONGEST_REASON)


def add_pages(console: Blueprint, door: Door) -> None:
    """Add the page; sent off, it changes the names. Beside them each module has a switch."""
    add_switch(console, door, _with_refusal)

    @console.get("/settings", endpoint="settings")
    @door.lets_in(Right.CHANGE_SETTINGS)
    def settings(visit: Visit) -> ResponseReturnValue:
        return _page(visit, _stands(visit.session))

    @console.post("/settings", endpoint="settings_change")
    @door.lets_in(Right.CHANGE_SETTINGS)
    def change(visit: Visit) -> ResponseReturnValue:
        form = TownForm(request.form)
        if not form.validate():
            return _page(visit, form, status=422)
        try:
            changed = _changed(visit, form)
        except NoRight:
            raise
        except Refused as refused:
            look_anew(visit.session)
            return _page(visit, form, refusal_text(refused), 422)
        flash(say(NAME, "done", changed=changed))
        return redirect(url_for("console.settings"), 303)


def _stands(session: Session) -> TownForm:
    """Fill the form in with what stands there."""
    form = TownForm(formdata=None, obj=township(session))
    form.remember()
    return form


def _with_refusal(visit: Visit, refusal: str) -> ResponseReturnValue:
    return _page(visit, _stands(visit.session), refusal, 409)


def _changed(visit: Visit, form: Any) -> list[str]:
    with visit.parts.db.begin() as session:
        by = session.get_one(Person, visit.visitor.person.id)
        settle(NAME, form, _stands(session))
        said = {name: form[name].data or "" for name in NAMES}
        return list(change_town(session, said, form.reason.data, by, visit.now))


def _page(visit: Visit, form: Any, refusal: str = "", status: int = 200) -> ResponseReturnValue:
    quarter = Quarter.of(visit.now.date())
    kinds = (TOWN_CHANGED, MODULE_SWITCHED)
    changes = select(RegisterEntry).where(RegisterEntry.kind.in_(kinds)).order_by(RegisterEntry.id.desc())
    return show(
        visit,
        NAME,
        NAME,
        status,
        form=form,
        refusal=refusal,
        quarter=quarter,
        settings=settings_of(visit.session, quarter),
        modules=shown_modules(visit.session),
        story=told_entries(visit.session, list(visit.session.scalars(changes))),
    )
