"""The constants of the rule as a page shows them: what holds in a quarter, and in which range each may be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin, get_type_hints

from sqlalchemy.orm import Session

from rules.periods import Quarter
from rules.policy import STATED, Policy
from rules.yaml_types import Within
from services.schemes.versions import scheme_for


@dataclass(frozen=True)
class Setting:
    """One constant: its value, the range of its number or the words it may be, and whether the 办法 states it."""

    key: str
    value: Any
    within: Within | None
    choices: tuple[str, ...]
    stated: bool


def settings_of(session: Session, quarter: Quarter) -> list[Setting]:
    """List the constants that hold in a quarter, those the 办法 states first."""
    policy = scheme_for(session, quarter).policy
    kinds = get_type_hints(Policy, include_extras=True)
    found = [
        Setting(key, getattr(policy, key), _within(kind), tuple(_choices(kind)), key in STATED)
        for key, kind in kinds.items()
    ]
    return sorted(found, key=lambda one: not one.stated)


def _within(kind: Any) -> Within | None:
    parts = [*getattr(kind, "__metadata__", ()), *(part for one in get_args(kind) for part in _metadata(one))]
    return next((one for one in parts if isinstance(one, Within)), None)


def _metadata(kind: Any) -> tuple[Any, ...]:
    return tuple(getattr(kind, "__metadata__", ()))


def _choices(kind: Any) -> Iterator[str]:
    if get_origin(kind) is Literal:
        yield from (str(one) for one in get_args(kind))
