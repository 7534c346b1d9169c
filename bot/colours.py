"""Every colour of the house, once: the board picture, the pages, the console and the charts take theirs from here.

Pages take them from static/colours.css, which `python -m bot.colours > static/colours.css` writes.
"""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Palette:
    """The tokens of one theme; `red_soft` is called `red-soft` in style sheets."""

    red: str
    red_bright: str
    red_soft: str
    head_start: str
    head_middle: str
    head_end: str
    gold: str
    gold_soft: str
    gold_ink: str
    ink: str
    sub: str
    paper: str
    card: str
    hair: str
    slate: str
    slate_bar: str
    track: str
    track_grey: str
    warn: str
    ok: str
    focus: str
    field: str
    button: str
    ok_soft: str
    wait: str
    wait_soft: str
    line: str
    edge: str
    tint: str
    desk: str
    on_head: str = "#FFFFFF"
    on_head_soft: str = "#FFF8F0"
    on_gold: str = "#7A1012"


LIGHT = Palette(
    red="#B5121B",
    red_bright="#D9382E",
    red_soft="#FBE3E0",
    head_start="#8E0B14",
    head_middle="#C21D22",
    head_end="#CE3E2C",
    gold="#F3C969",
    gold_soft="#FCE9BF",
    gold_ink="#8A4B00",
    ink="#1F2329",
    sub="#5B6470",
    paper="#F6F2EF",
    card="#FFFFFF",
    hair="#ECE6E2",
    slate="#4B535E",
    slate_bar="#737D89",
    track="#F7E3DF",
    track_grey="#DFE3E8",
    warn="#B8500A",
    ok="#2F6B4F",
    focus="#1F6FEB",
    field="#F4F1EF",
    button="#B5121B",
    ok_soft="#E3F1EA",
    wait="#A24708",
    wait_soft="#FDEBDD",
    line="#D8D2CD",
    edge="#938B84",
    tint="#FFF6F4",
    desk="#F4F2F0",
)

DARK = Palette(
    red="#FF7A70",
    red_bright="#E5544A",
    red_soft="#47201E",
    head_start="#8E0B14",
    head_middle="#C21D22",
    head_end="#CE3E2C",
    gold="#F3C969",
    gold_soft="#4A3816",
    gold_ink="#F6CF7C",
    ink="#ECEDEE",
    sub="#A9B0B8",
    paper="#151312",
    card="#211E1D",
    hair="#34302E",
    slate="#5A636E",
    slate_bar="#8A939E",
    track="#45302D",
    track_grey="#3A4047",
    warn="#F0883E",
    ok="#6CC79B",
    focus="#6CA8FF",
    field="#2B2726",
    button="#B5121B",
    ok_soft="#1D3A2D",
    wait="#F5B27A",
    wait_soft="#4A2E14",
    line="#4A4441",
    edge="#8A827C",
    tint="#2A2220",
    desk="#151312",
)


@dataclass(frozen=True)
class Medal:
    """The disc of ranks 1 to 3, its ring, and the dark number on it."""

    disc: str
    ring: str
    number: str


MEDALS = {
    1: Medal("#F7D477", "#E8B23A", "#6B4300"),
    2: Medal("#D3D9DF", "#AEB6C0", "#3A434D"),
    3: Medal("#E2B38D", "#C98B5B", "#5A2E0C"),
}


@dataclass(frozen=True)
class Gradient:
    """A run of colours, each with its place from 0 to 1; `slanted` runs at 135°, the others from left to right."""

    name: str
    stops: tuple[tuple[float, str], ...]
    slanted: bool = False

    @property
    def fill(self) -> str:
        """What a shape writes as its fill to be painted with this gradient."""
        return f"url(#{self.name})"


HEAD = Gradient("head", ((0, LIGHT.head_start), (0.55, LIGHT.head_middle), (1, LIGHT.head_end)), slanted=True)
RED_HEAD = Gradient("red-head", ((0, LIGHT.red), (1, LIGHT.red_bright)))
GREY_HEAD = Gradient("grey-head", ((0, "#434B55"), (1, "#68717C")))
GRADIENTS = (HEAD, RED_HEAD, GREY_HEAD)


def style_sheet() -> str:
    """Write the tokens as CSS: both themes, the medals and the heads."""
    shared = {f"medal-{rank}-{name}": colour for rank, one in MEDALS.items() for name, colour in asdict(one).items()}
    shared |= {f"{one.name}-ground": _css_gradient(one) for one in GRADIENTS}
    light, dark = asdict(LIGHT), asdict(DARK)
    changed = {name: colour for name, colour in dark.items() if colour != light[name]}
    return (
        "/* Written by `python -m bot.colours`. */\n"
        f":root {{\n  color-scheme: light dark;\n{_declared(light | shared, 2)}}}\n"
        f"@media (prefers-color-scheme: dark) {{\n  :root {{\n{_declared(changed, 4)}  }}\n}}\n"
    )


def _declared(tokens: dict[str, str], indent: int) -> str:
    return "".join(f"{' ' * indent}--{name.replace('_', '-')}: {value};\n" for name, value in tokens.items())


def _css_gradient(gradient: Gradient) -> str:
    stops = ", ".join(f"{colour} {place:.0%}" for place, colour in gradient.stops)
    return f"linear-gradient({'135deg' if gradient.slanted else '90deg'}, {stops})"


if __name__ == "__main__":
    sys.stdout.write(style_sheet())
