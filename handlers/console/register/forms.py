"""Forms of the register: whom, from which day on, why."""

from __future__ import annotations

from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from handlers.console.acts import ActForm, DayField, Deed, line
from handlers.console.edited import EditForm
from handlers.console.organization_field import LONGEST_NAME, an_organization
from models.people import Person
from services.people.entering import Contact, enter_person
from services.people.naming import person_meant
from services.register.changes import LONGEST_REASON, Said


class DatedForm(ActForm):
    """From which day on, and by which paper or for which reason."""

    day = DayField(validators=[InputRequired()])
    reason = line(LONGEST_REASON)


class AppointForm(ActForm):
    """Whom, as somebody of the register or as a newcomer."""

    person = line()
    is_new = BooleanField()
    userid = line(required=False)
    phone = line(20, required=False)
    day = DayField(validators=[InputRequired()])
    reason = line(LONGEST_REASON)


class DismissForm(DatedForm):
    """Whose appointment ends."""

    appointment = SelectField(validators=[InputRequired()])


class TakeBackForm(ActForm):
    """Which of what is planned is not to happen, and why."""

    planned = SelectField(validators=[InputRequired()])
    reason = line(LONGEST_REASON)


class InspectingGroupForm(DatedForm):
    """Which group inspects."""

    group = SelectField(validators=[InputRequired()])


class RenameForm(ActForm):
    """What an organisation is called from now on, in full and in short."""

    name = line(LONGEST_NAME)
    short_name = line(32)
    day = DayField(validators=[InputRequired()])
    reason = line(LONGEST_REASON)


class OtherForm(ActForm):
    """Another organisation."""

    other = an_organization()
    day = DayField(validators=[InputRequired()])
    reason = line(LONGEST_REASON)


class SplitForm(ActForm):
    """The two organisations that come out of one."""

    name = line(LONGEST_NAME)
    short_name = line(32)
    second_name = line(LONGEST_NAME)
    second_short_name = line(32)
    day = DayField(validators=[InputRequired()])
    reason = line(LONGEST_REASON)


class FactsForm(EditForm):
    """What the register says of an organisation itself."""

    sector = SelectField(validators=[Optional()])
    department = SelectField(validators=[Optional()])
    delivery = SelectField(validators=[InputRequired()])
    assessed = BooleanField()
    full_members = IntegerField(validators=[Optional(), NumberRange(0, 100_000)])
    probationary_members = IntegerField(validators=[Optional(), NumberRange(0, 100_000)])
    has_committee = BooleanField()
    party_groups = IntegerField(validators=[Optional(), NumberRange(0, 1000)])
    term_start = line(7, required=False)
    term_years = IntegerField(validators=[Optional(), NumberRange(1, 100)])
    note = line(256, required=False)
    reason = line(LONGEST_REASON)


class FoundForm(ActForm):
    """A new organisation."""

    name = line(LONGEST_NAME)
    short_name = line(32)
    type = SelectField(validators=[InputRequired()])
    sector = SelectField(validators=[Optional()])
    parent = an_organization()
    group = SelectField(validators=[Optional()])
    delivery = SelectField(validators=[InputRequired()])
    assessed = BooleanField()
    has_committee = BooleanField()
    day = DayField(validators=[InputRequired()])
    reason = line(LONGEST_REASON)


def dated(deed: Deed) -> Said:
    """Read from which day on something holds, why, and who says so."""
    return Said(deed.form.day.data, deed.form.reason.data, deed.by)


def whom(deed: Deed) -> Person:
    """Find the person that a form names, or enter the newcomer. Raises Refused as both do."""
    form = deed.form
    if not form.is_new.data:
        return person_meant(deed.session, form.person.data, deed.now.date())
    contact = Contact(form.person.data, form.userid.data or "", form.phone.data or "")
    return enter_person(deed.session, contact, form.reason.data, deed.by, deed.now)
