"""The town's rule in one value: catalogue, bonus rules and policy, read from YAML and checked (R5, R25-R33)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from rules.catalogue import BonusLevel, BonusRule, Category, Document, Indicator
from rules.catalogue_reading import (
    check_document_points,
    check_hundredths,
    read_bonus_levels,
    read_bonus_rules,
    read_categories,
    read_documents,
    read_indicators,
)
from rules.policy import SECTIONS, Catalogue, Policy, read_policy
from rules.retired import with_what_was_to_confirm, without_retired
from rules.terms import read_terms
from rules.yaml_entries import Entry, YamlEntryError, unknown_name

REQUIRED = frozenset(
    {"version", "status", "updated", "documents", "categories", "indicators", "bonus_levels", "bonus_rules", "policy"}
)
OPTIONAL = frozenset({"replaces", "terms", "document_points"})
SOURCE = "scheme.yaml"


class SchemeError(ValueError):
    """The scheme cannot be used; the message names the line, the reason and what to do."""


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
    entry: Entry = field(repr=False, compare=False)

    @property
    def full_score(self) -> Decimal:
        """The points of all categories together, without bonus (办法 四)."""
        return sum((each.points for each in self.categories), Decimal(0))

    def with_overrides(self, overrides: Mapping[str, Any]) -> "Scheme":
        """Return the scheme with a town's changes: `{"indicators": {code: {field: value}}, "policy": {key: value}, …}`.

        The result is checked like a file; an unknown name or a bad value is a SchemeError.
        """
        try:
            return _build(_overridden(self.entry, Entry.of_data(dict(overrides))))
        except YamlEntryError as error:
            raise SchemeError(str(error)) from error


def load_scheme(text: str, source: str = SOURCE) -> Scheme:
    """Read a scheme from YAML text; `source` names the file in complaints, each of which is a SchemeError."""
    try:
        return _build(Entry.of_text(text, source))
    except YamlEntryError as error:
        raise SchemeError(str(error)) from error


def kept_scheme(text: str, overrides: Mapping[str, Any]) -> Scheme:
    """Read a rule with a town's changes as a database keeps them: checked when it came in, it holds as it was written.

    Keys that are retired are passed over, and no number is held against a range that was drawn later.
    """
    try:
        return _build(_overridden(Entry.of_text(text, SOURCE), Entry.of_data(dict(overrides)), kept=True), kept=True)
    except YamlEntryError as error:
        raise SchemeError(str(error)) from error


def _build(entry: Entry, *, kept: bool = False) -> Scheme:
    parts = entry.fields_named(REQUIRED, OPTIONAL)
    replaces = parts.get("replaces")
    levels = read_bonus_levels(parts["bonus_levels"])
    bonus_rules = read_bonus_rules(parts["bonus_rules"], levels)
    if kept:
        bonus_rules = with_what_was_to_confirm(bonus_rules, parts["bonus_rules"])
    categories = read_categories(parts["categories"])
    if "document_points" in parts:
        check_document_points(parts["document_points"], categories)
    documents = read_documents(parts["documents"])
    indicators = read_indicators(parts["indicators"], categories, documents)
    catalogue = Catalogue([one.code for one in categories], indicators, bonus_rules)
    policy = read_policy(parts["policy"], catalogue, kept=kept)
    if not kept:
        check_hundredths(parts["indicators"], parts["bonus_rules"])
    return Scheme(
        version=parts["version"].whole(),
        status=parts["status"].text(),
        updated=parts["updated"].day(),
        replaces=replaces.text() if replaces else None,
        documents=documents,
        categories=categories,
        indicators=indicators,
        bonus_levels=levels,
        bonus_rules=bonus_rules,
        policy=policy,
        terms=read_terms(parts["terms"]) if "terms" in parts else {},
        entry=entry,
    )


def _overridden(scheme: Entry, overrides: Entry, *, kept: bool = False) -> Entry:
    """Lay the town's changes over the scheme, without looking at what the values mean."""
    changes = overrides.fields_named(frozenset(), frozenset({"indicators", "policy", "terms"}))
    parts = scheme.fields()
    if "indicators" in changes:
        parts["indicators"] = _changed_indicators(parts["indicators"], changes["indicators"])
    if "policy" in changes:
        parts["policy"] = _changed_policy(parts["policy"], without_retired(changes["policy"], kept=kept))
    if "terms" in changes:
        parts["terms"] = changes["terms"].over(parts["terms"]) if "terms" in parts else changes["terms"]
    return scheme.holding(parts)


def _changed_indicators(indicators: Entry, changes: Entry) -> Entry:
    items = {item.fields()["code"].text(): item for item in indicators.items()}
    for code, change in changes.fields().items():
        if code not in items:
            raise unknown_name(change, code, items)
        if "code" in change.fields():
            raise change.problem("a code cannot be changed; records refer to it")
        items[code] = change.over(items[code])
    return indicators.listing(list(items.values()))


def _changed_policy(policy: Entry, changes: Entry) -> Entry:
    sections = policy.fields()
    for name, change in changes.fields().items():
        section = next((section for section, names in SECTIONS.items() if name in names), None)
        if section is None:
            raise unknown_name(change, name, frozenset().union(*SECTIONS.values()))
        sections[section] = Entry.of_data({}).holding({name: change}).over(sections[section])
    return policy.holding(sections)
