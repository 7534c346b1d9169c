"""Reading the catalogue from YAML and checking that its points add up (办法 四, 五)."""

import re
from collections.abc import Mapping
from typing import Final, TypeVar

from rules.catalogue import SECTORS, BonusLevel, BonusRule, Category, Document, Indicator
from rules.periods import QUARTERS_IN_A_YEAR
from rules.yaml_entries import Entry
from rules.yaml_types import names_of, read_fields, read_record

Coded = TypeVar("Coded")

# So many stand side by side on a board's picture.
MOST_CATEGORIES: Final = 8
# A title must fit on one line of a phone.
LONGEST_TITLE: Final = 18

# Points are kept in hundredths.
PLACES: Final = 2

_DEDUCTION_REQUIRED = frozenset({"unit", "per_failure", "floor"})
_DEDUCTION_OPTIONAL = frozenset({"late"})


def read_documents(entry: Entry) -> dict[str, Document]:
    """Read the regulations that indicators may rest on, by their short code."""
    return {code: read_record(Document, each) for code, each in entry.fields().items()}


def read_categories(entry: Entry) -> tuple[Category, ...]:
    """Read the categories: how many there are, their codes, names and points are the town's own (办法 四)."""
    found: dict[str, Category] = {}
    for item in map(_called_by_code, entry.items()):
        category = read_record(Category, item)
        if not re.fullmatch("[A-Z]{2}", category.code):
            raise item.problem("the code of a category must be two capital letters, like ZZ")
        if category.points <= 0:
            raise item.problem(f"has {category.points} points; it must be more than 0")
        _keep_new(found, category.code, category, item)
    if not 1 <= len(found) <= MOST_CATEGORIES:
        raise entry.problem(f"there are {len(found)} categories; write 1 to {MOST_CATEGORIES}")
    return tuple(found.values())


def check_document_points(entry: Entry, categories: tuple[Category, ...]) -> None:
    """Hold the categories against what the file says the document gives them: codes, order and points (R25-R29)."""
    stated = {code: points.decimal() for code, points in entry.fields().items()}
    if list(stated) != [one.code for one in categories]:
        raise entry.problem(
            f"the categories must be {', '.join(stated)} in this order, not {', '.join(one.code for one in categories)}"
        )
    for one in categories:
        if one.points != stated[one.code]:
            raise entry.problem(f"{one.code} has {one.points} points, but 办法{one.bf} gives it {stated[one.code]}")


def read_indicators(
    entry: Entry, categories: tuple[Category, ...], documents: Mapping[str, Document]
) -> dict[str, Indicator]:
    """Read the indicators by code and check each of them and the sum of every category."""
    known = {category.code for category in categories}
    found: dict[str, Indicator] = {}
    for item in entry.items():
        named = _called_by_code(item)
        indicator = _read_indicator(named)
        _check_code(indicator, named, known)
        _check_indicator(indicator, named, documents)
        _keep_new(found, indicator.code, indicator, named)
    for category in categories:
        _check_sum(category, found, entry)
    return found


def read_bonus_levels(entry: Entry) -> dict[str, BonusLevel]:
    """Read the levels that honours have, lowest first."""
    return {code: read_record(BonusLevel, each) for code, each in entry.fields().items()}


def read_bonus_rules(entry: Entry, levels: Mapping[str, BonusLevel]) -> dict[str, BonusRule]:
    """Read the bonus rules by code; a level that is not defined, or earns nothing, is refused (R30-R33)."""
    found: dict[str, BonusRule] = {}
    for item in entry.items():
        named = _called_by_code(item)
        rule = read_record(BonusRule, named)
        for level, points in rule.levels.items():
            if level not in levels:
                raise named.problem(f"the level {level!r} is not among bonus_levels ({', '.join(levels)})")
            if points <= 0:
                raise named.problem(f"the level {level!r} earns {points} points; it must be more than 0")
        _keep_new(found, rule.code, rule, named)
    return found


def check_hundredths(indicators: Entry, bonus_rules: Entry) -> None:
    """Refuse points finer than a hundredth: no slip and no board could keep them."""
    for item in map(_called_by_code, indicators.items()):
        deduction = item.fields()["deduction"].fields()
        _check_hundredth(
            item.fields()["points"], *(deduction[name] for name in ("per_failure", "late") if name in deduction)
        )
    for item in map(_called_by_code, bonus_rules.items()):
        _check_hundredth(*item.fields()["levels"].fields().values())


