"""A town's changes laid over the rule it goes by: indicators by their codes, values of the policy, names."""

from collections.abc import Mapping

from rules.policy import SECTIONS, STREAKS
from rules.retired import without_retired
from rules.yaml_entries import YamlEntry, unknown_name
from rules.yaml_mistakes import Notes


def overridden(scheme: YamlEntry, overrides: YamlEntry, notes: Notes, *, kept: bool = False) -> YamlEntry:
    """Lay the town's changes over the scheme, without looking at what the values mean; what does not fit is noted."""
    changes = overrides.fields_named(frozenset(), frozenset({"indicators", "policy", "terms"}), notes)
    parts = scheme.fields(notes)
    for name, change in changes.items():
        with notes.noting():
            parts[name] = _changed(name, parts.get(name), change, notes, kept=kept)
    return scheme.holding(parts)


def _changed(name: str, part: YamlEntry | None, change: YamlEntry, notes: Notes, *, kept: bool) -> YamlEntry:
    if part is None:
        return change
    if name == "indicators":
        return _changed_indicators(part, change, notes)
    return (
        _changed_policy(part, without_retired(change, notes, kept=kept), notes)
        if name == "policy"
        else change.over(part)
    )


def _changed_indicators(indicators: YamlEntry, changes: YamlEntry, notes: Notes) -> YamlEntry:
    indicators.items()
    items = {item.path: item for item in indicators.each_called("code")}
    for code, change in changes.fields(notes).items():
        if code not in items:
            notes.add(unknown_name(change, code, items))
        elif "code" in change.names():
            notes.add(change.problem("a code cannot be changed; records refer to it", "code_changed", "code"))
        else:
            items[code] = notes.take(change.over, items[code]) or items[code]
    return indicators.listing(list(items.values()))


def _drop_streaks(sections: dict[str, YamlEntry], changes: Mapping[str, YamlEntry]) -> None:
    """Leave out what follows grey boards in a row where a town does without the list that the rule has."""
    size = changes.get("grey_size")
    if size is not None and size.is_single() and size.node.value == "0":
        stated = sections["from_document"]
        left = {name: one for name, one in stated.fields().items() if name not in STREAKS or name in changes}
        sections["from_document"] = stated.holding(left)


def _changed_policy(policy: YamlEntry, changes: YamlEntry, notes: Notes) -> YamlEntry:
    sections = policy.fields(notes)
    for name, change in changes.fields(notes).items():
        section = next((section for section, names in SECTIONS.items() if name in names), None)
        if section is None:
            notes.add(unknown_name(change, name, frozenset().union(*SECTIONS.values())))
        elif section in sections:
            with notes.noting():
                sections[section] = YamlEntry.of_data({}).holding({name: change}).over(sections[section])
    if "from_document" in sections:
        _drop_streaks(sections, changes.fields(notes))
    return policy.holding(sections)
