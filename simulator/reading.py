"""Reading JSON from strangers: every wrong value becomes one sentence that names where it stands."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulator.state.clock import parse_instant

_REQUIRED: Any = object()


class WrongValue(ValueError):
    """A value from outside does not fit; the text says what, where and what is expected."""


@dataclass
class Fields:
    """One JSON object being read; `where` is its place, such as `members[3]`."""

    data: dict[str, Any]
    where: str
    seen: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, data: object, where: str) -> "Fields":
        """Wrap a JSON object; raise WrongValue when it is something else."""
        if not isinstance(data, dict):
            raise WrongValue(f"{where} must be a JSON object, not {_name(data)}")
        return cls(data, where)

    def text(self, name: str, default: str = _REQUIRED, one_of: Iterable[str] = ()) -> str:
        """Return a string field; with `one_of`, only these values are taken."""
        value = self._typed(name, str, default)
        allowed = tuple(one_of)
        if allowed and value not in allowed:
            raise WrongValue(f"{self._place(name)} must be one of {', '.join(allowed)}, not {value!r}")
        return str(value)

    def integer(self, name: str, default: int = _REQUIRED) -> int:
        return int(self._typed(name, int, default))

    def number(self, name: str, default: float = _REQUIRED) -> float:
        return float(self._typed(name, (int, float), default))

    def flag(self, name: str, default: bool = _REQUIRED) -> bool:
        return bool(self._typed(name, bool, default))

    def instant(self, name: str, default: datetime | None = _REQUIRED) -> datetime | None:
        """Return an aware moment written as ISO text with an offset; null gives the default."""
        value = self._take(name, default)
        if value is None or isinstance(value, datetime):
            return value
        if not isinstance(value, str):
            raise WrongValue(f"{self._place(name)} must be an ISO moment with offset, not {_name(value)}")
        try:
            return parse_instant(value)
        except ValueError as error:
            raise WrongValue(f"{self._place(name)}: {error}") from error

    def items(self, name: str, default: list[Any] = _REQUIRED) -> list[Any]:
        return list(self._typed(name, list, default))

    def objects(self, name: str, default: list[Any] = _REQUIRED) -> "list[Fields]":
        """Return a list of JSON objects, each ready to be read."""
        return [Fields.of(item, f"{self._place(name)}[{n}]") for n, item in enumerate(self.items(name, default))]

    def texts(self, name: str, default: list[Any] = _REQUIRED) -> tuple[str, ...]:
        values = self.items(name, default)
        if not all(isinstance(value, str) for value in values):
            raise WrongValue(f"{self._place(name)} must hold strings only")
        return tuple(values)

    def integers(self, name: str, default: list[Any] = _REQUIRED) -> tuple[int, ...]:
        values = self.items(name, default)
        if not all(isinstance(value, int) and not isinstance(value, bool) for value in values):
            raise WrongValue(f"{self._place(name)} must hold whole numbers only")
        return tuple(values)

    def done(self) -> None:
        """Refuse names nobody asked for, so that a typing error does not pass in silence."""
        for name in sorted(set(self.data) - self.seen):
            raise WrongValue(f"{self._place(name)} is not known here; known: {', '.join(sorted(self.seen))}")

    def _typed(self, name: str, kind: type | tuple[type, ...], default: Any) -> Any:
        value = self._take(name, default)
        wrong_flag = isinstance(value, bool) and kind is not bool
        if wrong_flag or not isinstance(value, kind):
            raise WrongValue(f"{self._place(name)} must be {_KINDS[kind]}, not {_name(value)}")
        return value

    def _take(self, name: str, default: Any) -> Any:
        self.seen.add(name)
        value = self.data.get(name)
        if value is not None:
            return value
        if default is _REQUIRED:
            raise WrongValue(f"{self._place(name)} is missing and must be given")
        return default

    def _place(self, name: str) -> str:
        return f"{self.where}.{name}" if self.where else name


_KINDS: dict[Any, str] = {
    str: "a string",
    int: "a whole number",
    (int, float): "a number",
    bool: "true or false",
    list: "a list",
}


def _name(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
