"""What a heading or a cell means by an item: a task by its title or part of it, an indicator by its code or title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Final

from rules.periods import Month
from services.daily_records.checking import WORDING, Register
from services.office_files.mistakes import Option, Unclear, offered
from services.office_files.spelling import plain

# Of a heading shorter than this its signs may not be scattered over a title.
SHORTEST: Final = 3
LIKENESS: Final = 0.4


class Items:
    """The tasks of a month and the indicators of its rule, by what people call them."""

    def __init__(self, register: Register, month: Month) -> None:
        self._month = month
        self.tasks = {one.id: one.title for one in register.tasks.values() if one.month == month}
        self._known: dict[str, list[str]] = {}
        self._indicators = {one.code: one.title for one in register.schemes[month.quarter].indicators.values()}

    def title(self, item: str) -> str:
        """Say what an item is called."""
        return self.tasks.get(item) or self._indicators.get(item, item)

    def meant(self, said: str, more: Iterable[Option] = ()) -> str:
        """Find the item that a text names. Raises Unclear, offering `more` besides titles that are nearly so."""
        if not said:
            raise Unclear("missing")
        found = self._found(plain(said))
        if len(found) == 1:
            return found[0]
        if found:
            titles = [self.title(one) for one in found]
            raise Unclear("item_several", (*offered(titles), *more), wording=WORDING, month=self._month, found=titles)
        if not self.tasks:
            raise Unclear("no_tasks", tuple(more), wording=WORDING, month=self._month)
        near = get_close_matches(said, self.tasks.values(), n=3, cutoff=LIKENESS)
        raise Unclear(
            "item", (*offered(self.tasks.values()), *more), wording=WORDING, asked=True, month=self._month, near=near
        )

    def _found(self, said: str) -> list[str]:
        """Give what fits in the surest way; the same few names stand in every row."""
        if said not in self._known:
            self._known[said] = next(filter(None, self._ways(said)), [])
        return self._known[said]

    def _ways(self, said: str) -> Iterator[list[str]]:
        """Give what fits, the surest way first: id or code, whole title, part of it, its signs in their order."""
        tasks, known = self.tasks, {**self.tasks, **self._indicators}
        yield [one for one in known if plain(one) == said]
        yield [one for one, title in tasks.items() if plain(title) == said]
        yield [one for one, title in self._indicators.items() if plain(title) == said]
        yield [one for one, title in tasks.items() if len(said) > 1 and said in plain(title)]
        yield [one for one, title in tasks.items() if len(said) >= SHORTEST and _scattered(said, plain(title))]


def _scattered(said: str, title: str) -> bool:
    """Tell whether the signs of a heading stand in a title one after another: 党费台账 in 党费收缴台账录入."""
    rest = iter(title)
    return all(one in rest for one in said)
