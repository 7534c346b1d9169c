"""Dataclasses that are finished when the first of them is made: a process uses one in ten of those it loads.

To write their methods took a sixth of a start. They are plain dataclasses to everybody: whoever makes one, or asks for
its fields, gets it finished.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

OURS: Final = frozenset({"bot", "demo", "handlers", "models", "rules", "scheduler", "services"})
FIELDS: Final = "__dataclass_fields__"
# Who is told of a class before it is whole would have to do without half of it.
_one_at_a_time: Final = threading.RLock()


@contextmanager
def late_dataclasses() -> Iterator[None]:
    """Let the dataclasses of our modules that are loaded meanwhile be finished when they are needed."""
    at_once = dataclasses.dataclass
    dataclasses.dataclass = partial(_dataclass, at_once)
    try:
        yield
    finally:
        dataclasses.dataclass = at_once


def _dataclass(at_once: Any, cls: type | None = None, /, **options: Any) -> Any:
    if cls is None:
        return partial(_dataclass, at_once, **options)
    # Slots make another class of it, and an `__init__` of its own would stay.
    if cls.__module__.partition(".")[0] not in OURS or options.get("slots") or "__init__" in vars(cls):
        return at_once(cls, **options)
    unfinished = _Unfinished(cls, partial(at_once, **options))
    setattr(cls, FIELDS, unfinished)
    cls.__init__ = unfinished.first_made()  # type: ignore[misc]
    return cls


class _Unfinished:
    """Stands in place of the fields of a class until somebody asks for them: a class that inherits from it, too."""

    def __init__(self, cls: type[Any], finish: Any) -> None:
        self._cls, self._finish = cls, finish

    def __get__(self, _instance: object, owner: type[Any]) -> Any:
        self._be_finished()
        return getattr(owner, FIELDS)

    def first_made(self) -> Any:
        """Give the `__init__` with which the first is made."""

        def __init__(one: object, *args: Any, **more: Any) -> None:  # noqa: N807
            self._be_finished()
            self._cls.__init__(one, *args, **more)

        return __init__

    def _be_finished(self) -> None:
        """Finish the class, its `__init__` last: others may be making one at this moment."""
        with _one_at_a_time:
            if vars(self._cls).get(FIELDS) is self:
                self._finish(self._cls, init=False)
                # One that inherits all its fields is given the same `__init__`.
                heir = self._finish(type(self._cls.__name__, (self._cls,), {}), repr=False, eq=False, order=False)
                self._cls.__init__ = heir.__init__
