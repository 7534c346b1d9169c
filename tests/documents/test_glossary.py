"""The glossary says where each word lives, and it does."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = ROOT / "docs/glossary.md"
KINDS = {".py", ".txt", ".html", ".yaml", ".json", ".css", ".js"}


def tables() -> Iterator[list[list[str]]]:
    """Give each table as rows of cells, its head first."""
    for table in re.findall(r"(?:^\|.*\n)+", GLOSSARY.read_text("utf-8"), re.MULTILINE):
        rows = [re.split(r"(?<!\\)\|", line.strip().strip("|")) for line in table.splitlines()]
        yield [[cell.strip() for cell in row] for row in rows if not row[0].strip().startswith("---")]


def words() -> list[list[str]]:
    """List the rows that say where a word lives."""
    return [row for head, *rows in tables() if head[-1] == "Where" for row in rows]


def marked(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def homes(row: list[str]) -> list[str]:
    return [one for one in marked(row[-1]) if "/" in one]


@cache
def text_of(path: str) -> str:
    """Read a file, or all of a folder, with the names of what it holds."""
    found = [ROOT / path] if (ROOT / path).is_file() else sorted((ROOT / path).rglob("*"))
    return "".join(f"{one.name} {one.read_text('utf-8')}" for one in found if one.suffix in KINDS or one == ROOT / path)


def test_every_row_has_the_cells_of_its_table() -> None:
    assert [row[0] for head, *rows in tables() for row in rows if len(row) != len(head)] == []


def test_every_path_is_there() -> None:
    named = {one for row in words() for one in homes(row)}
    assert len(named) > 150
    assert [one for one in sorted(named) if not (ROOT / one).exists()] == []


def test_every_word_is_met_where_the_glossary_says_that_it_lives() -> None:
    astray = []
    for row in words():
        names = [re.split(r"[. ]", one)[-1] for one in marked(row[1])]
        text = "".join(text_of(one) for one in homes(row))
        if names and homes(row) and not any(re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text) for one in names):
            astray.append(row[:2])
    assert astray == []


def test_every_word_of_the_town_has_one_row() -> None:
    twice = [word for word, times in Counter(row[0] for row in words()).items() if times > 1]
    assert twice == ["–"]
