"""markdown_v2 of the group robot as safe HTML: lists, nested quotes, rules, code blocks and tables on top."""

import re
from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup, escape

from simulator.bench.markup import NameOf, heading, inline

_ITEM = re.compile(r"( *)(?:[-*]|(\d+)\.) +(.*)")
_RULE = re.compile(r" {0,3}-{3,} *")
_DIVIDER = re.compile(r"\|?( *:?-+:? *\|)+( *:?-+:? *)?")
_ITALIC = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")
_HEAD_CELL = Markup('<th class="{}">{}</th>')
_CELL = Markup('<td class="{}">{}</td>')
_ALIGN = {(True, True): "mid", (False, True): "end"}


def markdown_v2_html(text: str, name_of: NameOf = str) -> Markup:
    """Return the larger markdown of robots; it has neither colours nor mentions."""
    parts = re.split(r"^```.*$", text, flags=re.MULTILINE)
    shown: list[Markup] = []
    for n, part in enumerate(parts):
        if n % 2 == 0:
            shown.extend(_blocks(part.split("\n"), name_of))
        else:
            shown.append(Markup("<pre>{}</pre>").format(part.strip("\n")))
    return Markup("").join(shown)


def _blocks(lines: list[str], name_of: NameOf) -> Iterator[Markup]:
    for kind, group in groupby(lines, key=_kind):
        same = list(group)
        if kind == "quote":
            yield _quote(same, name_of)
        elif kind == "table":
            yield _table(same, name_of)
        elif kind == "item":
            yield Markup('<ul class="list">{}</ul>').format(Markup("").join(_item(line, name_of) for line in same))
        else:
            yield from (_line(line, name_of) for line in same if line.strip())


def _kind(line: str) -> str:
    if line.startswith(">"):
        return "quote"
    if line.lstrip().startswith("|"):
        return "table"
    return "item" if _ITEM.fullmatch(line) else "line"


def _line(line: str, name_of: NameOf) -> Markup:
    if _RULE.fullmatch(line):
        return Markup("<hr>")
    return heading(line, name_of) or Markup("<p>{}</p>").format(_inline(line, name_of))


def _inline(text: str, name_of: NameOf) -> Markup:
    parts, end = [], 0
    for found in _ITALIC.finditer(text):
        parts += [inline(text[end : found.start()], name_of), Markup("<em>{}</em>").format(found.group(1))]
        end = found.end()
    return Markup("").join([*parts, inline(text[end:], name_of)])


def _item(line: str, name_of: NameOf) -> Markup:
    found = _ITEM.fullmatch(line)
    if found is None:
        return escape(line)
    level, mark = min(3, len(found.group(1)) // 2), f"{found.group(2)}." if found.group(2) else "•"
    return Markup('<li class="level{}"><span>{}</span> {}</li>').format(level, mark, _inline(found.group(3), name_of))


def _quote(lines: list[str], name_of: NameOf) -> Markup:
    """Nest up to three levels of >."""
    inner = [line[1:].removeprefix(" ") for line in lines]
    shown = []
    for deeper, group in groupby(inner, key=lambda line: line.startswith(">")):
        same = list(group)
        shown.append(_quote(same, name_of) if deeper else Markup("<br>").join(_inline(line, name_of) for line in same))
    return Markup("<blockquote>{}</blockquote>").format(Markup("").join(shown))


def _table(lines: list[str], name_of: NameOf) -> Markup:
    rows = [_cells(line) for line in lines if not _DIVIDER.fullmatch(line.strip())]
    divider = next((_cells(line) for line in lines if _DIVIDER.fullmatch(line.strip())), [])
    align = [_ALIGN.get((cell.startswith(":"), cell.endswith(":")), "start") for cell in divider]
    shown = []
    for n, row in enumerate(rows):
        cell = _HEAD_CELL if n == 0 and divider else _CELL
        sides = [*align, *["start"] * len(row)]
        cells = [cell.format(side, _inline(text, name_of)) for side, text in zip(sides, row, strict=False)]
        shown.append(Markup("<tr>{}</tr>").format(Markup("").join(cells)))
    return Markup("<table>{}</table>").format(Markup("").join(shown))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]
