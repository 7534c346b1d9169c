"""Walking through the XML of a workbook. A DTD has been refused before, so that nothing can multiply."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from xml.parsers import expat

Attributes = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its name without prefix, its attributes likewise, and the text right in it."""

    name: str
    attributes: Attributes
    text: str


def local(name: str) -> str:
    """Drop the prefix of a name."""
    return name.rpartition(":")[2] if ":" in name else name


def walk(
    content: bytes,
    start: Callable[[str, dict[str, str]], None],
    text: Callable[[str], None],
    end: Callable[[str], None] | None = None,
) -> None:
    """Walk through a part; names come with their prefixes. Raises expat.ExpatError where it is not well-formed."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    if end is not None:
        parser.EndElementHandler = end
    parser.Parse(content, True)


def elements(content: bytes) -> Iterator[Element]:
    """List the elements of a small part in the order in which they begin."""
    found: list[list[object]] = []
    below: list[list[object]] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        below.append([local(name), {local(key): value for key, value in attributes.items()}, ""])
        found.append(below[-1])

    def say(text: str) -> None:
        if below:
            below[-1][2] = f"{below[-1][2]}{text}"

    def finish(_name: str) -> None:
        below.pop()

    walk(content, begin, say, finish)
    for name, attributes, text in found:
        yield Element(str(name), attributes, str(text))  # type: ignore[arg-type]


def related(parts: Mapping[str, bytes], part: str) -> Iterator[tuple[str, str, str]]:
    """List what a part points to within the package: id, last word of the kind, name of the other part."""
    folder, name = posixpath.split(part)
    for one in elements(parts.get(f"{folder}/_rels/{name}.rels", b"<none/>")):
        if one.name == "Relationship" and one.attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, one.attributes.get("Target", "")))
            yield one.attributes.get("Id", ""), posixpath.basename(one.attributes.get("Type", "")), target.lstrip("/")
