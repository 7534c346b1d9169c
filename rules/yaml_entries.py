"""YAML read value by value, each remembering its line, so that a complaint can say where to look.

Plain loading would turn 0.5 into a float and forget the lines; here numbers go from their text straight to Decimal.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from io import StringIO
from typing import Self

import yaml

try:
    # Ten times as fast, where PyYAML was built with it.
    from yaml import CSafeLoader as Loader
except ImportError:
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

OVERRIDES = "overrides"
# The shipped rule is nested seven deep.
DEEPEST = 20
TRUE_AND_FALSE: Mapping[str, bool] = {"true": True, "false": False}


class YamlEntryError(ValueError):
    """Something in a YAML file cannot be understood; the message says where, what and what to do."""


class _NamedText(StringIO):
    """A text that carries the name of its file into the marks of what is read from it."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.name = name


@dataclass(frozen=True)
class Entry:
    """One value of a YAML file, or of plain data given in its place; `path` names it for people."""

    node: yaml.Node
    path: str

    @classmethod
    def of_text(cls, text: str, source: str) -> Self:
        """Read a whole file's text; broken, empty or bottomless YAML is a YamlEntryError."""
        if any(depth > DEEPEST for depth, _ in _nested(text)):
            raise YamlEntryError(f"{source}: nested more than {DEEPEST} deep; no file of this program is")
        try:
            node = yaml.compose(_NamedText(text, source), Loader=Loader)
        except yaml.MarkedYAMLError as error:
            line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
            raise YamlEntryError(f"{source}{line}: this is not valid YAML ({error.problem})") from error
        except yaml.YAMLError as error:
            raise YamlEntryError(f"{source}: this is not valid YAML ({error})") from error
        if node is None:
            raise YamlEntryError(f"{source}: the file is empty; copy the one that came with the program")
        return cls(node, "")

    @classmethod
    def of_data(cls, data: object) -> Self:
        """Take plain values (mappings, lists, texts, numbers) as if they had been read; they have no lines."""
        try:
            return cls(yaml.representer.SafeRepresenter().represent_data(data), "")
        except yaml.YAMLError as error:
            raise YamlEntryError(f"{OVERRIDES}: only plain values can be given ({error})") from error

    @property
    def where(self) -> str:
        """File and line, e.g. "scheme.yaml, line 12"; plain data has neither."""
        mark = self.node.start_mark
        return f"{mark.name}, line {mark.line + 1}" if mark else OVERRIDES

    def problem(self, reason: str) -> YamlEntryError:
        """Build the error that says what is wrong with this value; the caller raises it."""
        subject = f"{self.path}: " if self.path else ""
        return YamlEntryError(f"{self.where}: {subject}{reason}")

    def fields(self) -> dict[str, "Entry"]:
        """Return a mapping's entries by name; something else, or a name given twice, is an error."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.problem("must be a list of `name: value` lines")
        found: dict[str, Entry] = {}
        for key, value in self.node.value:
            name = str(key.value)
            entry = Entry(value, f"{self.path}.{name}" if self.path else name)
            if name in found:
                raise entry.problem("is given twice; delete one of them")
            found[name] = entry
        return found

    def fields_named(self, required: frozenset[str], optional: frozenset[str] = frozenset()) -> dict[str, "Entry"]:
        """Like `fields`, and refuse names that are missing or unknown."""
        found = self.fields()
        unknown = sorted(found.keys() - required - optional)
        if unknown:
            raise unknown_name(found[unknown[0]], unknown[0], required | optional)
        missing = sorted(required - found.keys())
        if missing:
            raise self.problem(f"lacks {', '.join(missing)}; add it")
        return found

    def items(self) -> list["Entry"]:
        """Return a list's entries in order; something else is an error."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.problem("must be a list")
        return [Entry(item, f"{self.path}[{place}]") for place, item in enumerate(self.node.value, start=1)]

    def over(self, other: "Entry") -> "Entry":
        """Lay this mapping over another: what is given here wins, what is not stays; each value keeps its line."""
        mine, theirs = self.fields(), other.fields()
        merged = dict(theirs)
        for name, entry in mine.items():
            below = theirs.get(name)
            both_map = below and all(isinstance(each.node, yaml.MappingNode) for each in (entry, below))
            merged[name] = entry.over(below) if below and both_map else entry
        return other.holding(merged)

    def holding(self, fields: Mapping[str, "Entry"]) -> "Entry":
        """Return a mapping at the same place that holds these entries."""
        pairs = [(yaml.ScalarNode("tag:yaml.org,2002:str", name), entry.node) for name, entry in fields.items()]
        return Entry(yaml.MappingNode(self.node.tag, pairs, self.node.start_mark, self.node.end_mark), self.path)

    def listing(self, items: list["Entry"]) -> "Entry":
        """Return a list at the same place that holds these entries."""
        nodes = [item.node for item in items]
        return Entry(yaml.SequenceNode(self.node.tag, nodes, self.node.start_mark, self.node.end_mark), self.path)

    def is_single(self) -> bool:
        """Whether this is one value, neither a list nor a mapping."""
        return isinstance(self.node, yaml.ScalarNode)

    def is_null(self) -> bool:
        """Whether the value is left open (null, ~ or nothing)."""
        return self.node.tag == "tag:yaml.org,2002:null"

    def text(self) -> str:
        """Return a single, non-empty value as it is written."""
        if not self.is_single() or self.is_null() or not self.node.value.strip():
            raise self.problem("must be a single value that is not empty")
        return str(self.node.value)

    def decimal(self) -> Decimal:
        """Return a finite number, exactly as it is written."""
        text = self.text()
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise self.problem(f"{text!r} is not a number; write one like 2 or 0.5") from None
        if not number.is_finite():
            raise self.problem(f"{text!r} is not a finite number; write one like 2 or 0.5")
        return number

    def whole(self) -> int:
        """Return a whole number of 0 or more."""
        text = self.text()
        if not (text.isascii() and text.isdigit()):
            raise self.problem(f"{text!r} is not a whole number; write one like 2")
        return int(text)

    def flag(self) -> bool:
        text = self.text()
        if text not in TRUE_AND_FALSE:
            raise self.problem(f"{text!r} is neither true nor false; write one of them")
        return TRUE_AND_FALSE[text]

    def day(self) -> date:
        """Return a day written 2026-10-01."""
        text = self.text()
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise self.problem(f"{text!r} is not a day; write one like 2026-10-01") from None


def unknown_name(entry: Entry, name: str, known: Collection[str]) -> YamlEntryError:
    """Build the error for a name that means nothing here, with the likely or all possible ones."""
    alike = get_close_matches(name, known)
    advice = f"did you mean {' or '.join(alike)}?" if alike else f"the known ones are {', '.join(sorted(known))}"
    return entry.problem(f"{name!r} is not a known name; {advice}")


def is_harmless(text: str) -> bool:
    """Tell whether a file from outside may be read: nested no deeper than any of ours, and nothing that repeats itself.

    Broken YAML is harmless here.
    """
    return not any(depth > DEEPEST or isinstance(event, yaml.AliasEvent) for depth, event in _nested(text))


def _nested(text: str) -> Iterator[tuple[int, yaml.Event]]:
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
