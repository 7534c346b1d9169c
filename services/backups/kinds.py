"""What stands in the columns of a copy, the same whichever database it came from and whichever it goes into."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Double,
    Float,
    Integer,
    LargeBinary,
    String,
    Text,
    cast,
    type_coerce,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

from models.base import Moment
from rules.periods import BEIJING


@dataclass(frozen=True)
class Kind:
    """One kind of column: as which type it is read and written, and what becomes of a value in a line and back."""

    type: TypeEngine[Any]
    to_line: Callable[[Any], Any] = lambda value: value
    from_line: Callable[[Any], Any] = lambda value: value


KINDS: Final = {
    "text": Kind(Text()),
    "int": Kind(BigInteger()),
    "bool": Kind(Boolean()),
    "float": Kind(Double()),
    # Word for word: read and written anew, 1.0 might become 1, and null nothing.
    "json": Kind(Text()),
    "moment": Kind(
        Moment(),
        lambda value: value.astimezone(UTC).isoformat(),
        lambda said: datetime.fromisoformat(said).astimezone(BEIJING),
    ),
    "day": Kind(Date(), lambda value: value.isoformat(), date.fromisoformat),
    "bytes": Kind(LargeBinary(), lambda value: b64encode(value).decode(), b64decode),
}
_TYPES: Final[tuple[tuple[type[TypeEngine[Any]], str], ...]] = (
    (JSON, "json"),
    (Boolean, "bool"),
    (Integer, "int"),
    (Float, "float"),
    (DateTime, "moment"),
    (Date, "day"),
    (LargeBinary, "bytes"),
    (String, "text"),
)


def kind_of(column: Column[Any]) -> str:
    """Name a column's kind. Raises TypeError for a type no copy can hold: whoever adds one adds its kind here."""
    found = column.type
    while isinstance(found, TypeDecorator):
        found = found.impl_instance
    for type_, name in _TYPES:
        if isinstance(found, type_):
            return name
    raise TypeError(f"{column} is of a type that no copy holds; add its kind to services/backups/kinds.py")


def read_as(column: Column[Any], kind: str) -> ColumnElement[Any]:
    """Read a column as its kind; points, months and the like as they are stored."""
    found: ColumnElement[Any] = cast(column, Text) if kind == "json" else type_coerce(column, KINDS[kind].type)
    return found.label(column.name)
