"""What differs between two versions of the rule: one change for every value, what counts before mere wording (R5)."""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from rules.policy import STATED
from rules.scheme import Scheme

Part = Literal["category", "indicator", "bonus_rule", "bonus_level", "policy", "document", "about"]
Section = Literal["categories", "indicators", "bonus", "stated", "chosen", "wording"]

# The sections of a list of changes, the weightiest first.
SECTIONS: Final[tuple[Section, ...]] = ("categories", "indicators", "bonus", "stated", "chosen", "wording")
# What the version says of itself.
ABOUT: Final = ("version", "status", "updated", "replaces", "terms")
# These explain a duty and where it is written down; changing them moves no points and no deadline.
_WORDING: Final = frozenset({"bf", "description", "evidence", "basis", "document_label", "generic_label"})
_SECTION_OF: Final[Mapping[Part, Section]] = {
    "category": "categories",
    "indicator": "indicators",
    "bonus_rule": "bonus",
    "bonus_level": "bonus",
    "document": "wording",
    "about": "wording",
}


@dataclass(frozen=True)
class Change:
    """One value that differs: `before` in the older version, `after` in the newer; None where there is none.

    `code` names the category, indicator, rule, level or document, and `subject` is it (the older one where both have
    it); both are empty for policy and what the version says of itself. `field` is the value's name, empty when the
    whole subject is new or gone; `entry` is the key within a value that is a list of names and values.
    """

    part: Part
    code: str = ""
    field: str = ""
    entry: str = ""
    before: Any = None
    after: Any = None
    subject: Any = dataclasses.field(default=None, repr=False, compare=False)

    @property
    def section(self) -> Section:
        """Under which heading it is shown."""
        if self.part == "policy":
            return "stated" if self.field in STATED else "chosen"
        return "wording" if self.field in _WORDING else _SECTION_OF[self.part]


def differences(before: Scheme, after: Scheme) -> tuple[Change, ...]:
    """List what the newer version changes, section by section; two versions that say the same have no differences."""
    found = [
        *_coded("category", *({one.code: one for one in rule.categories} for rule in (before, after))),
        *_coded("indicator", before.indicators, after.indicators),
        *_coded("bonus_rule", before.bonus_rules, after.bonus_rules),
        *_coded("bonus_level", before.bonus_levels, after.bonus_levels),
        *_fields(Change("policy"), before.policy, after.policy),
        *_coded("document", before.documents, after.documents),
        *(one for name in ABOUT for one in _values(Change("about", field=name), before, after)),
    ]
    return tuple(sorted(found, key=lambda one: SECTIONS.index(one.section)))


def _coded(part: Part, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    """Compare what goes by its code: what is gone, what is new, then the values of what both have."""
    yield from (Change(part, code, before=one, subject=one) for code, one in before.items() if code not in after)
    yield from (Change(part, code, after=one, subject=one) for code, one in after.items() if code not in before)
    for code, one in before.items():
        if code in after:
            yield from _fields(Change(part, code, subject=one), one, after[code])


def _fields(about: Change, before: Any, after: Any) -> Iterator[Change]:
    for each in dataclasses.fields(before):
        yield from _values(dataclasses.replace(about, field=each.name), before, after)


def _values(about: Change, before: Any, after: Any) -> Iterator[Change]:
    """Compare one value; of names and values each by itself."""
    old, new = getattr(before, about.field), getattr(after, about.field)
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for entry in dict.fromkeys((*old, *new)):
            if old.get(entry) != new.get(entry):
                yield dataclasses.replace(about, entry=entry, before=old.get(entry), after=new.get(entry))
    elif old != new:
        yield dataclasses.replace(about, before=old, after=new)
