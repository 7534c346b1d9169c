"""Patterns are compiled late; one that is wrong must be found here and not by whoever says the word."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import handlers
import rules
from rules.patterns import Pattern


def patterns_in(value: Any) -> Iterator[Pattern]:
    if isinstance(value, Pattern):
        yield value
    elif isinstance(value, Mapping):
        yield from patterns_in(tuple(value.values()))
    elif isinstance(value, tuple | list):
        for one in value:
            yield from patterns_in(one)


def test_every_pattern_can_be_compiled() -> None:
    names = [one.name for of in (rules, handlers) for one in walk_packages(of.__path__, f"{of.__name__}.")]
    found = [pattern for name in names for pattern in patterns_in(tuple(vars(import_module(name)).values()))]
    assert len(found) > 150
    for pattern in found:
        pattern.search("")
