"""What a town's document calls its lists and bodies: the few words of every text that are the town's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Final

from rules.catalogue import Category
from rules.yaml_entries import YamlEntry
from rules.yaml_mistakes import Notes, YamlEntryError

# A name has to fit into a line of a phone beside what is said about it.
LONGEST_TERM: Final = 20


@dataclass(frozen=True, eq=False)
class OwnTerms:
    """The names a rule may give; where it gives none, templates/terms.yaml has the usual ones."""

    town: str
    board: str
    red: str
    grey: str
    red_streak: str
    grey_streak: str
    office: str
    leading_group: str
    leading_group_short: str
    leading_group_brief: str
    group: str
    committee: str
    secrecy_reviewer: str
    category_prefix: str
    consequences_clause: str
    interview_clause: str


@dataclass(frozen=True, eq=False)
class Terms(OwnTerms):
    """Every word of a template that differs from town to town: names, and how a board's period is spoken of."""

    period: str
    of_period: str
    brief: str
    last: str
    last_brief: str
    next: str
    some: str
    counted: str
    key: str
    said: str
    another_key: str
    following: str
    # What the boards of a year are called: 第一季度, 第二季度, …
    names: tuple[str, ...]
    boards_a_year: int
    categories: Mapping[str, Category]
    tie_break: tuple[str, ...]
    deadline_days: int
    # An indicator to show how a code is written: that of the committee's meetings, where the rule knows it as such.
    example_code: str
    # Whether there is such a list at all.
    has_red: bool
    has_grey: bool

    def short(self, title: str) -> str:
        """Shorten a category's title where it stands among other words: 基本制度 for 聚焦基本制度."""
        return title.removeprefix(self.category_prefix)

    @property
    def town_office(self) -> str:
        """The office that carries the assessment, with the town before it."""
        return self.town + self.office

    @property
    def town_leading_group(self) -> str:
        """The leading group, with the town before it."""
        return self.town + self.leading_group

    @property
    def town_committee(self) -> str:
        """The Party committee of the town."""
        return self.town + self.committee


OWN: Final = frozenset(field.name for field in fields(OwnTerms))


def read_terms(entry: YamlEntry) -> Mapping[str, str]:
    """Read the names a rule gives. Raises YamlEntryError for those that are no term, empty, too long, or alike."""
    notes, found = Notes(), dict[str, str]()
    for name, value in entry.fields_named(frozenset(), OWN, notes).items():
        with notes.noting():
            found[name] = _checked(value)
    notes.add_all(_alike(found, entry))
    notes.finish()
    return found


def _checked(value: YamlEntry) -> str:
    text = value.text()
    if not text.strip() or text != text.strip() or len(text) > LONGEST_TERM or not text.isprintable():
        reason = f"must be a name of 1 to {LONGEST_TERM} signs in one line"
        raise value.problem(reason, "term_length", said=text, length=len(text), longest=LONGEST_TERM)
    if set(text) & set("<>{}“”"):
        raise value.problem("must be a plain name, without brackets and quotation marks", "term_signs", said=text)
    return text


def _alike(found: Mapping[str, str], entry: YamlEntry) -> Iterator[YamlEntryError]:
    """Find one name for two lists: nobody could say which is meant."""
    lists = [found[name] for name in ("board", "red", "grey") if name in found]
    if len(set(lists)) < len(lists):
        yield entry.problem("gives one name to two of board, red and grey; each needs its own", "terms_alike")
