"""New organisations: founded, or two that come out of one."""

from __future__ import annotations

from handlers.console.acts import Deed, Facts
from handlers.console.organization_field import organizations
from handlers.console.register import choosing
from handlers.console.register.forms import dated
from handlers.pages.door import Visit
from models.organizations import Organization
from services.organizations.changes import NewOrganization, found, split
from services.organizations.facts import next_ids
from services.register.names import registered


def split_organization(deed: Deed, one: Organization) -> Facts:
    """Split it into two, which are what it is but for their names."""
    form, group = deed.form, _group_id(one)
    pairs = ((form.name.data, form.short_name.data), (form.second_name.data, form.second_short_name.data))
    parts = [
        NewOrganization(
            number,
            name,
            short,
            one.type,
            one.sector,
            one.parent_id,
            group,
            one.department_id,
            one.delivery,
            one.assessed,
        )
        for number, (name, short) in zip(next_ids(deed.session, len(pairs)), pairs, strict=True)
    ]
    return {"change": split(deed.session, one, parts, dated(deed), deed.now)}


def _group_id(one: Organization) -> str | None:
    return next((post.group_id for post in one.assignments if post.until is None), None)


def founding_choices(visit: Visit) -> Facts:
    """Offer parents, types, kinds of unit, groups and ways of delivery."""
    return {
        "parent": organizations(visit.session, Organization.ended.is_(None)),
        "type": choosing.options("type", choosing.TYPES),
        "sector": choosing.options("sector", choosing.SECTORS, empty=True),
        "group": choosing.groups(visit.session, empty=True),
        "delivery": choosing.options("delivery", choosing.DELIVERIES),
    }


def founding_values(visit: Visit) -> Facts:
    """Begin with a branch that is founded today and ranked."""
    return {"type": "branch", "delivery": "wecom", "assessed": True, "day": visit.now.date()}


def found_organization(deed: Deed) -> Organization:
    """Take a new one into the register."""
    form = deed.form
    new = NewOrganization(
        id=next_ids(deed.session, 1)[0],
        name=form.name.data,
        short_name=form.short_name.data,
        type=form.type.data,
        sector=form.sector.data or None,
        parent_id=registered(deed.session, form.parent.data).id,
        group_id=form.group.data or None,
        delivery=form.delivery.data,
        assessed=form.assessed.data,
        has_committee=form.has_committee.data,
    )
    return found(deed.session, new, dated(deed), deed.now)
