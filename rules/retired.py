"""Keys of the policy that are none any more: each had one value, and that is how the program works (A1, A3-A5, A9-A12).

Rules of towns still hold them. With its one value such a line is true and may stay; another value is refused, because
nothing would come of it. A rule that a town's database keeps is read whatever it says there: its quarters go on as they
have begun.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from rules.catalogue import BonusRule
from rules.yaml_entries import YamlEntry
from rules.yaml_mistakes import Notes, YamlEntryError

# The key, and the one value it had.
RETIRED: Final[Mapping[str, str]] = {
    "full_score": "100",
    "slip_frequency": "monthly",
    "slip_addressee": "branch_secretary",
    "self_check_recipient": "organization_office",
    "board_frequency": "quarterly",
    "rectification_time_limited": "true",
    "publication_channel": "先锋陆家",
    "timezone": "Asia/Shanghai",
    "slip_covers": "previous_month",
    "slip_issue_day": "first_working_day",
    "deadline_start_day_counts": "false",
    "working_day_calendar": "state_council",
    "one_failure_one_deduction": "true",
    "assessed_unit": "flagged",
    "score_rounding": "ROUND_HALF_UP",
    "streak_year_of_effect": "latest_quarter",
    "consequence_execution": "propose_only",
}
# Values that could be written and never did anything: what the program did instead.
_RETIRED_VALUES: Final[Mapping[tuple[str, str], str]] = {("receipt_basis", "acknowledged"): "delivered"}
# Where something else takes the place of a key.
_INSTEAD: Final[Mapping[str, str]] = {
    "publication_channel": "the account's name stands in the township file, under `township: publication_channel:`",
}


# Coverage and promotion (R31, R32): no assessment may rest on likes or reposts any more, so the county is asked first.
# The program knew them by code and clause before the file said so itself.
_TO_CONFIRM: Final = frozenset({("JF-2", "五.2"), ("JF-3", "五.3")})


def with_what_was_to_confirm(rules: Mapping[str, BonusRule], entry: YamlEntry) -> dict[str, BonusRule]:
    """Mark the bonus rules of a stored rule that were to be confirmed before the file could say so."""
    if any("to_confirm" in item.fields() for item in entry.items()):
        return dict(rules)
    return {code: replace(rule, to_confirm=(code, rule.bf) in _TO_CONFIRM) for code, rule in rules.items()}


def without_retired(values: YamlEntry, notes: Notes, *, kept: bool) -> YamlEntry:
    """Return values of the policy without retired keys; `kept` passes over what they say, else another is noted."""
    left: dict[str, YamlEntry] = {}
    for name, value in values.fields(notes).items():
        if name not in RETIRED:
            left[name] = _as_it_worked(name, value) if kept else value
        elif not kept and not _says(value, RETIRED[name]):
            notes.add(_refusal(name, value))
    return values.holding(left)


def _says(value: YamlEntry, text: str) -> bool:
    return value.is_single() and value.node.value == text


def _refusal(name: str, value: YamlEntry) -> YamlEntryError:
    instead = _INSTEAD.get(name, f"the program always goes by {RETIRED[name]}")
    facts = {"name": name, "holds": RETIRED[name], "elsewhere": name in _INSTEAD}
    return value.problem(f"this is no key any more: {instead}; delete this line", "retired", **facts)


def _as_it_worked(name: str, value: YamlEntry) -> YamlEntry:
    worked = next((new for (key, old), new in _RETIRED_VALUES.items() if key == name and _says(value, old)), None)
    return replace(value, node=YamlEntry.of_data(worked).node) if worked else value
