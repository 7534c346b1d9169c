"""Draws docs/pictures/architecture.svg from the code's own imports and the layers of pyproject.toml: `make drawing`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import grimp

ROOT: Final = Path(__file__).resolve().parent.parent
PICTURE: Final = ROOT / "docs" / "pictures" / "architecture.svg"
WIDTH, ROW, BOX, LETTER, GAP = 1080, 74, 34, 8, 18
FOLDERS: Final = ("demo", "handlers", "scheduler", "services", "bot", "models", "rules")


@dataclass(frozen=True)
class Box:
    """A folder or a subject: its name, how many files it holds, and where it stands."""

    name: str
    files: int
    x: float
    y: float

    @property
    def width(self) -> int:
        """As wide as its words."""
        return len(self.label) * LETTER + 16

    @property
    def label(self) -> str:
        """The name with the number of files."""
        return f"{self.name.rpartition('.')[2]} {self.files}"


def layers(container: str | None) -> list[list[str]]:
    """Read the layers that the linter holds, top first: of the folders, or of what is in one of them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    found = next(
        one
        for one in contracts
        if one["type"] == "layers" and one.get("containers") == ([container] if container else None)
    )
    prefix = f"{container}." if container else ""
    return [[prefix + name.strip() for name in line.split("|")] for line in found["layers"]]


def drawing() -> str:
    """Draw the folders, the subjects of services between them, and who imports whom."""
    graph = grimp.build_graph(*FOLDERS, cache_dir=None)
    rows = [row for row in layers(None) if row != ["services"]]
    place = rows.index(["bot"])
    boxes = _placed([*rows[:place], *layers("services"), *rows[place:]], graph)
    arrows = "".join(_arrow(boxes[one], boxes[other]) for one, other in _imports(graph, boxes))
    top = min(box.y for name, box in boxes.items() if name.startswith("services."))
    bottom = max(box.y for name, box in boxes.items() if name.startswith("services.")) + BOX
    frame = f'<rect x="8" y="{top - 22}" width="{WIDTH - 16}" height="{bottom - top + 36}" rx="8" class="frame"/>'
    caption = f'<text x="20" y="{top - 6}" class="small">services, by subject; the number is that of files</text>'
    height = max(box.y for box in boxes.values()) + BOX + 20
    style = (
        "text{font:13px sans-serif;fill:#222}.small{font-size:11px;fill:#666}.box{fill:#fff;stroke:#a33}"
        ".frame{fill:#faf6f2;stroke:#ccc}path{fill:none;stroke:#b99;stroke-opacity:.45}"
    )
    body = frame + caption + arrows + "".join(map(_drawn, boxes.values()))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img">'
        f"<title>Who imports whom: arrows point down</title><style>{style}</style>{body}</svg>\n"
    )


def _placed(rows: list[list[str]], graph: grimp.ImportGraph) -> dict[str, Box]:
    boxes: dict[str, Box] = {}
    for number, row in enumerate(rows):
        made = [Box(name, len(graph.find_descendants(name)) + 1, 0, 24 + number * ROW) for name in sorted(row)]
        x = (WIDTH - sum(box.width + GAP for box in made) + GAP) / 2
        for box in made:
            boxes[box.name] = Box(box.name, box.files, round(x), box.y)
            x += box.width + GAP
    return boxes


def _imports(graph: grimp.ImportGraph, boxes: dict[str, Box]) -> Iterator[tuple[str, str]]:
    """List which box imports which, among folders and among subjects; what crosses the frame would hide the rest."""
    seen: set[tuple[str, str]] = set()
    for name in boxes:
        for module in {name, *graph.find_descendants(name)}:
            for imported in graph.find_modules_directly_imported_by(module):
                other = next((box for box in boxes if f"{imported}.".startswith(f"{box}.")), name)
                if other != name and ("." in other) == ("." in name):
                    seen.add((name, other))
    yield from sorted(seen)


def _arrow(one: Box, other: Box) -> str:
    x, y, to_x, to_y = one.x + one.width / 2, one.y + BOX, other.x + other.width / 2, other.y
    middle = (y + to_y) / 2
    return f'<path d="M{x:.0f} {y} C{x:.0f} {middle:.0f} {to_x:.0f} {middle:.0f} {to_x:.0f} {to_y}"/>'


def _drawn(box: Box) -> str:
    return (
        f'<rect x="{box.x}" y="{box.y}" width="{box.width}" height="{BOX}" rx="6" class="box"/>'
        f'<text x="{box.x + 8}" y="{box.y + 22}">{box.label}</text>'
    )


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(drawing(), encoding="utf-8")
