"""经过 of the register: what was entered about one row, and what became of an organisation."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from handlers.console.log_sentences import registered
from handlers.console.stories import Told, newest_first
from models.organization_changes import OrganizationChange, changes_of
from models.organizations import Organization, SupervisionGroup
from models.people import Person
from models.register_entries import RegisterEntry, entries_about
from services.pages.log_names import names_of


def entered(session: Session, **row: int | str) -> list[Told]:
    """Tell what was entered about a row, newest first."""
    return told_entries(session, entries_about(session, **row))


def told_entries(session: Session, entries: list[RegisterEntry]) -> list[Told]:
    """Tell what was entered, in the order in which it is given."""
    return [*_lines(session, entries)]


def story_of_organization(session: Session, organization: Organization) -> list[Told]:
    """Tell what was entered about an organisation and what became of it, newest first."""
    changes = [_change(one) for one in changes_of(session, organization.id)]
    lines = [*entered(session, organization_id=organization.id), *changes]
    return newest_first(lines)


def _lines(session: Session, entries: list[RegisterEntry]) -> Iterator[Told]:
    former = {one.before.get("group_id") for one in entries}
    groups = names_of(session, SupervisionGroup.id, SupervisionGroup.name, former)
    for one in entries:
        yield Told(one.at, one.by.name if one.by else "", registered(one, groups), one.reason, one.id)


def _change(one: OrganizationChange) -> Told:
    by = one.by if isinstance(one.by, Person) else None
    return Told(one.noted_at, by.name if by else "", registered(one, {}), one.reason)
