"""体检: what is wrong on this machine and at WeCom, the red lines and who answers for them, what going live needs."""

from __future__ import annotations

import os
from typing import Final

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField
from wtforms.validators import DataRequired

from bot.environment import environment_file
from bot.errors import NoRight, Refused
from bot.wording import refusal_text
from handlers.console.acts import ActForm, words
from handlers.console.showing import say, show
from handlers.menu import menu
from handlers.pages.door import Door, Visit
from models.people import Person
from services.checkups.checkup import Asked, checkup, gathered
from services.checkups.golive import golive
from services.checkups.telling import crossing_told, golive_words, told
from services.red_lines.overriding import override_red_line
from services.red_lines.standing import crossed
from services.register.changes import LONGEST_REASON
from services.rights.asking import may
from services.rights.table import Right

NAME: Final = "checkup"
# In the address: WeCom's side was asked as well, which takes some seconds.
BEYOND: Final = "beyond"


class OverrideForm(ActForm):
    """Why a red line is let through, at the value that was shown."""

    line = HiddenField(validators=[DataRequired()])
    value = HiddenField(validators=[DataRequired()])
    reason = words(LONGEST_REASON)


def add_pages(console: Blueprint, door: Door) -> None:
    """Add the page, and the one act on it."""

    @console.get(f"/{NAME}", endpoint=NAME)
    @door.lets_in(Right.SEE_CHECKUP)
    def checkup_page(visit: Visit) -> ResponseReturnValue:
        return _page(visit)

    @console.post(f"/{NAME}", endpoint="checkup_override")
    @door.lets_in(Right.OVERRIDE_RED_LINE)
    def override(visit: Visit) -> ResponseReturnValue:
        form = OverrideForm(request.form)
        if not form.validate():
            return _page(visit, say(NAME, "reason_missing", longest=LONGEST_REASON), 422)
        try:
            _overridden(visit, form)
        except NoRight:
            raise
        except Refused as refused:
            return _page(visit, refusal_text(refused), 422)
        flash(say(NAME, "done"))
        return redirect(url_for("console.checkup"), 303)


def _overridden(visit: Visit, form: OverrideForm) -> None:
    with visit.parts.db.begin() as session:
        by = session.get_one(Person, visit.visitor.person.id)
        override_red_line(session, form.line.data, form.value.data, form.reason.data, by, visit.now)


def _page(visit: Visit, refusal: str = "", status: int = 200) -> ResponseReturnValue:
    beyond = BEYOND in request.args
    done = checkup(gathered(visit.parts, Asked(menu, environment_file(os.environ), beyond)))
    standing = [(one, crossing_told(one.crossing)) for one in crossed(visit.session, visit.now)]
    return show(
        visit,
        NAME,
        NAME,
        status,
        done=done,
        sides={"here": told(done.here), **({"beyond": told(done.beyond)} if beyond else {})},
        standing=standing,
        may_override=may(visit.session, visit.visitor.person, Right.OVERRIDE_RED_LINE, visit.now),
        golive=golive_words(golive(visit.session, done, visit.now)),
        refusal=refusal,
    )
