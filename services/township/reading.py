"""Reading a township file: YAML text → a TownshipFile of the right shape, or sentences that name entry and line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from reprlib import repr as shortened
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.errors import BadFile
from rules.yaml_entries import YamlEntry
from rules.yaml_mistakes import YamlEntryError
from services.files import bad_file
from services.township.file import TownshipFile
from services.township.posts import EntryPath

# By these an entry of a list is known to people; the first one it has is used.
_NAMES_OF_ENTRIES = ("id", "month", "org", "role", "name")
_FLOAT = "tag:yaml.org,2002:float"


@dataclass(frozen=True)
class Mistake:
    """Something wrong with one entry of the file; `path` leads to it, list places counted from 0."""

    path: EntryPath
    reason: str


def entries_of(text: str, source: str) -> YamlEntry:
    """Read the YAML. Raises BadFile with line and column where it is not valid."""
    try:
        return YamlEntry.of_text(text, source)
    except YamlEntryError as error:
        mark = getattr(error.__cause__, "problem_mark", None)
        column = f" at column {mark.column + 1}" if mark else ""
        raise BadFile(f"{error}{column}; correct it and try again") from None


def shaped(document: YamlEntry, source: str) -> TownshipFile:
    """Give the file its shape. Raises BadFile listing what does not fit."""
    try:
        data = _plain(document, set())
    except YamlEntryError as error:
        raise BadFile(str(error)) from None
    if not isinstance(data, dict):
        raise BadFile(f"{source}: a township file is a list of `name: value` lines; copy data/sample/township.yaml")
    try:
        return TownshipFile.model_validate(data)
    except ValidationError as error:
        mistakes = [Mistake(one["loc"], _reason(one)) for one in error.errors()]
        raise bad_file(sentences(document, mistakes)) from None


def _plain(entry: YamlEntry, seen: set[int]) -> Any:
    """Turn an entry into plain values; numbers with a point stay text, so that they never become floats."""
    if id(entry.node) in seen:
        raise entry.problem("repeats another entry by an alias; write it out in full")
    seen.add(id(entry.node))
    if isinstance(entry.node, yaml.MappingNode):
        return {name: _plain(value, seen) for name, value in entry.fields().items()}
    if isinstance(entry.node, yaml.SequenceNode):
        return [_plain(item, seen) for item in entry.items()]
    return _single(entry)


def _single(entry: YamlEntry) -> Any:
    if entry.node.tag == _FLOAT:
        return str(entry.node.value)
    try:
        return yaml.constructor.SafeConstructor().construct_object(entry.node)
    except (yaml.YAMLError, ValueError):
        raise entry.problem(f"{entry.node.value!r} is not possible; correct it") from None


def _reason(error: ErrorDetails) -> str:
    match error["type"]:
        case "missing":
            return "is missing; add it"
        case "extra_forbidden":
            return "is not a known name; correct or delete it"
        case "value_error":
            return error["msg"].removeprefix("Value error, ")
        case _:
            demand = error["msg"].replace("Input should", "must", 1)
            return f"{demand}, but {shortened(error['input'])} stands there"


def sentences(document: YamlEntry, mistakes: Iterable[Mistake]) -> list[str]:
    """Say each mistake with file, line and the name of its entry, in the order of the file."""
    placed = sorted((_located(document, mistake) for mistake in mistakes), key=lambda one: one[0])
    return [f"{document.node.start_mark.name}, line {line}: {text}" for line, text in placed]


def _located(document: YamlEntry, mistake: Mistake) -> tuple[int, str]:
    entry: YamlEntry | None = document
    line, names = 1, list[str]()
    for step in mistake.path:
        entry = _below(entry, step)
        names.append(_name_of(entry, step))
        line = entry.node.start_mark.line + 1 if entry else line
    return line, ": ".join([*names, mistake.reason])


def _below(entry: YamlEntry | None, step: str | int) -> YamlEntry | None:
    """Find the entry one step down; None when the mistake is that it is not there."""
    if entry is None or entry.is_single():
        return None
    below: dict[Any, YamlEntry] = entry.fields() if isinstance(step, str) else dict(enumerate(entry.items()))
    return below.get(step)


def _name_of(entry: YamlEntry | None, step: str | int) -> str:
    if isinstance(step, str):
        return step
    if entry is not None and isinstance(entry.node, yaml.MappingNode):
        fields = entry.fields()
        for name in _NAMES_OF_ENTRIES:
            if name in fields and fields[name].is_single():
                return str(fields[name].node.value)
    return f"entry {step + 1}"
