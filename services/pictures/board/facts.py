"""What a board picture is told: the facts of one published board, already decided, ranked and approved."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Edition = Literal["public", "group", "internal"]
GreyDisplay = Literal["ranked", "names", "concerned"]


@dataclass(frozen=True)
class Category:
    """One of the categories and its full points."""

    title: str
    full: Decimal


@dataclass(frozen=True)
class Row:
    """One organisation on the board.

    `register` is its place in the register. `by_category` holds its points in the order of the board's categories.
    `change` counts the ranks won since last quarter (negative: lost), None without a rank last quarter. The streaks
    count boards in a row including this one; `is_new` means new on the red list.
    """

    rank: int
    name: str
    register: int
    total: Decimal
    by_category: tuple[Decimal, ...]
    change: int | None = None
    red_streak: int = 0
    grey_streak: int = 0
    is_new: bool = False


@dataclass(frozen=True)
class Riser:
    """The organisation that won the most ranks since last quarter."""

    name: str
    change: int
    rank: int


@dataclass(frozen=True)
class Switches:
    """What a town shows on the red list of its group edition; the fastest riser is switched off by leaving it out."""

    bars: bool = True
    change: bool = True
    streaks: bool = True


@dataclass(frozen=True)
class BoardFacts:
    """Everything that may appear on the picture of one board; the edition decides what does.

    `grey_shown` is the separate approval of the grey list: without it the grey card is left out of every edition.
    `replaces` names the version before and when it was published ("10月28日发布的第 1 版"). `url` becomes the QR code.
    """

    committee: str
    title: str
    quarter_label: str
    ranked: int
    version: int
    replaces: str | None
    categories: tuple[Category, ...]
    red: tuple[Row, ...]
    grey: tuple[Row, ...]
    grey_display: GreyDisplay
    grey_shown: bool
    others: int
    mean: Decimal | None
    highest: Decimal | None
    riser: Riser | None
    footer: tuple[tuple[str, str], ...]
    url: str | None
    issued: str
    switches: Switches = Switches()
