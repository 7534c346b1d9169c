"""How deep a YAML text is nested, asked before anything is made of it: files from outside may be hostile."""

from collections.abc import Iterator

import yaml

try:
    # Ten times as fast, where PyYAML was built with it.
    from yaml import CSafeLoader as Loader
except ImportError:
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

__all__ = ["DEEPEST", "Loader", "is_harmless", "nested"]

# The shipped rule is nested seven deep.
DEEPEST = 20


def is_harmless(text: str) -> bool:
    """Tell whether a file from outside may be read: nested no deeper than any of ours, and nothing that repeats itself.

    Broken YAML is harmless here.
    """
    return not any(depth > DEEPEST or isinstance(event, yaml.AliasEvent) for depth, event in nested(text))


def nested(text: str) -> Iterator[tuple[int, yaml.Event]]:
    """Go through a text with how deep it is nested at each place, as far as it is YAML.

    Ask before anything is composed: the reader ends the whole process on a text of a hundred thousand brackets.
    """
    depth = 0
    try:
        for event in yaml.parse(text, Loader=Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            yield depth, event
    except yaml.YAMLError:
        return
