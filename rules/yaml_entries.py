"""YAML read value by value, each remembering its line, so that a complaint can say where to look.

Plain loading would turn 0.5 into a float and forget the lines; here numbers go from their text straight to Decimal.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from io import StringIO
from typing import Self

import yaml

from rules.yaml_mistakes import OTHER, Mistake, Notes, YamlEntryError
from rules.yaml_nesting import DEEPEST, Loader, nested

OVERRIDES = "overrides"
TRUE_AND_FALSE: Mapping[str, bool] = {"true": True, "false": False}


class _NamedText(StringIO):
    """A text that carries the name of its file into the marks of what is read from it."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.name = name


@dataclass(frozen=True)
class YamlEntry:
    """One value of a YAML file, or of plain data given in its place; `path` names it for people, in its `part`."""

    node: yaml.Node
    path: str
    part: str = ""

    @classmethod
    def of_text(cls, text: str, source: str) -> Self:
        """Read a whole file's text; broken, empty or bottomless YAML is a YamlEntryError."""
        if any(depth > DEEPEST for depth, _ in nested(text)):
            raise _unread("too_deep", source, f"nested more than {DEEPEST} deep; no file of this program is")
        try:
            node = yaml.compose(_NamedText(text, source), Loader=Loader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else None
            raise _unread("not_yaml", source, f"this is not valid YAML ({error.problem})", line) from error
        except yaml.YAMLError as error:
            raise _unread("not_yaml", source, f"this is not valid YAML ({error})") from error
        if node is None:
            raise _unread("empty", source, "the file is empty; copy the one that came with the program")
        return cls(node, "")

    @classmethod
    def of_data(cls, data: object) -> Self:
        """Take plain values (mappings, lists, texts, numbers) as if they had been read; they have no lines."""
        try:
            return cls(yaml.representer.SafeRepresenter().represent_data(data), "")
        except yaml.YAMLError as error:
            raise _unread("not_plain", OVERRIDES, f"only plain values can be given ({error})") from error

    @property
    def line(self) -> int | None:
        """The line it begins in, counted from 1; plain data has none."""
        return self.node.start_mark.line + 1 if self.node.start_mark else None

    @property
    def source(self) -> str:
        """The name of its file."""
        return self.node.start_mark.name if self.node.start_mark else OVERRIDES

    def problem(self, reason: str, kind: str = OTHER, at: str = "", /, **facts: object) -> YamlEntryError:
        """Build the error that says what is wrong with this value; the caller raises it.

        `kind` and `facts` say the same to whoever words it; `at` leads to the value below that is meant.
        """
        where = f"{self.source}, line {self.line}" if self.line else self.source
        subject = f"{self.path}: " if self.path else ""
        meant = self.below(*at.split(".")) if at else self
        place = (meant.source, meant.line, meant.part, meant.path)
        return YamlEntryError(Mistake(kind, f"{where}: {subject}{reason}", *place, facts))

    def below(self, *names: str) -> "YamlEntry":
        """Go down by these names as far as there is something."""
        found = self
        for name in names:
            found = found._named(name) or found
        return found

    def given(self, *names: str) -> "YamlEntry | None":
        """Go down by these names; None where that leads to nothing."""
        found: YamlEntry | None = self
        for name in names:
            found = found._named(name) if found else None
        return found

    def each_called(self, name: str) -> list["YamlEntry"]:
        """List the items of a list, called by one of their values where they have it: HD-01 instead of [3]."""
        items = self.items() if isinstance(self.node, yaml.SequenceNode) else []
        return [item._called_by(name) for item in items]

    def _called_by(self, name: str) -> "YamlEntry":
        given = self.given(name)
        single = given is not None and given.is_single() and not given.is_null()
        return replace(self, path=str(given.node.value)) if given and single and given.node.value.strip() else self

    def names(self) -> list[str]:
        """List the names of a mapping as they are written; none of something else."""
        return [name for name, _ in self._pairs()]

    def _named(self, name: str) -> "YamlEntry | None":
        return next((self._at(name, value) for given, value in self._pairs() if given == name), None)

    def _at(self, name: str, value: yaml.Node) -> "YamlEntry":
        return YamlEntry(value, f"{self.path}.{name}" if self.path else name, self.part or name)

    def _pairs(self) -> list[tuple[str, yaml.Node]]:
        """List the names of a mapping with what stands behind them; most are only looked at on the way to another."""
        pairs = self.node.value if isinstance(self.node, yaml.MappingNode) else []
        return [(str(key.value), value) for key, value in pairs]

    def fields(self, notes: Notes | None = None) -> dict[str, "YamlEntry"]:
        """Return a mapping's entries by name; something else, or a name given twice, is an error.

        With `notes` the first of two is returned and the mistake noted.
        """
        if not isinstance(self.node, yaml.MappingNode):
            raise self.problem("must be a list of `name: value` lines", "no_mapping")
        noted = notes or Notes()
        found: dict[str, YamlEntry] = {}
        for name, value in self._pairs():
            entry = self._at(name, value)
            if name in found:
                noted.add(entry.problem("is given twice; delete one of them", "name_twice", first=found[name].line))
            found.setdefault(name, entry)
        if notes is None:
            noted.finish()
        return found

    def fields_named(
        self, required: frozenset[str], optional: frozenset[str] = frozenset(), notes: Notes | None = None
    ) -> dict[str, "YamlEntry"]:
        """Like `fields`, and refuse names that are missing or unknown; with `notes` the known ones are returned."""
        noted = notes or Notes()
        found, known = self.fields(noted), required | optional
        for name in [name for name in found if name not in known]:
            noted.add(unknown_name(found.pop(name), name, known))
        missing = sorted(required - found.keys())
        if missing:
            noted.add(self.problem(f"lacks {', '.join(missing)}; add it", "lacks", names=missing))
        if notes is None:
            noted.finish()
        return found

    def items(self) -> list["YamlEntry"]:
        """Return a list's entries in order; something else is an error."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.problem("must be a list", "no_list")
        return [
            YamlEntry(item, f"{self.path}[{place}]", self.part) for place, item in enumerate(self.node.value, start=1)
        ]

    def over(self, other: "YamlEntry") -> "YamlEntry":
        """Lay this mapping over another: what is given here wins, what is not stays; each value keeps its line."""
        mine, theirs = self.fields(), other.fields()
        merged = dict(theirs)
        for name, entry in mine.items():
            below = theirs.get(name)
            both_map = below and all(isinstance(each.node, yaml.MappingNode) for each in (entry, below))
            merged[name] = entry.over(below) if below and both_map else entry
        return other.holding(merged)

    def holding(self, fields: Mapping[str, "YamlEntry"]) -> "YamlEntry":
        """Return a mapping at the same place that holds these entries."""
        pairs = [(yaml.ScalarNode("tag:yaml.org,2002:str", name), entry.node) for name, entry in fields.items()]
        return replace(self, node=yaml.MappingNode(self.node.tag, pairs, self.node.start_mark, self.node.end_mark))

    def listing(self, items: list["YamlEntry"]) -> "YamlEntry":
        """Return a list at the same place that holds these entries."""
        nodes = [item.node for item in items]
        return replace(self, node=yaml.SequenceNode(self.node.tag, nodes, self.node.start_mark, self.node.end_mark))

    def is_single(self) -> bool:
        """Whether this is one value, neither a list nor a mapping."""
        return isinstance(self.node, yaml.ScalarNode)

    def is_null(self) -> bool:
        """Whether the value is left open (null, ~ or nothing)."""
        return self.node.tag == "tag:yaml.org,2002:null"

    def text(self) -> str:
        """Return a single, non-empty value as it is written."""
        if not self.is_single() or self.is_null() or not self.node.value.strip():
            raise self.problem("must be a single value that is not empty", "no_value")
        return str(self.node.value)

    def decimal(self) -> Decimal:
        """Return a finite number, exactly as it is written."""
        text = self.text()
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise self.problem(f"{text!r} is not a number; write one like 2 or 0.5", "no_number", said=text) from None
        if not number.is_finite():
            raise self.problem(f"{text!r} is not a finite number; write one like 2 or 0.5", "no_number", said=text)
        return number

    def number(self) -> Decimal | None:
        """Return a finite number, None where it is none."""
        try:
            return self.decimal()
        except YamlEntryError:
            return None

    def whole(self) -> int:
        """Return a whole number of 0 or more."""
        text = self.text()
        if not (text.isascii() and text.isdigit()):
            raise self.problem(f"{text!r} is not a whole number; write one like 2", "no_whole", said=text)
        return int(text)

    def flag(self) -> bool:
        text = self.text()
        if text not in TRUE_AND_FALSE:
            reason = f"{text!r} is neither true nor false; write one of them"
            raise self.problem(reason, "no_choice", said=text, choices=list(TRUE_AND_FALSE))
        return TRUE_AND_FALSE[text]

    def day(self) -> date:
        """Return a day written 2026-10-01."""
        text = self.text()
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise self.problem(f"{text!r} is not a day; write one like 2026-10-01", "no_day", said=text) from None


def unknown_name(entry: YamlEntry, name: str, known: Collection[str]) -> YamlEntryError:
    """Build the error for a name that means nothing here, with the likely or all possible ones."""
    alike = get_close_matches(name, known)
    advice = f"did you mean {' or '.join(alike)}?" if alike else f"the known ones are {', '.join(sorted(known))}"
    facts = {"said": name, "alike": alike, "known": sorted(known)}
    return entry.problem(f"{name!r} is not a known name; {advice}", "unknown_name", **facts)


def _unread(kind: str, source: str, reason: str, line: int | None = None) -> YamlEntryError:
    """Build the error for a text that cannot be read at all."""
    where = f"{source}, line {line}" if line else source
    return YamlEntryError(Mistake(kind, f"{where}: {reason}", source, line, "", "", {"deepest": DEEPEST}))
