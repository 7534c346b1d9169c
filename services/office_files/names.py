"""Finding by name what a cell names: exact but for width and blanks. Near names are offered, never taken."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from difflib import get_close_matches
from typing import Final, Generic, TypeVar

from services.office_files.spelling import plain

MOST_OFFERED: Final = 3
LIKENESS: Final = 0.5
T = TypeVar("T", bound=Hashable)


class NameBook(Generic[T]):
    """What is called how; `shown` gives the name by which something is offered."""

    def __init__(self, named: Iterable[tuple[str, T]], shown: Callable[[T], str]) -> None:
        self._meant: dict[str, list[T]] = {}
        self._shown = shown
        for name, one in named:
            meant = self._meant.setdefault(plain(name).rstrip("。"), [])
            if one not in meant:
                meant.append(one)

    def find(self, text: str) -> tuple[T, ...]:
        """Find all that is called exactly so."""
        return tuple(self._meant.get(plain(text).rstrip("。"), ()))

    def near(self, text: str) -> list[str]:
        """Name up to three things that are called nearly so."""
        close = get_close_matches(plain(text), self._meant, n=2 * MOST_OFFERED, cutoff=LIKENESS)
        shown = [self._shown(one) for name in close for one in self._meant[name]]
        return list(dict.fromkeys(shown))[:MOST_OFFERED]
