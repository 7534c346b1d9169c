"""Finding in the register what people name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import NotFound
from models.organization_changes import RENAMED, OrganizationChange
from models.organizations import Organization, assessed_organizations, organization_named
from models.people import Person
from services.office_files.cells import Cell
from services.office_files.mistakes import Unclear, offered
from services.office_files.names import NameBook
from services.office_files.proposals import leave_out_row
from services.office_files.spelling import plain

SHORTEST_NAME: Final = 2


def registered(session: Session, name: str) -> Organization:
    """Find the organisation somebody names by id, name or short name. Raises Refused for a name nobody has alone."""
    organization = organization_named(session, name)
    if organization is None:
        raise NotFound("unknown_organization", name=name)
    return organization


def organization_book(session: Session) -> NameBook[Organization]:
    """Give the whole register by id, name, short name and the names it had before, as cells of a table name it.

    One that has ended gives way to another of its name.
    """
    return book_of(session, session.scalars(select(Organization)).all())


def book_of(session: Session, register: Iterable[Organization]) -> NameBook[Organization]:
    """Make that book of the whole register where it was read already."""
    found = sorted(register, key=lambda one: (one.ended is not None, one.position))
    named = [(name, one) for one in found for name in (one.id, one.name, one.short_name)]
    taken = {plain(name) for name, one in named if one.ended is None}
    living = [(name, one) for name, one in named if one.ended is None or plain(name) not in taken]
    return NameBook([*living, *_earlier_names(session, taken)], shown=lambda one: one.short_name)


def _earlier_names(session: Session, taken: Collection[str]) -> Iterator[tuple[str, Organization]]:
    renamed = select(OrganizationChange).where(
        OrganizationChange.kind == RENAMED, OrganizationChange.done_at.is_not(None)
    )
    for change in session.scalars(renamed):
        for name in (change.before.get("name"), change.before.get("short_name")):
            if isinstance(name, str) and plain(name) not in taken:
                yield name, change.organization


def organization_meant(book: NameBook[Organization], cell: Cell) -> Organization:
    """Find the organisation a cell names. Raises Unclear, which offers those that are called nearly so."""
    if not cell.text:
        raise Unclear("missing", (leave_out_row(),))
    found = book.find(cell.text)
    if len(found) > 1:
        raise Unclear("organization_twice", found=found)
    if not found:
        near = book.near(cell.text)
        raise Unclear("organization", (*offered(near), leave_out_row()), near=near)
    return found[0]


def people_book(session: Session) -> NameBook[Person]:
    """Give the people of the register by name and userid."""
    found = list(session.scalars(select(Person).order_by(Person.id)))
    named = [(name, one) for one in found for name in (one.name, one.userid) if name]
    return NameBook(named, shown=lambda one: one.name)


def names_in(session: Session, text: str) -> list[str]:
    """List the names and short names of organisations that occur in a text, the longer ones first."""
    known = session.scalars(select(Organization.short_name).union(select(Organization.name))).all()
    return sorted((name for name in known if name in text), key=len, reverse=True)


def names_a_person(session: Session, text: str) -> bool:
    """Tell whether a text speaks of somebody of the register by name, who may lead more than one organisation."""
    return any(name in text for name in session.scalars(select(Person.name)) if name)


def mentioned(session: Session, text: str) -> Organization | None:
    """Find the assessed organisation a sentence speaks of, by its name or the beginning of it (荷塘一, 石湾村, 石湾).

    None when it names nobody, or could mean several.
    """
    meant = _longest(session, lambda name: name in text)[1]
    return meant[0] if len(meant) == 1 else None


def could_be_meant(session: Session, text: str) -> list[Organization]:
    """List the assessed organisations a sentence could speak of: 荷塘 is the beginning of several names."""
    return _longest(session, lambda name: name in text)[1] or [
        one for one in assessed_organizations(session) if one.short_name[:SHORTEST_NAME] in text
    ]


def named_first(session: Session, text: str) -> tuple[Organization, str] | None:
    """Part the assessed organisation a text begins with, by name or the beginning of it, from what follows.

    None when it begins with nobody's name, or with what could mean several.
    """
    length, meant = _longest(session, text.startswith)
    return (meant[0], text[length:]) if len(meant) == 1 else None


def _longest(session: Session, found_in: Callable[[str], bool]) -> tuple[int, list[Organization]]:
    """Find the longest name that occurs, and whose it is."""
    found = [(len(name), one) for one in assessed_organizations(session) for name in _names(one) if found_in(name)]
    longest = max((length for length, _ in found), default=0)
    return longest, list({one.id: one for length, one in found if length == longest}.values())


def _names(organization: Organization) -> Iterator[str]:
    yield organization.name
    name = organization.short_name
    for ending in ("", "支部", "村支部", "社区支部"):
        if name.endswith(ending) and len(name) - len(ending) >= SHORTEST_NAME:
            yield name.removesuffix(ending)


@dataclass(frozen=True)
class Mention:
    """Where a text names an organisation; several where a part of a name fits several (荷塘, 老年支部)."""

    start: int
    end: int
    organizations: tuple[Organization, ...]


def mentions(session: Session, text: str) -> list[Mention]:
    """Find the assessed organisations a text names, from left to right; parts of names only where none is in full."""
    assessed = assessed_organizations(session)
    whole = [(name, one) for one in assessed for name in _names(one)]
    return _found(text, whole) or _found(text, [(name, one) for one in assessed for name in _parts(one)])


def _found(text: str, names: Sequence[tuple[str, Organization]]) -> list[Mention]:
    found: list[Mention] = []
    place = 0
    while place < len(text):
        here = [(len(name), one) for name, one in names if text.startswith(name, place)]
        longest = max((length for length, _ in here), default=0)
        if longest:
            meant = {one.id: one for length, one in here if length == longest}
            found.append(Mention(place, place + longest, tuple(meant.values())))
        place += longest or 1
    return found


def _parts(organization: Organization) -> Iterator[str]:
    """Name what people shorten a name to: its beginning (荷塘), or the end of it (老年支部)."""
    core, name = organization.short_name.removesuffix("支部"), organization.short_name
    yield from (core[:end] for end in range(SHORTEST_NAME, len(core)))
    yield from (name[start:] for start in range(1, len(core) - SHORTEST_NAME + 1))
