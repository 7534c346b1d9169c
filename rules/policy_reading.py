"""Reading the policy from YAML: every mistake is noted, also those of one value against another."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from rules.policy import SECTIONS, Policy
from rules.policy_checks import CHECKS, Entries, list_mistakes, self_check_mistakes, switch_mistakes, tie_break_mistakes
from rules.retired import without_retired
from rules.yaml_entries import YamlEntry
from rules.yaml_mistakes import Notes
from rules.yaml_types import names_of, read_fields


@dataclass(frozen=True)
class Catalogue:
    """What a policy can name: codes of categories, indicators and bonus rules, None where nobody knows them.

    `units` says by what each indicator counts that could be read.
    """

    categories: Collection[str] | None
    indicators: Collection[str] | None
    bonus_rules: Collection[str] | None
    units: Mapping[str, str]


def read_policy(entry: YamlEntry, catalogue: Catalogue, notes: Notes, *, kept: bool = False) -> Policy | None:
    """Read and check both sections of the policy; None, and notes, where that cannot be done.

    What it names is in the `catalogue`. What a database `kept` was checked when it came in: it holds as it was written.
    """
    entries = _entries(entry, notes, kept=kept)
    values = read_fields(Policy, entries, notes, in_range=not kept)
    unread = (names_of(Policy)[0] | entries.keys()) - values.keys()
    # With what cannot be read left open, the rest is held against each other all the same.
    policy = Policy(**{**values, **dict.fromkeys(unread)})
    if not kept:
        read = {name: one for name, one in entries.items() if name not in unread}
        _check(policy, read, unread, notes)
        _check_named(read, catalogue, notes)
    return None if unread else policy


def _entries(entry: YamlEntry, notes: Notes, *, kept: bool) -> dict[str, YamlEntry]:
    required, optional = names_of(Policy)
    found: dict[str, YamlEntry] = {}
    for section, one in entry.fields_named(frozenset(SECTIONS), notes=notes).items():
        names = SECTIONS[section]
        with notes.noting():
            found |= without_retired(one, notes, kept=kept).fields_named(names & required, names & optional, notes)
    return found


def _check(policy: Policy, entries: Entries, unread: Collection[str], notes: Notes) -> None:
    """Hold values against each other, wherever all that a check needs could be read."""
    for needed, check in CHECKS:
        if not set(needed) & set(unread):
            notes.add_all(check(policy, entries))
    for name in {"slip_contents", "tie_break"} & entries.keys():
        notes.add_all(list_mistakes(name, entries[name]))


def _check_named(entries: Entries, catalogue: Catalogue, notes: Notes) -> None:
    """Find what is switched off, compared, or takes points, and is not there."""
    if "bonus_rules_off" in entries and catalogue.bonus_rules is not None:
        notes.add_all(switch_mistakes(entries["bonus_rules_off"], catalogue.bonus_rules))
    if "tie_break" in entries and catalogue.categories is not None:
        notes.add_all(tie_break_mistakes(entries["tie_break"], catalogue.categories))
    if "self_check_indicator" in entries and catalogue.indicators is not None:
        notes.add_all(self_check_mistakes(entries["self_check_indicator"], catalogue.indicators, catalogue.units))
