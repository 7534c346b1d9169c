"""Reading YAML entries as the types that a dataclass declares for its fields."""

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from rules.yaml_entries import YamlEntry
from rules.yaml_mistakes import Notes

Record = TypeVar("Record")
Name = TypeVar("Name", str, int)


def read_record(record: type[Record], entry: YamlEntry) -> Record:
    """Read a mapping as a dataclass; fields with a default may be left out, unknown names are refused."""
    notes = Notes()
    values = read_fields(record, entry.fields_named(*names_of(record), notes), notes)
    notes.finish()
    return record(**values)


@dataclasses.dataclass(frozen=True)
class Within:
    """The range of a number, both ends included; written beside its type. `places` is how many decimals it may have."""

    lowest: int
    highest: int
    places: int = 2

    def __str__(self) -> str:
        return f"{self.lowest} to {self.highest}"

    def check(self, number: Any, entry: YamlEntry) -> None:
        """Refuse a number outside, or with more decimals; the YamlEntryError says what it may be."""
        facts = {"said": entry.text(), "within": self}
        if not self.lowest <= number <= self.highest:
            raise entry.problem(
                f"{entry.text()} is not possible here; write a number from {self}", "out_of_range", **facts
            )
        if isinstance(number, Decimal) and number != round(number, self.places):
            reason = f"{entry.text()} is too exact; write a number from {self}, {self.places} decimals at most"
            raise entry.problem(reason, "too_exact", said=entry.text(), places=self.places)


def read_fields(
    record: type, entries: Mapping[str, YamlEntry], notes: Notes, *, in_range: bool = True
) -> dict[str, Any]:
    """Read each entry as the type the dataclass declares for the field of that name; what cannot be read is noted.

    Without `in_range` numbers are not held against the ranges declared beside their types.
    """
    hints = _types_of(record, in_range)
    return _read_each({name: (hints[name], entry) for name, entry in entries.items()}, notes)


@cache
def _types_of(record: type, in_range: bool) -> Mapping[str, Any]:
    return get_type_hints(record, include_extras=in_range)


def _read_each(wanted: Mapping[Name, tuple[Any, YamlEntry]], notes: Notes) -> dict[Name, Any]:
    """Read each entry as its type, and give those that could be."""
    found: dict[Name, Any] = {}
    for name, (kind, entry) in wanted.items():
        with notes.noting():
            found[name] = read_as(kind, entry)
    return found


def names_of(record: type) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of the fields a dataclass requires, and of those that have a default."""
    fields = dataclasses.fields(cast(Any, record))
    required = frozenset(field.name for field in fields if field.default is dataclasses.MISSING)
    return required, frozenset(field.name for field in fields) - required


def read_as(kind: Any, entry: YamlEntry) -> Any:
    """Read one entry as a type: a plain one, a Literal, a list, a mapping, a record, or None if that is allowed."""
    if kind in _PLAIN:
        return _PLAIN[kind](entry)
    if dataclasses.is_dataclass(kind):
        return read_record(cast(type[Any], kind), entry)
    return _COMPOSED[get_origin(kind)](get_args(kind), entry)


def _fraction(entry: YamlEntry) -> Fraction:
    text = entry.text()
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise entry.problem(f"{text!r} is not a fraction; write one like 2/3", "no_fraction", said=text) from None


def _choice(choices: tuple[Any, ...], entry: YamlEntry) -> Any:
    text = entry.text()
    written = {str(choice).lower() if isinstance(choice, bool) else str(choice): choice for choice in choices}
    if text not in written:
        reason = f"{text!r} is not possible here; write {' or '.join(written)}"
        raise entry.problem(reason, "no_choice", said=text, choices=list(written))
    return written[text]


def _listed(kinds: tuple[Any, ...], entry: YamlEntry) -> tuple[Any, ...]:
    items = entry.items()
    if kinds[-1] is not Ellipsis and len(items) != len(kinds):
        reason = f"must list {len(kinds)} values, not {len(items)}"
        raise entry.problem(reason, "other_length", wanted=len(kinds), found=len(items))
    notes = Notes()
    values = _read_each({place: (kinds[0], item) for place, item in enumerate(items)}, notes)
    notes.finish()
    return tuple(values.values())


def _mapped(kinds: tuple[Any, ...], entry: YamlEntry) -> dict[str, Any]:
    """Read a mapping; where its names are a Literal, exactly these must be there."""
    notes, names = Notes(), get_args(kinds[0])
    entries = entry.fields_named(frozenset(names), notes=notes) if names else entry.fields(notes)
    values = _read_each({name: (kinds[1], value) for name, value in entries.items()}, notes)
    notes.finish()
    return values


def _ranged(kinds: tuple[Any, ...], entry: YamlEntry) -> Any:
    value, within = read_as(kinds[0], entry), kinds[1]
    within.check(value, entry)
    return value


def _optional(kinds: tuple[Any, ...], entry: YamlEntry) -> Any:
    if entry.is_null():
        return None
    return read_as(next(kind for kind in kinds if kind is not NoneType), entry)


_PLAIN: Mapping[Any, Callable[[YamlEntry], Any]] = {
    str: YamlEntry.text,
    int: YamlEntry.whole,
    bool: YamlEntry.flag,
    Decimal: YamlEntry.decimal,
    date: YamlEntry.day,
    Fraction: _fraction,
}
_COMPOSED: Mapping[Any, Callable[[tuple[Any, ...], YamlEntry], Any]] = {
    Literal: _choice,
    tuple: _listed,
    Mapping: _mapped,
    UnionType: _optional,
    # What `Annotated[…] | None` comes out as.
    Union: _optional,
    Annotated: _ranged,
}
