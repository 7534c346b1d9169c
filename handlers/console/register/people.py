"""人员: what somebody holds and held, how he is found; an event is entered, nobody is edited."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired

from handlers.console.acts import Act, ActForm, Creation, Deed, Facts, line
from handlers.console.listing import Column, Stored
from handlers.console.register.matching import add_matching
from handlers.console.register.stories import entered
from handlers.console.showing import Chip, chip, say
from handlers.console.subject import Subject, numbered
from handlers.pages.door import Visit
from models.appointments import Appointment, in_force
from models.leaves import leaves_from
from models.organizations import Organization
from models.people import Person
from services.leaves.leaves import Days, branches_to_hand_over, note_leave
from services.people.entering import Contact, change_person, choose_cards, enter_person
from services.people.naming import history_of, person_meant, post_named
from services.people.rights import check_person
from services.register.changes import LONGEST_REASON
from services.rights.table import Right

NAME: Final = "people"
CARDS: Final = {"known": None, "cards": True, "text": False}


class PersonForm(ActForm):
    """How somebody is named and reached."""

    name = line()
    userid = line(required=False)
    phone = line(20, required=False)
    reason = line(LONGEST_REASON)


class CardsForm(ActForm):
    """Card or text."""

    cards = SelectField(validators=[InputRequired()])


class LeaveForm(ActForm):
    """From when to when somebody is away, and who takes over."""

    organization = SelectField(validators=[InputRequired()])
    stand_in = line()
    since = DateField(validators=[InputRequired()])
    until = DateField(validators=[InputRequired()])
    reason = line(LONGEST_REASON)


def _columns(today: date) -> tuple[Column[Person], ...]:
    return (
        Column("name", lambda one: one.name, Person.name),
        Column("posts", lambda one: "、".join(_posts(one, today))),
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
    }


def _may(visit: Visit, one: Person) -> None:
    check_person(visit.session, visit.visitor.person, one, visit.now)


def _contact(deed: Deed) -> Contact:
    return Contact(deed.form.name.data, deed.form.userid.data or "", deed.form.phone.data or "")


def _enter(deed: Deed) -> Person:
    return enter_person(deed.session, _contact(deed), deed.form.reason.data, deed.by, deed.now)


def _change(deed: Deed, one: Person) -> Facts:
    changed = change_person(deed.session, one, _contact(deed), deed.form.reason.data, deed.by, deed.now)
    return {"changed": changed}


def _choose_cards(deed: Deed, one: Person) -> None:
    choose_cards(deed.session, one, CARDS[deed.form.cards.data], deed.by, deed.now)


def _branches(visit: Visit, one: Person) -> list[tuple[Organization, list[Person]]]:
    """List the branches whose messages reach this person first, with who could stand in. Raises Refused for none."""
    return branches_to_hand_over(visit.session, one, visit.now)


def _leave_choices(visit: Visit, one: Person) -> Facts:
    posts = [post for post in history_of(visit.session, one) if post.holds_on(visit.now.date())]
    branches = [post.organization for post in posts if post.organization is not None]
    return {"organization": [(branch.id, branch.short_name) for branch in branches]}


def _check_leave(visit: Visit, one: Person) -> None:
    _may(visit, one)
    _branches(visit, one)


def _take_leave(deed: Deed, one: Person) -> Facts:
    form = deed.form
    organization = deed.session.get_one(Organization, form.organization.data)
    stand_in = person_meant(deed.session, form.stand_in.data, deed.now.date())
    days = Days(form.since.data, form.until.data)
    leave = note_leave(deed.session, organization, one, stand_in, days, form.reason.data, deed.by, deed.now)
    return {"leave": leave}


def _leads(visit: Visit, one: Person) -> bool:
    return any(
        post.organization is not None for post in history_of(visit.session, one) if post.holds_on(visit.now.date())
    )


def _find(session: Session, case_id: str) -> Person | None:
    return numbered(session, Person, case_id)


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
            values=lambda _visit, one: {"name": one.name, "userid": one.userid, "phone": one.phone},
        ),
        Act(
            "choose_cards",
            Right.CHANGE_REGISTER,
            _choose_cards,
            CardsForm,
            check=_may,
            choices=lambda _visit, _one: {"cards": [(key, say(NAME, f"cards_{key}")) for key in CARDS]},
            values=lambda _visit, one: {"cards": {v: k for k, v in CARDS.items()}[one.wants_cards]},
        ),
        Act(
            "leave",
            Right.CHANGE_REGISTER,
            _take_leave,
            LeaveForm,
            offered=_leads,
            check=_check_leave,
            choices=_leave_choices,
            values=lambda visit, _one: {"since": visit.now.date()},
        ),
    ),
    others=add_matching,
    creations=(Creation("enter", Right.CHANGE_REGISTER, _enter, PersonForm),),
)
