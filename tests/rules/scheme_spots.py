"""Every single value of the shipped rule, and the rule with one of them changed."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from rules.scheme import Scheme, load_scheme
from rules.scheme_diff import ABOUT

FILE = Path(__file__).parents[2] / "data" / "scheme.yaml"
SHIPPED = load_scheme(FILE.read_text(encoding="utf-8"))
CODED = {"indicator": "indicators", "bonus_rule": "bonus_rules", "bonus_level": "bonus_levels", "document": "documents"}

Spot = tuple[str, str, str, str]


def spots() -> Iterator[Spot]:
    """List every single value of the shipped rule: part, code, field, and entry within a list of names and values."""
    # The shipped rule gives no names of its own.
    yield from (("about", "", name, "") for name in ABOUT if name != "terms")
    yield from _values("policy", "", SHIPPED.policy)
    for one in SHIPPED.categories:
        yield from _values("category", one.code, one)
    for part, name in CODED.items():
        for code, each in getattr(SHIPPED, name).items():
            yield from _values(part, code, each)


def _values(part: str, code: str, holder: Any) -> Iterator[Spot]:
    for each in dataclasses.fields(holder):
        held = getattr(holder, each.name)
        if each.name != "code":
            yield from ((part, code, each.name, entry) for entry in (held if isinstance(held, Mapping) else ("",)))


SPOTS = list(spots())


def another(name: str, value: Any) -> Any:
    """Give another value of the same type; something that fits the name where there was nothing."""
    kinds: dict[type, Callable[[Any], Any]] = {
        bool: lambda held: not held,
        str: lambda held: f"{held}改",
        date: lambda held: held + timedelta(days=1),
        tuple: lambda held: (*held, held[0]) if held else ("JF-1",),
        frozenset: lambda held: held - {min(held)},
        type(None): lambda _: frozenset({"village"}) if name == "applies_to" else Decimal(1),
    }
    return kinds.get(type(value), lambda held: held + type(held)(1))(value)


def replaced(scheme: Scheme, **values: Any) -> Scheme:
    """Put other values into a rule; whether they fit together is not checked."""
    return dataclasses.replace(scheme, **values)


def changed(scheme: Scheme, spot: Spot) -> Scheme:
    """Change one value of a rule and nothing else."""
    part, code, name, entry = spot
    if part == "about":
        return replaced(scheme, **{name: another(name, getattr(scheme, name))})
    if part == "policy":
        return replaced(scheme, policy=_changed(scheme.policy, name, entry))
    if part == "category":
        touched = tuple(_changed(one, name, entry) if one.code == code else one for one in scheme.categories)
        return replaced(scheme, categories=touched)
    held = getattr(scheme, CODED[part])
    return replaced(scheme, **{CODED[part]: {**held, code: _changed(held[code], name, entry)}})


def _changed(holder: Any, name: str, entry: str) -> Any:
    held = getattr(holder, name)
    return dataclasses.replace(
        holder, **{name: {**held, entry: another(name, held[entry])} if entry else another(name, held)}
    )
