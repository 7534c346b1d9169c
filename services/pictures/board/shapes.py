"""The shapes a picture is made of, in px from the top left corner; `boards/board.svg` prints each kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from bot.drawing import text_width


@dataclass(frozen=True)
class Rect:
    """A box, with rounded corners when it has a radius."""

    kind: ClassVar[str] = "rect"
    x: int
    y: int
    width: int
    height: int
    fill: str
    radius: int = 0


@dataclass(frozen=True)
class Disc:
    """A filled circle."""

    kind: ClassVar[str] = "disc"
    x: int
    y: int
    radius: int
    fill: str


@dataclass(frozen=True)
class Ring:
    """A thin circle line, `opacity` from 0 to 1."""

    kind: ClassVar[str] = "ring"
    x: int
    y: int
    radius: int
    stroke: str
    opacity: float


@dataclass(frozen=True)
class Triangle:
    """Three corners, filled."""

    kind: ClassVar[str] = "triangle"
    corners: tuple[tuple[int, int], tuple[int, int], tuple[int, int]]
    fill: str


@dataclass(frozen=True)
class Outline:
    """An area in the words of SVG's path data; `crisp` keeps the edges of a QR code sharp."""

    kind: ClassVar[str] = "outline"
    path: str
    fill: str
    crisp: bool = False


@dataclass(frozen=True)
class Text:
    """One line of text on its baseline; made by `typesetting.line`, which sees to it that it fits."""

    kind: ClassVar[str] = "text"
    x: int
    y: int
    text: str
    size: int
    fill: str
    bold: bool = False
    anchor: Literal["start", "middle", "end"] = "start"
    spacing: int = 0

    @property
    def width(self) -> float:
        """How wide the line is drawn, in px."""
        return text_width(self.text, self.size, bold=self.bold) + self.spacing * len(self.text)


@dataclass(frozen=True)
class Group:
    """Shapes that belong together, under a name that tests and readers of the SVG can find."""

    kind: ClassVar[str] = "group"
    name: str
    shapes: tuple[Shape, ...]


Shape: TypeAlias = Rect | Disc | Ring | Triangle | Outline | Text | Group


@dataclass(frozen=True)
class Drawing:
    """A whole picture; what comes first lies below."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
