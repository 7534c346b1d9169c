"""镇级职务: who holds the offices of the whole town; whoever holds one approves, reviews, or enters."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import SelectField, SelectMultipleField
from wtforms.validators import InputRequired

from bot.bounds import numbered
from handlers.console.acts import Act, Creation, Deed, Facts, ReasonForm, line
from handlers.console.listing import Column, Stored
from handlers.console.register import choosing
from handlers.console.register.closing import closed_by_office
from handlers.console.register.forms import AppointForm, DatedForm, dated, whom
from handlers.console.register.stories import entered
from handlers.console.subject import Subject
from handlers.pages.door import Visit
from models.appointments import OFFICE_CLERK, Appointment, in_force
from models.people import Person
from services.people.appointing import Office, appoint, end_appointment, keep_appointment
from services.people.rights import TOWN_OFFICES, check_office
from services.register.changes import Said
from services.rights.table import Right

NAME: Final = "town_offices"
# What the register may grant beyond an office.
POWERS: Final = ("draft_board", "approve_board", "approve_bonus")


class TownOfficeForm(AppointForm):
    """Whom, to which office, what it is called, and with which further rights."""

    role = SelectField(validators=[InputRequired()])
    title = line()
    powers = SelectMultipleField()


def _columns(_today: date) -> tuple[Column[Appointment], ...]:
    return (
        Column("role", lambda one: choosing.named("role", one.role), Appointment.role),
        Column("title", lambda one: one.title, Appointment.title),
        Column("person", lambda one: one.person.name, Person.name),
        Column("userid", lambda one: one.person.userid),
        Column("since", lambda one: one.since, Appointment.since),
    )


def _listing(visit: Visit) -> Stored[Appointment]:
    return Stored(
        select(Appointment)
        .join(Appointment.person)
        .where(Appointment.role.in_(TOWN_OFFICES), in_force(visit.now.date())),
        _columns(visit.now.date()),
        (Appointment.role, Appointment.id),
        searched=(Person.name, Appointment.title),
    )


def _find(session: Session, case_id: str) -> Appointment | None:
    found = numbered(session, Appointment, case_id)
    return found if found is not None and found.role in TOWN_OFFICES else None


def _panel(visit: Visit, one: Appointment) -> Facts:
    powers = [power for power in one.powers if power in POWERS]
    return {"named": choosing.named, "powers": powers, "story": entered(visit.session, person_id=one.person_id)}


def _may(visit: Visit, one: Appointment) -> None:
    check_office(visit.session, visit.visitor.person, one.role, None, visit.now)


def _may_appoint(visit: Visit) -> None:
    check_office(visit.session, visit.visitor.person, OFFICE_CLERK, None, visit.now)


def _end(deed: Deed, one: Appointment) -> Facts:
    end_appointment(deed.session, one, dated(deed), deed.now)
    return {"day": deed.form.day.data}


def _keep(deed: Deed, one: Appointment) -> None:
    keep_appointment(deed.session, one, Said(deed.now.date(), deed.form.reason.data, deed.by), deed.now)


def _appoint(deed: Deed) -> Appointment:
    form = deed.form
    office = Office(form.role.data, form.title.data, powers=tuple(form.powers.data or ()))
    return appoint(deed.session, office, whom(deed), dated(deed), deed.now)


SUBJECT: Final = Subject[Appointment](
    name=NAME,
    right=Right.SEE_REGISTER,
    listing=_listing,
    find=_find,
    key=lambda one: str(one.id),
    panel=_panel,
    acts=(
        Act(
            "dismiss",
            Right.SEE_REGISTER,
            _end,
            DatedForm,
            check=_may,
            facts=lambda visit, one: {"is_own": one.person_id == visit.visitor.person.id},
            values=lambda visit, _one: {"day": visit.now.date()},
        ),
        Act(
            "keep",
            Right.SEE_REGISTER,
            _keep,
            ReasonForm,
            offered=lambda _visit, one: one.until is not None,
            check=_may,
        ),
    ),
    creations=(
        Creation(
            "appoint",
            Right.SEE_REGISTER,
            _appoint,
            TownOfficeForm,
            check=_may_appoint,
            facts=lambda visit: {"closes": closed_by_office(visit, TOWN_OFFICES)},
            choices=lambda _visit: {
                "role": choosing.options("role", TOWN_OFFICES),
                "powers": choosing.options("power", POWERS),
            },
            values=lambda visit: {"day": visit.now.date(), "role": OFFICE_CLERK},
        ),
    ),
)