def _check_hundredth(*points: Entry) -> None:
    for entry in points:
        if entry.decimal() != round(entry.decimal(), PLACES):
            raise entry.problem(f"{entry.text()} points are too exact; {PLACES} decimals at most can be kept")


def _called_by_code(item: Entry) -> Entry:
    """Name a list item by its code, so that complaints say HD-01 instead of its place in the list."""
    code = item.fields().get("code")
    return Entry(item.node, code.text()) if code else item


def _read_indicator(item: Entry) -> Indicator:
    required, optional = names_of(Indicator)
    fields = item.fields_named((required - _DEDUCTION_REQUIRED) | {"deduction"}, optional - _DEDUCTION_OPTIONAL)
    deduction = fields.pop("deduction").fields_named(_DEDUCTION_REQUIRED, _DEDUCTION_OPTIONAL)
    floor = deduction.pop("floor")
    if floor.decimal() != 0:
        raise floor.problem("must be 0: an indicator never goes below 0 points (A5)")
    applies_to = _read_sectors(fields.pop("applies_to"))
    return Indicator(**read_fields(Indicator, {**fields, **deduction}), applies_to=applies_to)


def _read_sectors(entry: Entry) -> frozenset[str] | None:
    if entry.is_single() and entry.text() == "all":
        return None
    sectors = entry.items()
    for sector in sectors:
        if sector.text() not in SECTORS:
            raise sector.problem(f"{sector.text()!r} is not a sector; write all, or a list of {', '.join(SECTORS)}")
    if not sectors:
        raise entry.problem("an empty list applies to nobody; write all, or name the sectors")
    return frozenset(sector.text() for sector in sectors)


def _check_code(indicator: Indicator, item: Entry, categories: set[str]) -> None:
    if indicator.category not in categories:
        raise item.problem(
            f"the category {indicator.category!r} does not exist; write one of {', '.join(sorted(categories))}"
        )
    if not re.fullmatch(rf"{indicator.category}-[0-9]{{2}}", indicator.code):
        raise item.problem(f"the code must be {indicator.category}- and two digits, like {indicator.category}-01")
    if len(indicator.title) > LONGEST_TITLE:
        raise item.problem(
            f"the title has {len(indicator.title)} characters; a phone shows {LONGEST_TITLE}, shorten it"
        )


def _check_indicator(indicator: Indicator, item: Entry, documents: Mapping[str, Document]) -> None:
    for name, points in (
        ("points", indicator.points),
        ("per_failure", indicator.per_failure),
        ("late", indicator.late),
    ):
        if points is not None and points <= 0:
            raise item.problem(f"{name} is {points}; it must be more than 0")
    if indicator.late is not None and indicator.late > indicator.per_failure:
        raise item.problem(
            f"late costs {indicator.late}, more than not done at all ({indicator.per_failure}); lower it"
        )
    if (indicator.due_quarter is not None) != (indicator.frequency == "yearly"):
        raise item.problem("due_quarter belongs to every yearly indicator and to no other; add or delete it")
    if indicator.due_quarter is not None and not 1 <= indicator.due_quarter <= QUARTERS_IN_A_YEAR:
        raise item.problem(f"due_quarter is {indicator.due_quarter}; it must be 1, 2, 3 or 4")
    for basis in indicator.basis:
        if basis.doc not in documents:
            raise item.problem(f"rests on {basis.doc!r}, which is not among documents ({', '.join(documents)})")


def _check_sum(category: Category, indicators: Mapping[str, Indicator], entry: Entry) -> None:
    points = sum(indicator.points for indicator in indicators.values() if indicator.category == category.code)
    if points != category.points:
        raise entry.problem(
            f"the indicators of {category.code} add up to {points} points, but the category has {category.points}; "
            "correct the points of one of them"
        )


def _keep_new(found: dict[str, Coded], code: str, value: Coded, item: Entry) -> None:
    if code in found:
        raise item.problem("this code is used twice; give each its own")
    found[code] = value
