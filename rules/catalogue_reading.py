"""Reading the catalogue from YAML: every mistake is noted, and what can be read is given (办法 四, 五)."""

from collections.abc import Callable, Collection
from typing import Final, TypeVar

from rules.catalogue import SECTORS, BonusLevel, BonusRule, Category, Document, Indicator
from rules.catalogue_checks import (
    Mistakes,
    bonus_rule_mistakes,
    category_mistakes,
    indicator_mistakes,
    sum_mistakes,
)
from rules.yaml_entries import YamlEntry
from rules.yaml_mistakes import Notes
from rules.yaml_types import names_of, read_fields, read_record

Coded = TypeVar("Coded", Category, Indicator, BonusRule)
Record = TypeVar("Record", Document, BonusLevel)
Codes = Collection[str] | None

# So many stand side by side on a board's picture.
MOST_CATEGORIES: Final = 8

_DEDUCTION_REQUIRED = frozenset({"unit", "per_failure", "floor"})
_DEDUCTION_OPTIONAL = frozenset({"late"})


def read_by_code(record: type[Record], entry: YamlEntry, notes: Notes) -> dict[str, Record]:
    """Read regulations that indicators may rest on, or levels that honours have, by their short code."""
    found: dict[str, Record] = {}
    for code, each in entry.fields(notes).items():
        with notes.noting():
            found[code] = read_record(record, each)
    return found


def read_categories(entry: YamlEntry, notes: Notes) -> tuple[Category, ...]:
    """Read the categories: how many there are, their codes, names and points are the town's own (办法 四)."""
    found = _read_coded(entry, lambda item: read_record(Category, item), category_mistakes, notes)
    written = len(entry.items())
    if not 1 <= written <= MOST_CATEGORIES:
        reason = f"there are {written} categories; write 1 to {MOST_CATEGORIES}"
        notes.add(entry.problem(reason, "how_many_categories", found=written, most=MOST_CATEGORIES))
        return ()
    return tuple(found.values())


def read_indicators(
    entry: YamlEntry, categories: Collection[Category], known: Codes, documents: Codes, notes: Notes
) -> dict[str, Indicator]:
    """Read the indicators by code and check each of them and the sum of every category.

    `known` are the codes of all categories, `documents` of all regulations, None where nobody knows them.
    """

    def mistakes(item: YamlEntry) -> Mistakes:
        return indicator_mistakes(item, known, documents)

    found = _read_coded(entry, _read_indicator, mistakes, notes)
    notes.add_all(sum_mistakes(categories, entry))
    return found


def read_bonus_rules(entry: YamlEntry, levels: Codes, notes: Notes) -> dict[str, BonusRule]:
    """Read the bonus rules by code (R30-R33)."""

    def mistakes(item: YamlEntry) -> Mistakes:
        return bonus_rule_mistakes(item, levels)

    return _read_coded(entry, lambda item: read_record(BonusRule, item), mistakes, notes)


def _read_coded(
    entry: YamlEntry, read: Callable[[YamlEntry], Coded], mistakes: Callable[[YamlEntry], Mistakes], notes: Notes
) -> dict[str, Coded]:
    """Read the entries of a list by their codes, and note what is wrong with each."""
    entry.items()
    found: dict[str, Coded] = {}
    written: set[str] = set()
    for item in entry.each_called("code"):
        one = notes.take(read, item)
        notes.add_all(mistakes(item))
        if item.path in written:
            notes.add(item.problem("this code is used twice; give each its own", "code_twice", "code", said=item.path))
        written.add(item.path)
        if one is not None:
            found.setdefault(one.code, one)
    return found


def _read_indicator(item: YamlEntry) -> Indicator:
    notes = Notes()
    required, optional = names_of(Indicator)
    stated, allowed = (required - _DEDUCTION_REQUIRED) | {"deduction"}, optional - _DEDUCTION_OPTIONAL
    fields = item.fields_named(stated, allowed, notes)
    deduction = notes.take(_deduction, fields.pop("deduction"), notes) if "deduction" in fields else None
    sectors = fields.pop("applies_to", None)
    values = read_fields(Indicator, {**fields, **(deduction or {})}, notes)
    applies_to = notes.take(_read_sectors, sectors) if sectors else None
    notes.finish()
    return Indicator(**values, applies_to=applies_to)


def _deduction(entry: YamlEntry, notes: Notes) -> dict[str, YamlEntry]:
    deduction = entry.fields_named(_DEDUCTION_REQUIRED, _DEDUCTION_OPTIONAL, notes)
    floor = deduction.pop("floor", None)
    if floor and notes.take(floor.decimal):
        reason = "must be 0: an indicator never goes below 0 points (A5)"
        notes.add(floor.problem(reason, "floor", said=floor.text()))
    return deduction


def _read_sectors(entry: YamlEntry) -> frozenset[str] | None:
    if entry.is_single() and entry.text() == "all":
        return None
    notes = Notes()
    sectors = entry.items()
    if not sectors:
        reason = "an empty list applies to nobody; write all, or name the sectors"
        raise entry.problem(reason, "no_sector", choices=list(SECTORS))
    named = [notes.take(_sector, sector) for sector in sectors]
    notes.finish()
    return frozenset(one for one in named if one)


def _sector(sector: YamlEntry) -> str:
    text = sector.text()
    if text not in SECTORS:
        reason = f"{text!r} is not a sector; write all, or a list of {', '.join(SECTORS)}"
        raise sector.problem(reason, "other_sector", said=text, choices=list(SECTORS))
    return text
