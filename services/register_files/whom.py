"""Who is meant by the names of a file: somebody of the register, or a newcomer who may stand in it several times.

One name with one number is one person; one name with two numbers are two. Who has neither number nor office of the same
name is the only one of that name, and where there are several it is asked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from models.people import Person
from rules.contacts import person_name
from services.office_files.cells import Cell
from services.office_files.mistakes import Option, Unclear
from services.office_files.spelling import plain
from services.register_files.stored import Stored

WORDING: Final = "register_files/file.txt"
_WITH_PLACE: Final = re.compile(r"(.+?)\((.+)\)")


@dataclass(frozen=True)
class Mention:
    """A person as a cell names him: `hint` stands in brackets behind the name, `place` is what he is in the file."""

    name: str
    cell: Cell
    heading: str
    place: str
    hint: str = ""
    phone: str = ""


@dataclass(eq=False)
class Newcomer:
    """Somebody the register does not know; `places` are the offices in the file."""

    name: str
    phone: str = ""
    userid: str = ""
    places: list[str] = field(default_factory=list)


Who = Person | Newcomer


def mention_of(text: str, cell: Cell, heading: str, place: str, phone: str = "") -> Mention:
    """Read a name: 孟　凡 is 孟凡, 王建国（柳浜二支部） says which one."""
    name = person_name(text)
    found = _WITH_PLACE.fullmatch(name)
    return Mention(person_name(found[1]) if found else name, cell, heading, place, found[2] if found else "", phone)


class Whom:
    """Finds out who is meant, once all mentions of the file are known."""

    def __init__(self, stored: Stored) -> None:
        self.stored = stored
        self.newcomers: dict[tuple[str, str], Newcomer] = {}
        self._phones: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))

    def note(self, mention: Mention) -> None:
        """Take down with which number somebody is named where."""
        if mention.phone:
            self._phones[mention.name][mention.phone].append(mention.place)

    def find(self, mention: Mention, holder: Person | None) -> Who:
        """Find who is meant; `holder` holds the office now. Raises Unclear where it has to be asked."""
        if holder is not None and plain(holder.name) == plain(mention.name) and not mention.hint:
            return holder
        owner = self.stored.by_phone.get(mention.phone) if mention.phone else None
        if owner is not None:
            if plain(owner.name) != plain(mention.name):
                raise Unclear("phone_of_other", wording=WORDING, person=owner.name, phone=mention.phone)
            return owner
        known = self.stored.people.get(plain(mention.name), [])
        if mention.hint:
            known = [one for one in known if any(mention.hint in post for post in self.stored.held[one.id])] or known
        fitting = [one for one in known if not (mention.phone and one.phone)]
        if len(fitting) == 1:
            return fitting[0]
        if len(fitting) > 1:
            raise self._several(
                mention, [self.stored.held[one.id][0] if self.stored.held[one.id] else "" for one in fitting]
            )
        return self._newcomer(mention)

    def _newcomer(self, mention: Mention) -> Newcomer:
        phones = self._phones.get(mention.name, {})
        phone = mention.phone
        if not phone and phones:
            fitting = [one for one, places in phones.items() if any(mention.hint in place for place in places)]
            if len(fitting) > 1:
                raise self._several(mention, [places[0] for places in phones.values()])
            phone = fitting[0] if fitting else ""
        found = self.newcomers.setdefault((mention.name, phone), Newcomer(mention.name, phone))
        found.places.append(mention.place)
        return found

    def _several(self, mention: Mention, places: list[str]) -> Unclear:
        """Ask which one of a name is meant, each offered with where he is."""
        said = mention.cell.text
        options = [
            Option(said.replace(mention.name, f"{mention.name}（{place}）", 1), f"{mention.name}（{place}）")
            for place in places
            if place
        ]
        return Unclear("which_of_name", options, wording=WORDING, asked=True, name=mention.name, places=places)
