"""Finding in the register what people name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import BadInput, NotFound
from models.appointments import officers_called
from models.organization_changes import RENAMED, OrganizationChange
from models.organizations import Organization, assessed_organizations, organization_named
from models.people import Person
from rules.speech import plainly
from services.office_files.cells import Cell
from services.office_files.mistakes import Unclear, offered
from services.office_files.names import NameBook
from services.office_files.proposals import leave_out_row
from services.office_files.spelling import plain
from services.register.spotting import BETWEEN, CALLED, LOOSE, TITLE, Mention, Named, Searched

SHORTEST_NAME: Final = 2
LONGEST_PERSON: Final = 8


def registered(session: Session, name: str) -> Organization:
    """Find the organisation somebody names, as `named_alone` does. Raises NotFound for a name nobody has."""
    found = named_alone(session, name)
    if found is None:
        raise NotFound("unknown_organization", name=plainly(name))
    return found


def named_alone(session: Session, name: str) -> Organization | None:
    """Find who is named by id, name, short name, the beginning or end of it, or with a title; None for nobody's name.

    Raises BadInput for a part of a name that several share.
    """
    said = plainly(name)
    if found := organization_named(session, said):
        return found
    mention = named_first(session, said)
    return the_one(mention, said) if mention and not said[mention.end :].strip(LOOSE) else None


def the_one(mention: Mention, text: str, command: str = "") -> Organization:
    """Give the organisation a text names. Raises BadInput, which asks which of several is meant."""
    if len(mention.organizations) > 1:
        said = text[mention.start : mention.end]
        raise BadInput("which_of_several", said=said, command=command, organizations=mention.organizations)
    return mention.organizations[0]


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
    meant = _longest(session, text)
    return meant[0] if len(meant) == 1 else None


def could_be_meant(session: Session, text: str) -> list[Organization]:
    """List the assessed organisations a sentence could speak of: 荷塘 is the beginning of several names."""
    return _longest(session, text) or [
        one for one in assessed_organizations(session) if one.short_name[:SHORTEST_NAME] in text
    ]


def _longest(session: Session, text: str) -> list[Organization]:
    """Find the longest name that occurs, and whose it is."""
    said = plain(text)
    found = [(len(name), one) for name, one in _in_full(assessed_organizations(session)) if name in said]
    longest = max((length for length, _ in found), default=0)
    return list(dict.fromkeys(one for length, one in found if length == longest))


def _names(organization: Organization) -> Iterator[str]:
    yield organization.name
    name = organization.short_name
    for ending in ("", "支部", "村支部", "社区支部"):
        if name.endswith(ending) and len(name) - len(ending) >= SHORTEST_NAME:
            yield name.removesuffix(ending)


def mentions(session: Session, text: str) -> list[Mention]:
    """Find the assessed organisations a text names, from left to right; parts of names only where none is in full."""
    assessed, said = assessed_organizations(session), Searched.of(text)
    return [*said.each(_in_full(assessed))] or [*said.each(_in_part(assessed))]


def named_first(session: Session, text: str, *, apart: bool = True) -> Mention | None:
    """Find whom a text begins by naming, a title behind the name included; None when it begins with nobody's name.

    A part of a name (荷塘) has to stand `apart` from what follows.
    """
    assessed, said = assessed_organizations(session), Searched.of(text)
    found = said.at(0, _in_full(assessed)) or said.at(0, _in_part(assessed), apart=apart)
    title = TITLE.match(text, found.end) if found else None
    return replace(found, end=title.end()) if found and title else found


def names_first(session: Session, text: str, *, apart: bool = True) -> tuple[list[Mention], str]:
    """Part all organisations a text begins with (石湾村、荷塘一 …) from what follows."""
    found: list[Mention] = []
    end = 0
    while one := named_first(session, text[end:], apart=apart):
        found.append(Mention(end + one.start, end + one.end, one.organizations))
        between = BETWEEN.match(text, found[-1].end)
        end = between.end() if between else found[-1].end
    return found, text[end:]


def officer_first(session: Session, text: str, today: date) -> Mention | None:
    """Find the organisations of the officer whose name a text begins with; None where it begins with none's."""
    beginnings = [text[:length] for length in range(SHORTEST_NAME, LONGEST_PERSON + 1)]
    held = officers_called(session, beginnings, today)
    name = max((one.person.name for one in held), key=len, default="")
    led = dict.fromkeys(one.organization for one in held if one.organization and one.person.name == name)
    # Whoever leads a branch as well as what it belongs to is meant for the branch.
    found = [one for one in led if one.assessed] or [*led]
    called = CALLED.match(text, len(name))
    return Mention(0, called.end() if called else len(name), tuple(found)) if found else None


def _in_full(assessed: Iterable[Organization]) -> Named:
    return [(plain(name), one) for one in assessed for name in _names(one)]


def _in_part(assessed: Iterable[Organization]) -> Named:
    return [(plain(name), one) for one in assessed for name in _parts(one)]


def _parts(organization: Organization) -> Iterator[str]:
    """Name what people shorten a name to: its beginning (荷塘), or the end of it (老年支部)."""
    core, name = organization.short_name.removesuffix("支部"), organization.short_name
    yield from (core[:end] for end in range(SHORTEST_NAME, len(core)))
    yield from (name[start:] for start in range(1, len(core) - SHORTEST_NAME + 1))
