"""Says in words which values a field of a data file takes, from the type that its class declares."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import AfterValidator, BaseModel, BeforeValidator, StringConstraints
from pydantic.fields import FieldInfo

from rules.periods import Month, Quarter
from rules.yaml_types import Within

PLAIN: Final[Mapping[Any, str]] = {
    str: "text",
    int: "whole number",
    bool: "`true` or `false`",
    Decimal: "number",
    Fraction: "fraction, as `1/2`",
    date: "day, as 2026-09-20",
    Month: "month, as 2026-09",
    Quarter: "quarter, as 2026-Q3",
    Any: "anything",
}
# What a field's own check asks for, by the name of its function.
CHECKED: Final = {"_userid": "a userid in lower case", "_phone": "telephone, in quotes", "_sectors": "or `all`"}


def kind_in_words(kind: Any) -> str:
    """Say a type: `list of 1 to 64 characters`. Raises KeyError for one nobody has worded."""
    if get_origin(kind) is Annotated:
        base, *more = get_args(kind)
        return ", ".join([kind_in_words(base), *_limits(more)])
    if get_origin(kind) in (Union, UnionType):
        return " or ".join(kind_in_words(one) if one is not NoneType else "nothing (`null`)" for one in get_args(kind))
    if get_origin(kind) is Literal:
        return ", ".join(f"`{one}`" for one in get_args(kind))
    if collection := _COLLECTIONS.get(get_origin(kind)):
        return collection(get_args(kind))
    if isinstance(kind, type) and (is_dataclass(kind) or issubclass(kind, BaseModel)) and kind not in PLAIN:
        return f"[{kind.__name__}](#{kind.__name__.lower()})"
    return PLAIN[kind]


def _sequence(of: tuple[Any, ...]) -> str:
    if of[-1] is Ellipsis or len(of) == 1:
        return f"list of {kind_in_words(of[0])}"
    return f"list of {len(of)}: " + ", ".join(kind_in_words(one) for one in of)


def _mapping(of: tuple[Any, ...]) -> str:
    return f"by {kind_in_words(of[0])}: {kind_in_words(of[1])}"


_COLLECTIONS: Final[Mapping[Any, Callable[[tuple[Any, ...]], str]]] = {
    tuple: _sequence,
    frozenset: _sequence,
    dict: _mapping,
    Mapping: _mapping,
}


def _limits(marks: list[Any]) -> Iterator[str]:
    """Say what stands beside a type: how long, from where to where, and its own check."""
    for mark in marks:
        if isinstance(mark, FieldInfo):
            yield from _limits(mark.metadata)
        elif isinstance(mark, Within):
            yield str(mark)
        elif isinstance(mark, StringConstraints):
            yield f"`{mark.pattern}`" if mark.pattern else f"{mark.min_length} to {mark.max_length} characters"
        elif isinstance(mark, (Ge, Le)):
            yield f"at least {mark.ge}" if isinstance(mark, Ge) else f"at most {mark.le}"
        elif isinstance(mark, (AfterValidator, BeforeValidator)) and mark.func.__name__ in CHECKED:
            yield CHECKED[mark.func.__name__]
