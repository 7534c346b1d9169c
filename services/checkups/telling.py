"""What a checkup says: each check by its name, and of each finding what is wrong, why it matters and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.wording import word
from rules.checkup import Finding, Result, State
from rules.red_lines import Crossing
from services.checkups.golive import BY_PEOPLE, OF_THE_COUNTY, GoLive, Item
from services.checkups.golive import WORDS as GOLIVE
from services.checkups.golive import State as GoLiveState

WORDS: Final = "checkups/checks.txt"
LINES: Final = "red_lines/lines.txt"
GOLIVE_STATES: Final[tuple[GoLiveState, ...]] = ("ready", "lacking", "unseen")


@dataclass(frozen=True)
class ToldFinding:
    """One thing that is wrong, and what to do: where to click, what to type."""

    what: str
    do: str


@dataclass(frozen=True)
class Told:
    """One check in words; `key` is its name among the checks."""

    key: str
    name: str
    state: State
    why: str
    findings: tuple[ToldFinding, ...]


def told(results: Iterable[Result]) -> list[Told]:
    """Say what came of checks."""
    return [
        Told(
            one.name,
            word(WORDS, f"name_{one.name}"),
            one.state,
            word(WORDS, f"why_{one.name}"),
            tuple(_told(one.name, finding) for finding in one.findings),
        )
        for one in results
    ]


def crossing_told(crossing: Crossing) -> str:
    """Say which red line is crossed by what, and on what it rests."""
    said = word(LINES, f"crossed_{crossing.line}", value=crossing.value)
    return f"{said}{word(LINES, f'rests_{crossing.line}')}"


def _told(check: str, finding: Finding) -> ToldFinding:
    facts: dict[str, Any] = dict(finding.facts)
    if isinstance(crossing := facts.get("crossing"), Crossing):
        facts["crossed"] = crossing_told(crossing)
    what, do = (word(WORDS, f"{part}_{check}_{finding.kind}", **facts) for part in ("what", "do"))
    return ToldFinding(what, do)


def golive_told(found: GoLive) -> str:
    """Say the whole list as one text."""
    return word(GOLIVE, "list", **golive_words(found))


def golive_words(found: GoLive) -> Mapping[str, Any]:
    """Say the items of the list: what is asked of the county, what people confirm, and the rest by its state."""
    by_state: dict[str, Any] = {state: [_item(one) for one in found.in_state(state)] for state in GOLIVE_STATES}
    county = {name: word(GOLIVE, f"county_{name}") for name in OF_THE_COUNTY}
    people = {name: word(GOLIVE, f"people_{name}", policy=found.policy) for name in BY_PEOPLE}
    return {"county": county, "people": people, **by_state}


def _item(one: Item) -> Mapping[str, str]:
    return {part: word(GOLIVE, f"{part}_{one.name}") for part in ("name", "do")}
