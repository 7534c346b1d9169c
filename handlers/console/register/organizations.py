"""党组织: who leads it, where it belongs, what is on hand, how it came about; each fact with its own verb and a day."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy.orm import Session

from handlers.console.acts import Act, ActForm, Creation, Facts
from handlers.console.organization_field import organizations
from handlers.console.register import acts, choosing, forms, founding
from handlers.console.register.organization_list import NAME, ROOT, group_on, holder, listing
from handlers.console.register.stories import story_of_organization
from handlers.console.register.workbooks import add_register_file
from handlers.console.subject import Subject
from handlers.pages.door import Visit
from models.appointments import (
    BRANCH_ORG_COMMISSIONER,
    DEPUTY,
    SECRETARY,
    SLIP_RECIPIENTS,
)
from models.organization_changes import changes_of
from models.organizations import Organization
from services.rights.table import Right


def _panel(visit: Visit, one: Organization) -> Facts:
    today = visit.now.date()
    return {
        "posts": {role: holder(one, role, today) for role in SLIP_RECIPIENTS},
        "planned": [post for post in one.appointments if post.since and post.since > today and not post.is_void],
        "group": group_on(one, today),
        "named": choosing.named,
        "open": acts.stake(visit, one) if one.ended is None else None,
        "changes": [
            change
            for change in changes_of(visit.session, one.id)
            if change.done_at is None and change.dropped_at is None
        ],
        "story": story_of_organization(visit.session, one),
    }


def _find(session: Session, case_id: str) -> Organization | None:
    return session.get(Organization, case_id)


def _lives(_visit: Visit, one: Organization) -> bool:
    return one.ended is None


def _below_root(_visit: Visit, one: Organization) -> bool:
    return one.ended is None and one.type != ROOT


def _appointing(role: str) -> Act[Organization]:
    return Act(
        f"appoint_{role}",
        Right.CHANGE_REGISTER,
        acts.appointing(role),
        forms.AppointForm,
        offered=_below_root,
        check=acts.may_change,
        facts=acts.open_there,
        values=acts.from_today,
    )


def _others(visit: Visit, one: Organization) -> Facts:
    return {"other": organizations(visit.session, Organization.ended.is_(None), Organization.id != one.id)}


def _dated(name: str, do: acts.Doing, form: type[ActForm], **more: Any) -> Act[Organization]:
    return Act(
        name,
        Right.CHANGE_ORGANIZATION,
        do,
        form,
        offered=_below_root,
        check=acts.may_end,
        facts=acts.what_is_at_stake,
        values=acts.from_today,
        **more,
    )


SUBJECT: Final = Subject[Organization](
    name=NAME,
    right=Right.SEE_REGISTER,
    listing=listing,
    find=_find,
    key=lambda one: one.id,
    panel=_panel,
    acts=(
        _appointing(SECRETARY),
        _appointing(DEPUTY),
        _appointing(BRANCH_ORG_COMMISSIONER),
        Act(
            "dismiss",
            Right.CHANGE_REGISTER,
            acts.dismiss,
            forms.DismissForm,
            offered=lambda visit, one: _below_root(visit, one) and bool(acts.holding(visit, one)),
            check=acts.may_change,
            choices=lambda visit, one: {"appointment": choosing.holders(acts.holding(visit, one))},
            values=acts.from_today,
        ),
        Act(
            "take_back",
            Right.CHANGE_REGISTER,
            acts.take_back,
            forms.TakeBackForm,
            offered=lambda visit, one: bool(acts.planned(visit, one)),
            check=acts.may_change,
            choices=lambda visit, one: {"planned": acts.planned(visit, one)},
        ),
        Act(
            "assign_group",
            Right.CHANGE_REGISTER,
            acts.assign,
            forms.InspectingGroupForm,
            offered=_below_root,
            check=acts.may_change,
            choices=lambda visit, _one: {"group": choosing.groups(visit.session)},
            values=acts.from_today,
        ),
        Act(
            "correct",
            Right.CHANGE_REGISTER,
            acts.correct_facts,
            forms.FactsForm,
            offered=_lives,
            check=acts.may_change,
            choices=acts.fact_choices,
            values=acts.fact_values,
            edits=True,
        ),
        _dated("rename", acts.rename_organization, forms.RenameForm),
        _dated("move", acts.move_organization, forms.OtherForm, choices=_others),
        _dated("merge", acts.merge_organization, forms.OtherForm, choices=_others),
        _dated("split", founding.split_organization, forms.SplitForm),
        _dated("dissolve", acts.dissolve_organization, forms.DatedForm),
    ),
    others=add_register_file,
    creations=(
        Creation(
            "found",
            Right.CHANGE_ORGANIZATION,
            founding.found_organization,
            forms.FoundForm,
            choices=founding.founding_choices,
            values=founding.founding_values,
        ),
    ),
)
