"""认人: accounts that WeCom's directory proposes for people without one; only what is ticked is entered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from bot.wecom_errors import WeComError
from bot.wording import refusal_text, word
from handlers.console.acts import Facts, refusal_of
from handlers.console.register.closing import closed_by_account
from handlers.console.showing import say, show
from handlers.pages.door import Door, Visit
from models.people import Person
from services.people.entering import Contact, change_people
from services.people.matching import Match, matches
from services.people.naming import post_named
from services.people.rights import check_person
from services.rights.table import Right

NAME: Final = "people"
WORDS: Final = "people/names.txt"


def add_matching(console: Blueprint, door: Door) -> None:
    """Add the page below the address of the people."""

    @console.get("/people/accounts", endpoint="people_accounts")
    @door.lets_in(Right.CHANGE_REGISTER)
    def accounts(visit: Visit) -> ResponseReturnValue:
        found = _found(visit)
        refused = {one.person.id: _refused(visit, one) for one in found or []}
        closes = closed_by_account(visit, [one.person for one in found or [] if one.userid])
        facts: Facts = {"refused": refused, "unread": found is None, "named": post_named, "closes": closes}
        return show(visit, NAME, "accounts", matches=found or [], **facts)

    @console.post("/people/accounts", endpoint="people_accounts_enter")
    @door.lets_in(Right.CHANGE_REGISTER)
    def enter(visit: Visit) -> ResponseReturnValue:
        # Asked anew: only what the directory proposes now counts, whatever a form says.
        may_enter = [one for one in _found(visit) or [] if one.userid and not _refused(visit, one)]
        proposed = {f"{one.person.id}:{one.userid}": one for one in may_enter}
        chosen = [proposed[key] for key in dict.fromkeys(request.form.getlist("chosen")) if key in proposed]
        flash(say(NAME, "done_accounts", count=_entered(visit, chosen)))
        return redirect(url_for("console.people_accounts"), 303)


def _found(visit: Visit) -> list[Match] | None:
    """Ask WeCom who is there; None where the app may not read it, or it does not answer."""
    try:
        members = visit.parts.wecom.directory()
    except WeComError:
        return None
    return matches(visit.session, members, visit.now.date())


def _refused(visit: Visit, one: Match) -> str:
    """Say why the visitor may not enter this account; "" where it may be entered."""
    refusal = refusal_of(_check, visit, one.person)
    return refusal_text(refusal) if refusal else ""


def _check(visit: Visit, person: Person) -> None:
    check_person(visit.session, visit.visitor.person, person, visit.now)


def _entered(visit: Visit, chosen: Sequence[Match]) -> int:
    with visit.parts.db.begin() as session:
        by = session.get_one(Person, visit.visitor.person.id)
        people = [(one, session.get_one(Person, one.person.id)) for one in chosen]
        wanted = [
            (person, Contact(person.name, one.userid, person.phone or ""), word(WORDS, "by_the_directory", why=one.why))
            for one, person in people
        ]
        change_people(session, wanted, by, visit.now)
    return len(chosen)
