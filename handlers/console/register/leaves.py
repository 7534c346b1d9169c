"""请假 entered for somebody who has told the office: from when to when, and who of the branch takes over."""

from __future__ import annotations

from wtforms import SelectField
from wtforms.validators import InputRequired

from handlers.console.acts import ActForm, DayField, Deed, Facts, line
from handlers.pages.door import Visit
from models.organizations import Organization
from models.people import Person
from services.leaves.leaves import Days, branches_to_hand_over, note_leave
from services.people.naming import history_of, person_meant
from services.people.rights import check_person
from services.register.changes import LONGEST_REASON


class LeaveForm(ActForm):
    """From when to when somebody is away, and who takes over."""

    organization = SelectField(validators=[InputRequired()])
    stand_in = line()
    since = DayField(validators=[InputRequired()])
    until = DayField(validators=[InputRequired()])
    reason = line(LONGEST_REASON)


def _branches(visit: Visit, one: Person) -> list[tuple[Organization, list[Person]]]:
    """List the branches whose messages reach this person first, with who could stand in. Raises Refused for none."""
    return branches_to_hand_over(visit.session, one, visit.now)


def leave_choices(visit: Visit, one: Person) -> Facts:
    """Offer the branches in which somebody holds an office."""
    posts = [post for post in history_of(visit.session, one) if post.holds_on(visit.now.date())]
    branches = [post.organization for post in posts if post.organization is not None]
    return {"organization": [(branch.id, branch.short_name) for branch in branches]}


def check_leave(visit: Visit, one: Person) -> None:
    """Raise Refused where nobody could take over, or this visitor may not enter it."""
    check_person(visit.session, visit.visitor.person, one, visit.now)
    _branches(visit, one)


def take_leave(deed: Deed, one: Person) -> Facts:
    """Enter the leave."""
    form = deed.form
    organization = deed.session.get_one(Organization, form.organization.data)
    stand_in = person_meant(deed.session, form.stand_in.data, deed.now.date())
    days = Days(form.since.data, form.until.data)
    leave = note_leave(deed.session, organization, one, stand_in, days, form.reason.data, deed.by, deed.now)
    return {"leave": leave}


def leads(visit: Visit, one: Person) -> bool:
    """Tell whether somebody holds an office in a branch."""
    return any(
        post.organization is not None for post in history_of(visit.session, one) if post.holds_on(visit.now.date())
    )
