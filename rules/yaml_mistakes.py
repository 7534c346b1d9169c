"""Mistakes of a YAML file as facts: which kind, where, and what is expected; all are gathered before one tells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, ParamSpec, TypeVar

Given = ParamSpec("Given")
Read = TypeVar("Read")

# A file with more is none of ours; nobody mends so many at a time.
MOST: Final = 100
OTHER: Final = "other"


@dataclass(frozen=True)
class Mistake:
    """One mistake: its `kind` and `facts` are worded in templates, `sentence` is the English one for developers.

    `line` counts from 1, and is None for plain data; `part` is the file's section, `path` leads to the value.
    """

    kind: str
    sentence: str
    source: str
    line: int | None
    part: str
    path: str
    facts: Mapping[str, object]


class YamlEntryError(ValueError):
    """Something in a YAML file cannot be understood; its text says of each mistake where, what and what to do."""

    def __init__(self, *mistakes: Mistake) -> None:
        super().__init__("\n".join(one.sentence for one in mistakes))
        self.mistakes = mistakes


class Notes:
    """Takes down mistakes as they are met, so that reading goes on; `finish` raises them in the order of the file."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, int | None, str], Mistake] = {}

    def add(self, *errors: YamlEntryError) -> None:
        """Note what these say, each mistake once. With too many of them the reading ends here."""
        for one in (mistake for error in errors for mistake in error.mistakes):
            self._found.setdefault((one.kind, one.source, one.line, one.path), one)
        if len(self._found) >= MOST:
            self.finish()

    def add_all(self, errors: Iterable[YamlEntryError]) -> None:
        """Note errors as a check finds them; one that it could not go on after is noted as well."""
        with self.noting():
            for error in errors:
                self.add(error)

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Note an error that ends the block, and go on after it."""
        try:
            yield
        except YamlEntryError as error:
            self.add(error)

    def take(self, read: Callable[Given, Read], *args: Given.args, **kwargs: Given.kwargs) -> Read | None:
        """Read something; None, and a note, where that cannot be done."""
        with self.noting():
            return read(*args, **kwargs)
        return None

    def finish(self) -> None:
        """Raise everything that was noted as one YamlEntryError; nothing where there was nothing."""
        if self._found:
            found = sorted(self._found.values(), key=lambda one: (one.source, one.line or 0))
            raise YamlEntryError(*found[:MOST])
