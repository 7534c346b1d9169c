"""A checkup (体检): one declared list of checks, each a small function from facts to what is wrong.

Whoever adds one writes a function, its line in CHECKS of `rules/checkup_here.py` or `rules/checkup_wecom.py`, and its
words in templates/checkups/checks.txt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from rules.checkup_facts import Facts

State = Literal["fine", "wrong", "unseen"]
NOTHING: Final[Mapping[str, object]] = MappingProxyType({})


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: which kind of it, and what its sentence names."""

    kind: str
    facts: Mapping[str, object] = field(default_factory=lambda: NOTHING)


Look = Callable[[Facts], Iterable[Finding] | None]


@dataclass(frozen=True)
class Check:
    """One check: its name in the wording, and what it finds; None where it cannot be looked at."""

    name: str
    look: Look


@dataclass(frozen=True)
class Result:
    """What came of one check."""

    name: str
    state: State
    findings: tuple[Finding, ...] = ()


def examined(checks: Sequence[Check], facts: Facts) -> list[Result]:
    """Go through all checks in their order."""
    return [_result(check, check.look(facts)) for check in checks]


def _result(check: Check, found: Iterable[Finding] | None) -> Result:
    if found is None:
        return Result(check.name, "unseen")
    findings = tuple(found)
    return Result(check.name, "wrong" if findings else "fine", findings)
