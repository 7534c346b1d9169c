"""The people a register names, held against who holds the offices now, and how each is reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from bot.errors import NoRight
from bot.wording import refusal_text, word
from models.appointments import DEPUTY, GROUP_MEMBER, SECRETARY
from models.people import Person
from services.office_files.cells import Cell
from services.office_files.mistakes import Mistake, Option, Unclear, offered
from services.office_files.proposals import Draft, Handed
from services.office_files.spelling import plain
from services.people.rights import TOWN_OFFICES, check_office, check_person
from services.register_files.headings import ACCOUNTS, OFFICERS, PAIR, PHONES
from services.register_files.rows import Contacts, OrganizationRow, PostsRow
from services.register_files.stored import Stored
from services.register_files.values import LABELS
from services.register_files.whom import WORDING, Mention, Newcomer, Who, Whom

# What is said of a number or an account that is somebody else's.
ANOTHERS: Final = {"phone": "phone_of_other", "userid": "userid_of_other"}


class ComparingPeople:
    """One file's people being compared; what it finds stands in the draft, in the rows and in the contacts."""

    def __init__(self, handed: Handed, stored: Stored, whom: Whom, draft: Draft, contacts: Contacts) -> None:
        self.handed, self.stored, self.whom, self.draft, self.contacts = handed, stored, whom, draft, contacts
        self.fills: set[str] = set()  # the roles of the town's offices that somebody new holds

    def officers(self, one: OrganizationRow) -> None:
        """Compare who leads an organisation."""
        place = one.organization.id if one.organization else ""
        holders = {role: self.stored.holder(role, place) for role in OFFICERS}
        for role in OFFICERS:
            holder = holders[role]
            if role in one.blank and holder is not None:
                self._ask_empty(one, role, holder)
            elif role in one.officers:
                one.who[role] = self._who(one.officers[role], holder)
                self._reached(one, role)
        paired = [role for role in (SECRETARY, DEPUTY) if role not in one.row.table.columns and role in one.officers]
        for role in OFFICERS:
            if role in one.officers and role not in paired:
                self._compare_names(one.cell(role), [holders[role]], [one.who[role]])
        if paired:
            self._compare_names(one.cell(PAIR), [holders[role] for role in paired], [one.who[role] for role in paired])

    def _ask_empty(self, one: OrganizationRow, role: str, holder: Person) -> None:
        key = role if role in one.row.table.columns else PAIR
        options = (
            Option(word(WORDING, "vacant"), word(WORDING, "now_vacant", before=holder.name)),
            Option(holder.name, word(WORDING, "keep", before=holder.name)),
        )
        self.draft.note(
            one.cell(key),
            one.heading(key),
            Unclear("empty_over", options, wording=WORDING, asked=True, before=holder.name),
        )

    def _compare_names(self, cell: Cell, before: Iterable[Who | None], after: Iterable[Who | None]) -> None:
        old, new = ("/".join(who.name if who else "" for who in some) for some in (before, after))
        self.draft.compare(cell.place, old.strip("/"), new.strip("/"))

    def _who(self, mention: Mention | None, holder: Person | None) -> Who | None:
        if mention is None:
            return None
        try:
            return self.whom.find(mention, holder)
        except Unclear as unclear:
            self.draft.note(mention.cell, mention.heading, unclear)
            return holder

    def _reached(self, one: OrganizationRow, role: str) -> None:
        who, mention = one.who[role], one.officers[role]
        if who is not None and mention is not None:
            self._contact(who, mention.phone, one.cell(PHONES[role]), one.heading(PHONES[role]), "phone")
            account = one.userids.get(role, "")
            self._contact(who, account, one.cell(ACCOUNTS[role]), one.heading(ACCOUNTS[role]), "userid")

    def _contact(self, who: Who, said: str, cell: Cell, heading: str, kind: str) -> None:
        """Note a number or an account somebody gets, unless it is another's."""
        if not said:
            return
        known = self.stored.by_phone if kind == "phone" else self.stored.by_userid
        owner = known.get(said)
        if owner is not None and owner is not who:
            unclear = Unclear(ANOTHERS[kind], wording=WORDING, person=owner.name, phone=said)
            self.draft.note(cell, heading, unclear)
            return
        given = self.contacts.given(who, kind)
        if given and given != said:
            self.draft.note(cell, heading, Unclear("two_contacts", wording=WORDING, name=who.name, other=given))
            return
        before = (getattr(who, kind) or "") if isinstance(who, Person) else ""
        if kind == "userid" and isinstance(who, Person) and before != said:
            session, now = self.handed.session, self.handed.now
            if self._refused(lambda by: check_person(session, by, who, now), cell, heading):
                return
        self.contacts.note(who, **{kind: said})
        self.draft.compare(cell.place, before, said)

    def _refused(self, check: Callable[[Person], None], cell: Cell, heading: str) -> bool:
        """Note that somebody else must enter it: who holds an office of the town, and which account is theirs."""
        by = self.handed.by
        try:
            if by is not None:
                check(by)
        except NoRight as refused:
            self.draft.mistakes.append(Mistake(cell.place, heading, cell.text, refusal_text(refused)))
            return True
        return False

    def unit(self, unit: PostsRow) -> None:
        """Compare a group or a department with its people."""
        units: Mapping[str, Any] = self.stored.groups if "scope" in unit.values else self.stored.departments
        known = units.get(plain(unit.name))
        self.draft.compare(unit.row.cell("name").place, known.name if known else "", known.name if known else unit.name)
        for key in unit.values:
            if unit.values[key]:
                self.draft.compare(
                    unit.row.cell(key).place, (getattr(known, key) or "") if known else "", unit.values[key]
                )
        for role, mentions in unit.people.items():
            held = [one.person for one in self.stored.posts.get((role, known.id if known else ""), [])]
            if mentions:
                unit.who[role] = self._several(mentions, held, single=role != GROUP_MEMBER)

    def _several(self, mentions: Sequence[Mention], held: Sequence[Person], *, single: bool) -> list[Who]:
        found = []
        for mention in mentions:
            same = next((one for one in held if plain(one.name) == plain(mention.name)), None)
            who = self._who(mention, same)
            found += [who] if who is not None else []
        names = [who.name for who in (held[-1:] if single else held)]
        self.draft.compare(mentions[0].cell.place, "、".join(names), "、".join(who.name for who in found))
        return found

    def office(self, office: PostsRow) -> None:
        """Compare who holds an office of the town."""
        role = _role_said(office.values["role"])
        (mention,) = office.people["person"]
        if role is None:
            words = [word(LABELS, f"role_{one}") for one in TOWN_OFFICES]
            unclear = Unclear("one_of", offered(words), labels=words)
            self.draft.note(office.row.cell("role"), office.row.table.heading("role"), unclear)
            return
        held = [one for one in self.stored.posts.get((role, ""), []) if plain(one.person.name) == plain(mention.name)]
        session, now = self.handed.session, self.handed.now
        if not held and self._refused(
            lambda by: check_office(session, by, role, None, now), mention.cell, mention.heading
        ):
            return
        who = self._who(mention, held[0].person if held else None)
        if who is not None:
            office.who[role] = [who]
            self.fills |= set() if held else {role}
            self.draft.compare(mention.cell.place, held[0].person.name if held else "", who.name)
            self._contacts_in(office, who)

    def contacts_of(self, person: PostsRow) -> None:
        """Note how somebody is reached whose offices stand elsewhere."""
        (mention,) = person.people["person"]
        posts = person.values["posts"]
        known = self.stored.people.get(plain(mention.name), [])
        known = [one for one in known if "、".join(self.stored.held[one.id]) == posts] or known
        fresh = [one for one in self.whom.newcomers.values() if one.name == mention.name]
        found: list[Who] = [*known, *fresh]
        if len(found) != 1:
            block = "which_of_name" if found else "nobody"
            places = ["、".join(_places(self.stored, one)) for one in found]
            unclear = Unclear(block, wording=WORDING, name=mention.name, places=places)
            self.draft.note(mention.cell, mention.heading, unclear)
            return
        self._contacts_in(person, found[0])

    def _contacts_in(self, row: PostsRow, who: Who) -> None:
        for kind in ("phone", "userid"):
            self._contact(who, row.values[kind], row.row.cell(kind), row.row.table.heading(kind), kind)


def _places(stored: Stored, who: Who) -> Sequence[str]:
    return who.places if isinstance(who, Newcomer) else stored.held[who.id]


def _role_said(text: str) -> str | None:
    """Tell which office of the town is said: its name, or as much of it as no other has: 组织办主任."""
    said, labels = plain(text), {role: plain(word(LABELS, f"role_{role}")) for role in TOWN_OFFICES}
    exact = [role for role, label in labels.items() if label == said]
    near = [role for role, label in labels.items() if said and said in label]
    found = exact or near
    return found[0] if len(found) == 1 else None
