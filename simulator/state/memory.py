"""Memory with a bound: what is remembered of what has happened does not grow for ever."""

from collections import OrderedDict
from typing import Any, TypeVar

K = TypeVar("K")
V = TypeVar("V")
_BEGINNING = 300


class Newest(OrderedDict[K, V]):
    """A dictionary that forgets its oldest entry when it would hold more than `most`."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        if len(self) > self._most:
            self.popitem(last=False)


def shortened(value: Any, longest: int) -> Any:
    """Return parsed JSON in which every text of more than `longest` characters is cut to its beginning."""
    if isinstance(value, dict):
        return {name: shortened(one, longest) for name, one in value.items()}
    if isinstance(value, list):
        return [shortened(one, longest) for one in value]
    if isinstance(value, str) and len(value) > longest:
        return f"{value[:_BEGINNING]}… ({len(value)})"
    return value
