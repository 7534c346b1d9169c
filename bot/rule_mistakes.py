"""The mistakes of a rule file as people read them: where each stands, what is wrong, and what is expected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.wording import word
from rules.scheme import SchemeError
from rules.yaml_mistakes import MOST, Mistake

MISTAKES: Final = "schemes/mistakes.txt"
# In these parts what comes first on the way to a value is the code of an entry.
_CODED: Final = frozenset({"indicators", "bonus_rules", "categories", "documents", "bonus_levels"})
# So much of what was written is said again.
LONGEST_SAID: Final = 40


def mistakes_text(error: SchemeError, source: str = "") -> str:
    """Say everything that is wrong with a rule, numbered and in the order of the file; `source` names the file."""
    sources = list(dict.fromkeys(one.source for one in error.mistakes if one.line))
    lines = mistake_lines(error, several=len(sources) > 1)
    facts = {"count": len(lines), "lines": lines, "whole": len(lines) < MOST}
    return word(MISTAKES, "mistakes", source=source or (sources[0] if sources else ""), **facts)


def mistake_lines(error: SchemeError, *, several: bool = False) -> list[str]:
    """Say each mistake in a line of its own; with the file's name where it is one of `several`."""
    return [_line(one, one.source if several and one.line else "") for one in error.mistakes]


def _line(one: Mistake, source: str) -> str:
    code, key = _steps(one)
    place = word(MISTAKES, "place", source=source, line=one.line, part=one.part, path=one.path, code=code, key=key)
    return place + word(MISTAKES, f"{one.kind}", **{name: _short(value) for name, value in one.facts.items()})


def _steps(one: Mistake) -> tuple[str, str]:
    """Part the way to a value into the code of its entry and the key: ZD-02 and points."""
    path = one.path.removeprefix(one.part).removeprefix(".")
    code, _, key = path.partition(".") if one.part in _CODED else ("", "", path)
    return _cut(code), _cut(key)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SAID else f"{text[:LONGEST_SAID]}…"


def _short(value: object) -> object:
    """Cut what was written where it is long; whatever else is a fact stays as it is."""
    if isinstance(value, str):
        return _cut(value)
    return [_short(one) for one in value] if isinstance(value, Sequence) else value
