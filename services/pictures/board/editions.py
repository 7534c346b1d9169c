"""Who is shown what: the one place that says what an edition may show of a board (A19)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from services.pictures.board.facts import BoardFacts, Edition, Riser


@dataclass(frozen=True)
class Columns:
    """What a list shows beside rank, name and total."""

    bars: bool = False
    change: bool = False
    streaks: bool = False
    weakest: bool = False


@dataclass(frozen=True)
class Look:
    """What one edition shows: the columns of the red list, the way of the grey list, the riser, the tag 内部."""

    red: Columns
    grey: Literal["left out", "names", "scored"]
    grey_columns: Columns
    riser: Riser | None
    internal: bool


def look_of(facts: BoardFacts, edition: Edition) -> Look:
    """Decide what this edition shows of these facts."""
    if edition == "internal":
        return Look(
            red=Columns(bars=True, change=True, streaks=True),
            grey="scored" if facts.grey_shown else "left out",
            grey_columns=Columns(bars=True, change=True, streaks=True, weakest=True),
            riser=facts.riser,
            internal=True,
        )
    group, switches = edition == "group", facts.switches
    return Look(
        red=Columns(switches.bars, switches.change, switches.streaks) if group else Columns(),
        grey=_grey_in_public(facts),
        # Never bars: the shortest one would tell the weakest item.
        grey_columns=Columns(),
        riser=facts.riser if group else None,
        internal=False,
    )


def _grey_in_public(facts: BoardFacts) -> Literal["left out", "names", "scored"]:
    if not facts.grey_shown or facts.grey_display == "concerned":
        return "left out"
    return "names" if facts.grey_display == "names" else "scored"
