"""模块 in 设置: what each switches off in chat, console and by the clock, read off the one list; and the switch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bot.errors import Refused
from bot.wording import refusal_text, word
from handlers.commands import COMMANDS
from handlers.console.places import DAILY, SELDOM
from handlers.console.showing import PLACES, say
from handlers.console.subject import tried
from handlers.forms import FORMS
from handlers.pages.door import Door, Visit
from models.people import Person
from models.schemes import modules_off
from services.rights.modules import MODULES, Module
from services.rights.table import Right
from services.settings.modules import switch

NAME = "settings"
Refuse = Callable[[Visit, str], ResponseReturnValue]


@dataclass(frozen=True)
class ShownModule:
    """A module as the page tells of it: whether it is on, which words and places go with it, what is open of it."""

    name: str
    is_on: bool
    words: Sequence[str]
    places: Sequence[str]
    open: int


def shown_modules(session: Session) -> list[ShownModule]:
    """Tell of every module what it switches off."""
    off = modules_off(session)
    return [
        ShownModule(one.name, one.name not in off, _words(one), _places(one), one.under_way(session))
        for one in MODULES.values()
    ]


def _words(one: Module) -> list[str]:
    commands = [each.words[0] for each in COMMANDS if each.right in one.rights | one.begins]
    return [*commands, *(form.words[0] for form in FORMS if form.words and form.right in one.rights)]


def _places(one: Module) -> list[str]:
    places = [*(each for group in DAILY for each in group), *SELDOM]
    return [word(PLACES, each.name) for each in places if each.right in one.rights]


def add_switch(console: Blueprint, door: Door, refuse: Refuse) -> None:
    """Add the act that switches a module; what is refused is said on the page of the settings."""

    @console.post("/settings/modules/<module>", endpoint="settings_module")
    @door.lets_in(Right.CHANGE_SETTINGS)
    def switched(visit: Visit, module: str) -> ResponseReturnValue:
        on, reason = request.form.get("on") == "1", request.form.get("reason", "")

        def do() -> None:
            with visit.parts.db.begin() as session:
                by = session.get_one(Person, visit.visitor.person.id)
                switch(session, module, on=on, reason=reason, by=by, now=visit.now)

        done = tried(visit, do)
        if isinstance(done, Refused):
            return refuse(visit, refusal_text(done))
        flash(say(NAME, "done_switch", name=say(NAME, f"module_{module}"), on=on))
        return redirect(url_for("console.settings"), 303)
