"""Tables saved as text: UTF-8 with or without byte order mark, GBK and GB18030, UTF-16 with tabs."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import Final

from services.office_files.cells import Cell, Place, Row, Sheet
from services.office_files.refusing import refused

DELIMITERS: Final = ("\t", ",", ";", "|")
UNMARKED: Final = ("utf-16-le", "utf-16-be")
LOOKED_AT: Final = 20
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 64
# What no text has: NUL and other control characters, but tab, line feed and carriage return.
_CONTROL: Final = frozenset(map(chr, range(32))) - set("\t\r\n\x0b\x0c")


def text_sheet(content: bytes, source: str) -> Sheet:
    """Read a text as the rows Excel would show. Raises BadFile for what is no text, and for quotes without an end."""
    text = _decoded(content)
    if text is None:
        raise refused("unreadable", source)
    rows = list(_rows(text, _delimiter(text), source))
    while rows and not rows[-1].cells:
        del rows[-1]
    if len(rows) > MOST_ROWS or any(max(row.cells, default=0) > MOST_COLUMNS for row in rows):
        raise refused("too_many_cells", source, rows=MOST_ROWS, column="BL")
    return Sheet("", tuple(rows))


def _decoded(content: bytes) -> str | None:
    """Find the encoding of a text; None when it is none."""
    for name in _encodings(content):
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        # Any bytes make some text in sixteen bits; a table has lines.
        if not _CONTROL & set(text) and (name not in UNMARKED or "\n" in text):
            return text.lstrip("\ufeff")
    return None


def _encodings(content: bytes) -> tuple[str, ...]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    if b"\0" in content:
        return UNMARKED
    return ("utf-8-sig", "gb18030")


def _delimiter(text: str) -> str:
    """Find what parts the columns: that which makes the most of the first lines."""
    start = "\n".join(text.splitlines()[:LOOKED_AT])
    return max(DELIMITERS, key=start.count)


def _rows(text: str, delimiter: str, source: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, texts in enumerate(reader, start=1):
            cells = {at: Cell(Place("", number, at), said) for at, said in enumerate(texts, start=1) if said.strip()}
            yield Row("", number, cells)
    except csv.Error:
        raise refused("quotes", source, line=reader.line_num) from None
