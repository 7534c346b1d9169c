"""The town's rule in one value: catalogue, bonus rules and policy, read from YAML and checked (R5, R25-R33)."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from rules.catalogue import BonusLevel, BonusRule, Category, Document, Indicator
from rules.catalogue_checks import codes_written, document_points_mistakes, hundredth_mistakes
from rules.catalogue_reading import read_bonus_rules, read_by_code, read_categories, read_indicators
from rules.policy import Policy
from rules.policy_reading import Catalogue, read_policy
from rules.retired import with_what_was_to_confirm
from rules.scheme_overrides import overridden
from rules.terms import read_terms
from rules.yaml_entries import YamlEntry
from rules.yaml_mistakes import Mistake, Notes, YamlEntryError

REQUIRED = frozenset(
    {"version", "status", "updated", "documents", "categories", "indicators", "bonus_levels", "bonus_rules", "policy"}
)
OPTIONAL = frozenset({"replaces", "terms", "document_points"})
SOURCE = "scheme.yaml"


class SchemeError(ValueError):
    """The scheme cannot be used; its text names of each mistake the line, the reason and what to do.

    What people read is worded from the `mistakes` (bot/rule_mistakes.py).
    """

    def __init__(self, *mistakes: Mistake) -> None:
        super().__init__("\n".join(one.sentence for one in mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True)
class Scheme:
    """One version of the rule by which a quarter is assessed; indicators and bonus rules go by their codes.

    `terms` are the names the rule itself gives to lists and bodies; the usual ones are in templates/terms.yaml.
    """

    version: int
    status: str
    updated: date
    replaces: str | None
    documents: Mapping[str, Document]
    categories: tuple[Category, ...]
    indicators: Mapping[str, Indicator]
    bonus_levels: Mapping[str, BonusLevel]
    bonus_rules: Mapping[str, BonusRule]
    policy: Policy
    terms: Mapping[str, str]
    entry: YamlEntry = field(repr=False, compare=False)

    @property
    def full_score(self) -> Decimal:
        """The points of all categories together, without bonus (办法 四)."""
        return sum((each.points for each in self.categories), Decimal(0))

    def with_overrides(self, overrides: Mapping[str, Any] | YamlEntry) -> "Scheme":
        """Return the scheme with a town's changes: `{"indicators": {code: {field: value}}, "policy": {key: value}, …}`.

        The result is checked like a file; an unknown name or a bad value is a SchemeError. Entries read from a file
        are told with their lines.
        """
        notes = Notes()
        with _told():
            changes = overrides if isinstance(overrides, YamlEntry) else YamlEntry.of_data(dict(overrides))
            return _build(overridden(self.entry, changes, notes), notes)


@lru_cache(maxsize=8)
def load_scheme(text: str, source: str = SOURCE) -> Scheme:
    """Read a scheme from YAML text; `source` names the file. Raises SchemeError with all mistakes of the file.

    A town tries its changes one after the other on the same text, which is read once.
    """
    with _told():
        return _build(YamlEntry.of_text(text, source), Notes())


@lru_cache(maxsize=16)
def kept_scheme(text: str, overrides: str) -> Scheme:
    """Read a rule with a town's changes as a database keeps them: checked when it came in, it holds as it was written.

    `overrides` is the JSON text that is kept with it. Keys that are retired are passed over, and no number is held
    against a range that was drawn later.
    """
    notes = Notes()
    with _told():
        entry = overridden(YamlEntry.of_text(text, SOURCE), YamlEntry.of_data(json.loads(overrides)), notes, kept=True)
        return _build(entry, notes, kept=True)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except YamlEntryError as error:
        raise SchemeError(*error.mistakes) from error


def _build(entry: YamlEntry, notes: Notes, *, kept: bool = False) -> Scheme:
    """Read every part, whatever is wrong with another, and raise all mistakes together."""
    parts = entry.fields_named(REQUIRED, OPTIONAL, notes)
    values = {**_about(parts, notes), **_catalogue(parts, notes)}
    if "policy" in parts:
        values["policy"] = notes.take(read_policy, parts["policy"], _nameable(parts, values), notes, kept=kept)
    if not kept:
        notes.add_all(hundredth_mistakes(parts.get("indicators"), parts.get("bonus_rules")))
    notes.finish()
    if kept:
        values["bonus_rules"] = with_what_was_to_confirm(values["bonus_rules"], parts["bonus_rules"])
    return Scheme(**values, entry=entry)


def _about(parts: Mapping[str, YamlEntry], notes: Notes) -> dict[str, Any]:
    """Read what the file says of itself, and the names it gives."""
    readers: Mapping[str, Callable[[YamlEntry], Any]] = {
        "version": YamlEntry.whole,
        "status": YamlEntry.text,
        "updated": YamlEntry.day,
        "replaces": YamlEntry.text,
        "terms": read_terms,
    }
    read = {name: notes.take(reader, parts[name]) for name, reader in readers.items() if name in parts}
    return {"replaces": None, "terms": {}, **read}


def _catalogue(parts: Mapping[str, YamlEntry], notes: Notes) -> dict[str, Any]:
    """Read categories, indicators and bonus rules, with what they rest on."""
    parted = (parts.get(name) for name in ("categories", "documents", "bonus_levels"))
    known, documents, levels = map(codes_written, parted)
    found: dict[str, Any] = {"categories": ()}
    readers: Mapping[str, Callable[[YamlEntry], Any]] = {
        "documents": lambda part: read_by_code(Document, part, notes),
        "bonus_levels": lambda part: read_by_code(BonusLevel, part, notes),
        "categories": lambda part: read_categories(part, notes),
        "indicators": lambda part: read_indicators(part, found["categories"], known, documents, notes),
        "bonus_rules": lambda part: read_bonus_rules(part, levels, notes),
    }
    for name, reader in readers.items():
        if name in parts:
            found[name] = notes.take(reader, parts[name]) or found.get(name, {})
    if "document_points" in parts and known is not None:
        notes.add_all(document_points_mistakes(parts["document_points"], found["categories"], known))
    return found


def _nameable(parts: Mapping[str, YamlEntry], found: Mapping[str, Any]) -> Catalogue:
    """Gather what the policy can name, also of what could not be read."""
    codes = {name: codes_written(parts.get(name)) for name in ("categories", "indicators", "bonus_rules")}
    units = {code: one.unit for code, one in (found.get("indicators") or {}).items()}
    return Catalogue(**codes, units=units)
