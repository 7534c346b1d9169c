"""人员: what somebody holds and held, how he is found; an event is entered, nobody is edited."""

from __future__ import annotations

from datetime import date
from typing import Final

from flask import Blueprint
from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload
from wtforms import SelectField
from wtforms.validators import InputRequired

from bot.bounds import numbered
from handlers.console.acts import Act, Creation, Deed, Facts, line
from handlers.console.edited import EditForm
from handlers.console.listing import Column, Stored
from handlers.console.register.closing import closed_by_account
from handlers.console.register.leaves import LeaveForm, check_leave, leads, leave_choices, take_leave
from handlers.console.register.matching import add_matching
from handlers.console.register.privacy import UNNAME, add_export, keeps_privacy
from handlers.console.register.stories import entered
from handlers.console.showing import Chip, chip, say
from handlers.console.subject import Subject
from handlers.pages.door import Door, Visit
from models.appointments import Appointment, in_force
from models.leaves import leaves_from
from models.people import Person
from services.people.entering import Contact, change_person, choose_cards, enter_person
from services.people.naming import history_of, post_named
from services.people.rights import check_person
from services.register.changes import LONGEST_REASON
from services.rights.table import Right

NAME: Final = "people"
CARDS: Final = {"known": None, "cards": True, "text": False}


class PersonForm(EditForm):
    """How somebody is named and reached."""

    name = line()
    userid = line(required=False)
    phone = line(20, required=False)
    reason = line(LONGEST_REASON)


class CardsForm(EditForm):
    """Card or text."""

    cards = SelectField(validators=[InputRequired()])


def _columns(today: date) -> tuple[Column[Person], ...]:
    return (
        Column("name", lambda one: one.name, Person.name),
        Column("posts", lambda one: "、".join(_posts(one, today)), long=True),
        Column("phone", lambda one: one.phone, Person.phone),
        Column("reached", _reached),
        Column("userid", lambda one: one.userid, Person.userid),
    )


def _posts(one: Person, today: date) -> list[str]:
    return [post_named(post) for post in one.appointments if post.holds_on(today)]


def _reached(one: Person) -> Chip:
    if one.userid is None:
        return chip(NAME, "on_paper", "off")
    return chip(NAME, "cards" if one.gets_cards else "text", "done")


def _listing(visit: Visit) -> Stored[Person]:
    today = visit.now.date()
    # Joined once, where several filters would each look for it.
    held = select(Appointment.person_id).where(in_force(today)).distinct().subquery()
    holds = held.c.person_id.is_not(None)
    same_name = Person.name.in_(select(Person.name).group_by(Person.name).having(func.count() > 1))
    return Stored(
        select(Person)
        .outerjoin(held, held.c.person_id == Person.id)
        .options(selectinload(Person.appointments).options(*_PLACES)),
        _columns(today),
        (Person.name, Person.id),
        {
            "holding": holds,
            "without_account": holds & Person.userid.is_(None),
            "without_phone": holds & Person.phone.is_(None),
            "same_name": holds & same_name,
            "resigned": ~holds,
        },
        (Person.name, Person.userid, Person.phone),
    )


_PLACES: Final = (
    selectinload(Appointment.organization),
    selectinload(Appointment.group),
    selectinload(Appointment.department),
)


def _panel(visit: Visit, one: Person) -> Facts:
    today = visit.now.date()
    return {
        "history": history_of(visit.session, one),
        "leaves": [leave for leave in leaves_from(visit.session, today) if leave.person_id == one.id],
        "today": today,
        "story": entered(visit.session, person_id=one.id),
        "keeps_privacy": keeps_privacy(visit),
    }


def _may(visit: Visit, one: Person) -> None:
    check_person(visit.session, visit.visitor.person, one, visit.now)


def _what_follows(visit: Visit, one: Person) -> Facts:
    """Tell whether it is the visitor, and what an account of this person would take out of the visitor's hands."""
    return {"is_own": one.id == visit.visitor.person.id, "closes": closed_by_account(visit, [one])}


def _contact(deed: Deed) -> Contact:
    return Contact(deed.form.name.data, deed.form.userid.data or "", deed.form.phone.data or "")


def _enter(deed: Deed) -> Person:
    return enter_person(deed.session, _contact(deed), deed.form.reason.data, deed.by, deed.now)


def _change(deed: Deed, one: Person) -> Facts:
    changed = change_person(deed.session, one, _contact(deed), deed.form.reason.data, deed.by, deed.now)
    return {"changed": changed}


def _choose_cards(deed: Deed, one: Person) -> None:
    choose_cards(deed.session, one, CARDS[deed.form.cards.data], deed.by, deed.now)


def _find(session: Session, case_id: str) -> Person | None:
    return numbered(session, Person, case_id)


def _others(console: Blueprint, door: Door) -> None:
    add_matching(console, door)
    add_export(console, door)


SUBJECT: Final = Subject[Person](
    name=NAME,
    right=Right.SEE_REGISTER,
    listing=_listing,
    find=_find,
    key=lambda one: str(one.id),
    panel=_panel,
    acts=(
        Act(
            "change",
            Right.CHANGE_REGISTER,
            _change,
            PersonForm,
            check=_may,
            facts=_what_follows,
            values=lambda _visit, one: {"name": one.name, "userid": one.userid, "phone": one.phone},
            edits=True,
        ),
        Act(
            "choose_cards",
            Right.CHANGE_REGISTER,
            _choose_cards,
            CardsForm,
            check=_may,
            choices=lambda _visit, _one: {"cards": [(key, say(NAME, f"cards_{key}")) for key in CARDS]},
            values=lambda _visit, one: {"cards": {v: k for k, v in CARDS.items()}[one.wants_cards]},
            edits=True,
        ),
        Act(
            "leave",
            Right.CHANGE_REGISTER,
            take_leave,
            LeaveForm,
            offered=leads,
            check=check_leave,
            choices=leave_choices,
            values=lambda visit, _one: {"since": visit.now.date()},
        ),
        UNNAME,
    ),
    others=_others,
    creations=(Creation("enter", Right.CHANGE_REGISTER, _enter, PersonForm),),
)
