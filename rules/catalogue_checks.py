"""What the catalogue must fulfil once it can be read: points above 0, codes, what has to add up (办法 四, 五)."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final, get_args

from rules.catalogue import Category, Frequency
from rules.periods import QUARTERS_IN_A_YEAR
from rules.yaml_entries import YamlEntry
from rules.yaml_mistakes import YamlEntryError

# A title must fit on one line of a phone.
LONGEST_TITLE: Final = 18

# Points are kept in hundredths.
PLACES: Final = 2

Mistakes = Iterator[YamlEntryError]


def codes_written(entry: YamlEntry | None) -> list[str] | None:
    """List the codes a part of the file gives, also of entries that cannot be read; None without such a part."""
    if entry is None:
        return None
    items = entry.each_called("code")
    return [item.path for item in items] if items else list(entry.names())


def category_mistakes(item: YamlEntry) -> Mistakes:
    """Find what is wrong with one category."""
    if not re.fullmatch("[A-Z]{2}", _said(item, "code") or "ZZ"):
        yield item.problem("the code of a category must be two capital letters, like ZZ", "category_code", "code")
    points = _number(item, "points")
    if points is not None and points <= 0:
        yield item.problem(f"has {points} points; it must be more than 0", "not_above_zero", "points", said=points)


def document_points_mistakes(entry: YamlEntry, categories: Collection[Category], written: Collection[str]) -> Mistakes:
    """Hold the categories against what the file says the document gives them: codes, order and points (R25-R29)."""
    stated = {code: points.decimal() for code, points in entry.fields().items()}
    if list(stated) != list(written):
        reason = f"the categories must be {', '.join(stated)} in this order, not {', '.join(written)}"
        yield entry.problem(reason, "other_categories", wanted=list(stated), found=list(written))
    for one in categories:
        if one.points != stated.get(one.code, one.points):
            reason = f"{one.code} has {one.points} points, but 办法{one.bf} gives it {stated[one.code]}"
            facts = {"code": one.code, "found": one.points, "bf": one.bf, "wanted": stated[one.code]}
            yield entry.problem(reason, "other_points", one.code, **facts)


def indicator_mistakes(
    item: YamlEntry, categories: Collection[str] | None, documents: Collection[str] | None
) -> Mistakes:
    """Find what is wrong with one indicator; None: nobody knows which categories, or documents, there are."""
    yield from _code_mistakes(item, categories)
    title = _said(item, "title")
    if len(title) > LONGEST_TITLE:
        reason = f"the title has {len(title)} characters; a phone shows {LONGEST_TITLE}, shorten it"
        yield item.problem(reason, "title_long", "title", length=len(title), longest=LONGEST_TITLE)
    yield from _deduction_mistakes(item)
    yield from _quarter_mistakes(item)
    for basis in item.below("basis").each_called(""):
        doc = _said(basis, "doc")
        if doc and documents is not None and doc not in documents:
            reason = f"rests on {doc!r}, which is not among documents ({', '.join(documents)})"
            yield basis.problem(reason, "no_document", "doc", said=doc, choices=list(documents))


def _code_mistakes(item: YamlEntry, categories: Collection[str] | None) -> Mistakes:
    code, category = _said(item, "code"), _said(item, "category")
    if category and categories is not None and category not in categories:
        known = sorted(categories)
        reason = f"the category {category!r} does not exist; write one of {', '.join(known)}"
        yield item.problem(reason, "no_category", "category", said=category, choices=known)
    elif code and category and not re.fullmatch(rf"{re.escape(category)}-[0-9]{{2}}", code):
        reason = f"the code must be {category}- and two digits, like {category}-01"
        yield item.problem(reason, "indicator_code", "code", category=category)


def _deduction_mistakes(item: YamlEntry) -> Mistakes:
    for at in ("points", "deduction.per_failure", "deduction.late"):
        points, name = _number(item, at), at.split(".")[-1]
        if points is not None and points <= 0:
            yield item.problem(f"{name} is {points}; it must be more than 0", "not_above_zero", at, said=points)
    late, most = _number(item, "deduction.late"), _number(item, "deduction.per_failure")
    if late is not None and most is not None and late > most > 0:
        reason = f"late costs {late}, more than not done at all ({most}); lower it"
        yield item.problem(reason, "late_costs_more", "deduction.late", said=late, most=most)


def _quarter_mistakes(item: YamlEntry) -> Mistakes:
    frequency, due = _said(item, "frequency"), _said(item, "due_quarter")
    yearly = frequency == "yearly"
    if frequency in get_args(Frequency) and bool(due) != yearly:
        reason = "due_quarter belongs to every yearly indicator and to no other; add or delete it"
        yield item.problem(reason, "due_quarter_when", "due_quarter", yearly=yearly)
    number = _number(item, "due_quarter")
    if number is not None and not 1 <= number <= QUARTERS_IN_A_YEAR:
        reason = f"due_quarter is {due}; it must be 1, 2, 3 or 4"
        yield item.problem(reason, "due_quarter_which", "due_quarter", said=due)


def sum_mistakes(categories: Collection[Category], indicators: YamlEntry) -> Mistakes:
    """Find categories whose indicators add up to something else, where the points of each of them can be read."""
    items = indicators.each_called("code")
    for category in categories:
        own = [item for item in items if category.code in (_said(item, "category"), item.path.split("-")[0])]
        addends = {item.path: _number(item, "points") or Decimal(0) for item in own}
        clear = all(_said(item, "category") == category.code and addends[item.path] > 0 for item in own)
        added = sum(addends.values())
        if clear and len(addends) == len(own) and added != category.points:
            reason = (
                f"the indicators of {category.code} add up to {added} points, but the category has "
                f"{category.points}; correct the points of one of them"
            )
            facts = {"code": category.code, "found": added, "wanted": category.points, "addends": addends}
            meant = own[0].below("points") if own else indicators
            yield replace(meant, path=indicators.path).problem(reason, "sum", **facts)


def _said(item: YamlEntry, name: str) -> str:
    """Give a single value as it is written; nothing where there is none."""
    value = item.given(name)
    return str(value.node.value) if value and value.is_single() and not value.is_null() else ""


def _number(item: YamlEntry, at: str) -> Decimal | None:
    value = item.given(*at.split("."))
    return value.number() if value else None


def bonus_rule_mistakes(item: YamlEntry, levels: Collection[str] | None) -> Mistakes:
    """Find levels that are not defined, or earn nothing (R30-R33)."""
    for level in item.below("levels").names():
        if levels is not None and level not in levels:
            reason = f"the level {level!r} is not among bonus_levels ({', '.join(levels)})"
            yield item.problem(reason, "no_level", f"levels.{level}", said=level, choices=list(levels))
        points = _number(item.below("levels"), level)
        if points is not None and points <= 0:
            reason = f"the level {level!r} earns {points} points; it must be more than 0"
            yield item.problem(reason, "not_above_zero", f"levels.{level}", said=points)


def hundredth_mistakes(indicators: YamlEntry | None, bonus_rules: YamlEntry | None) -> Mistakes:
    """Find points finer than a hundredth: no slip and no board could keep them."""
    for item in indicators.each_called("code") if indicators else ():
        places = [item.given("points"), item.given("deduction", "per_failure"), item.given("deduction", "late")]
        yield from _too_exact(places)
    for item in bonus_rules.each_called("code") if bonus_rules else ():
        levels = item.below("levels")
        yield from _too_exact([levels.given(name) for name in levels.names()])


def _too_exact(points: Sequence[YamlEntry | None]) -> Mistakes:
    for entry in points:
        number = entry.number() if entry else None
        if entry and number is not None and number != round(number, PLACES):
            reason = f"{entry.text()} points are too exact; {PLACES} decimals at most can be kept"
            yield entry.problem(reason, "too_exact", said=entry.text(), places=PLACES)
