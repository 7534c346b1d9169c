"""经过 of the register: what was entered about one row, and what became of an organisation."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from bot.wording import word
from handlers.console.stories import Told
from models.organization_changes import OrganizationChange, changes_of
from models.organizations import Organization, SupervisionGroup
from models.people import Person
from models.register_entries import RegisterEntry, entries_about

WORDS = "console/register.txt"


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
    return sorted(lines, key=lambda one: one.at, reverse=True)


def _lines(session: Session, entries: list[RegisterEntry]) -> Iterator[Told]:
    for one in entries:
        before = session.get(SupervisionGroup, one.before.get("group_id") or "") if "group_id" in one.before else None
        what = word(WORDS, one.kind, entry=one, before=before)
        yield Told(one.at, one.by.name if one.by else "", what, one.reason)


def _change(one: OrganizationChange) -> Told:
    by = one.by if isinstance(one.by, Person) else None
    return Told(one.noted_at, by.name if by else "", word(WORDS, f"change_{one.kind}", change=one), one.reason)
