"""Reading YAML entries as the types that a dataclass declares for its fields."""

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from rules.yaml_entries import Entry

Record = TypeVar("Record")


def read_record(record: type[Record], entry: Entry) -> Record:
    """Read a mapping as a dataclass; fields with a default may be left out, unknown names are refused."""
    return record(**read_fields(record, entry.fields_named(*names_of(record))))


@dataclasses.dataclass(frozen=True)
class Within:
    """The range of a number, both ends included; written beside its type. `places` is how many decimals it may have."""

    lowest: int
    highest: int
    places: int = 2

    def __str__(self) -> str:
        return f"{self.lowest} to {self.highest}"

    def check(self, number: Any, entry: Entry) -> None:
        """Refuse a number outside, or with more decimals; the YamlEntryError says what it may be."""
        if not self.lowest <= number <= self.highest:
            raise entry.problem(f"{entry.text()} is not possible here; write a number from {self}")
        if isinstance(number, Decimal) and number != round(number, self.places):
            raise entry.problem(
                f"{entry.text()} is too exact; write a number from {self}, {self.places} decimals at most"
            )


def read_fields(record: type, entries: Mapping[str, Entry], *, in_range: bool = True) -> dict[str, Any]:
    """Read each entry as the type the dataclass declares for the field of that name.

    Without `in_range` numbers are not held against the ranges declared beside their types.
    """
    hints = get_type_hints(record, include_extras=in_range)
    return {name: read_as(hints[name], entry) for name, entry in entries.items()}


def names_of(record: type) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of the fields a dataclass requires, and of those that have a default."""
    fields = dataclasses.fields(cast(Any, record))
    required = frozenset(field.name for field in fields if field.default is dataclasses.MISSING)
    return required, frozenset(field.name for field in fields) - required


def read_as(kind: Any, entry: Entry) -> Any:
    """Read one entry as a type: a plain one, a Literal, a list, a mapping, a record, or None if that is allowed."""
    if kind in _PLAIN:
        return _PLAIN[kind](entry)
    if dataclasses.is_dataclass(kind):
        return read_record(cast(type[Any], kind), entry)
    return _COMPOSED[get_origin(kind)](get_args(kind), entry)


def _fraction(entry: Entry) -> Fraction:
    text = entry.text()
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise entry.problem(f"{text!r} is not a fraction; write one like 2/3") from None


def _choice(choices: tuple[Any, ...], entry: Entry) -> Any:
    text = entry.text()
    written = {str(choice).lower() if isinstance(choice, bool) else str(choice): choice for choice in choices}
    if text not in written:
        raise entry.problem(f"{text!r} is not possible here; write {' or '.join(written)}")
    return written[text]


def _listed(kinds: tuple[Any, ...], entry: Entry) -> tuple[Any, ...]:
    items = entry.items()
    if kinds[-1] is not Ellipsis and len(items) != len(kinds):
        raise entry.problem(f"must list {len(kinds)} values, not {len(items)}")
    return tuple(read_as(kinds[0], item) for item in items)


def _mapped(kinds: tuple[Any, ...], entry: Entry) -> dict[str, Any]:
    """Read a mapping; where its names are a Literal, exactly these must be there."""
    names = get_args(kinds[0])
    entries = entry.fields_named(frozenset(names)) if names else entry.fields()
    return {name: read_as(kinds[1], value) for name, value in entries.items()}


def _ranged(kinds: tuple[Any, ...], entry: Entry) -> Any:
    value, within = read_as(kinds[0], entry), kinds[1]
    within.check(value, entry)
    return value


def _optional(kinds: tuple[Any, ...], entry: Entry) -> Any:
    if entry.is_null():
        return None
    return read_as(next(kind for kind in kinds if kind is not NoneType), entry)


_PLAIN: Mapping[Any, Callable[[Entry], Any]] = {
    str: Entry.text,
    int: Entry.whole,
    bool: Entry.flag,
    Decimal: Entry.decimal,
    date: Entry.day,
    Fraction: _fraction,
}
_COMPOSED: Mapping[Any, Callable[[tuple[Any, ...], Entry], Any]] = {
    Literal: _choice,
    tuple: _listed,
    Mapping: _mapped,
    UnionType: _optional,
    # What `Annotated[…] | None` comes out as.
    Union: _optional,
    Annotated: _ranged,
}
